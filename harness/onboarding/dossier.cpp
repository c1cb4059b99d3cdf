#include "harness/onboarding/dossier.hpp"

#include <algorithm>

#include "contract/xml_file.hpp"
#include "platform/base/file.hpp"

namespace provbank::onboarding {
namespace {

constexpr std::string_view kNamespace = "urn:provbank:dossier:1";

/// Collects the first thing that is wrong, so that the readers below can read straight on.
struct Reader {
  std::optional<Error> wrong;

  void reject(std::string what) {
    if (!wrong) wrong = fail(Errc::invalid, std::move(what));
  }
  std::optional<Day> optional_day(const pugi::xml_node& node, const char* name) {
    const std::string_view text = node.attribute(name).value();
    if (text.empty()) return std::nullopt;
    const auto day = contract::parse_day(text);
    if (!day) {
      reject(std::string(node.name()) + "/@" + name + " is no day");
      return std::nullopt;
    }
    return *day;
  }
  Day day(const pugi::xml_node& node) {
    const auto read = optional_day(node, "datum");
    if (!read) reject(std::string(node.name()) + " has no day");
    return read.value_or(Day{});
  }
  std::string required(const pugi::xml_node& node, const char* name) {
    std::string text = contract::token(node.attribute(name).value());
    if (text.empty()) reject(std::string(node.name()) + "/@" + name + " is missing");
    return text;
  }
};

std::optional<Role> role_from(std::string_view text) {
  if (text == "kommun") return Role::kommun;
  if (text == "uppgiftslamnare") return Role::uppgiftslamnare;
  if (text == "skr") return Role::skr;
  if (text == "driftspart") return Role::driftspart;
  return std::nullopt;
}

Part read_part(Reader& reader, const pugi::xml_node& node) {
  Part part{.id = reader.required(node, "id"),
            .name = reader.required(node, "namn"),
            .number = {},
            .represented_by = contract::token(node.attribute("foretrads-av").value()),
            .connected_later = reader.optional_day(node, "tillkom")};
  const auto role = role_from(node.attribute("roll").value());
  if (!role) reader.reject("part \"" + part.id + "\" has no known roll");
  part.role = role.value_or(Role::kommun);
  const auto number =
      contract::OrganisationNumber::parse(node.attribute("organisationsnummer").value());
  if (!number) {
    reader.reject("part \"" + part.id + "\": " + number.error().detail);
  } else {
    part.number = *number;
  }
  return part;
}

Entry read_entry(Reader& reader, const pugi::xml_node& node, const char* who) {
  return {.who = who == nullptr ? std::string() : reader.required(node, who),
          .day = reader.day(node),
          .document = contract::token(node.attribute("handling").value()),
          .for_represented = std::string_view(node.attribute("ombud").value()) == "ja"};
}

std::optional<Entry> read_optional_entry(Reader& reader, const pugi::xml_node& node) {
  if (!node) return std::nullopt;
  return read_entry(reader, node, nullptr);
}

StepEntry read_step(Reader& reader, const pugi::xml_node& node) {
  const auto step = step_from_name(node.attribute("namn").value());
  if (!step) reader.reject("steg has no known namn");
  StepEntry entry{.step = step.value_or(Step::ansokan),
                  .day = reader.optional_day(node, "datum"),
                  .by = contract::token(node.attribute("av").value()),
                  .document = contract::token(node.attribute("handling").value()),
                  .explanation = contract::token(node.child("forklaring").text().get()),
                  .ends = reader.optional_day(node, "upphor"),
                  .ground = std::nullopt,
                  .acceptances = {},
                  .assurances = {},
                  .reminder = read_optional_entry(reader, node.child("patalande")),
                  .decision = read_optional_entry(reader, node.child("beslut"))};
  const std::string_view ground = node.attribute("grund").value();
  if (!ground.empty()) entry.ground = ground == "brist" ? Ground::failure : Ground::decision;
  for (const auto one : node.children("acceptans")) {
    entry.acceptances.push_back(read_entry(reader, one, "part"));
  }
  for (const auto one : node.children("forsakran")) {
    entry.assurances.push_back(read_entry(reader, one, "konto"));
  }
  return entry;
}

Document read_document(Reader& reader, const pugi::xml_node& node) {
  return {.id = reader.required(node, "id"),
          .file = reader.required(node, "fil"),
          .sha256 = reader.required(node, "sha256"),
          .signature_file = contract::token(node.child("underskrift").attribute("fil").value())};
}

// What only a dossier as a whole can get wrong: the schema's keys for files nobody validated, and
// what a schema cannot say.
void check_whole(Reader& reader, const Dossier& dossier) {
  const auto* applicant = dossier.part(dossier.applicant_id);
  const Role wanted = dossier.kind == Kind::kommun ? Role::kommun : Role::uppgiftslamnare;
  if (applicant == nullptr || applicant->role != wanted) {
    reader.reject("sokande is no part of the kind that slag says");
  }
  const auto known_document = [&](const std::string& id) {
    if (!id.empty() && dossier.document(id) == nullptr) {
      reader.reject("handling \"" + id + "\" is not in the dossier");
    }
  };
  const auto known_part = [&](const std::string& id) {
    if (!id.empty() && dossier.part(id) == nullptr) {
      reader.reject("part \"" + id + "\" is not in the dossier");
    }
  };
  for (const auto& part : dossier.parts) known_part(part.represented_by);
  for (const auto& entry : dossier.steps) {
    const std::string& name = describe(entry.step).name;
    const bool dated_inside = entry.step == Step::acceptans || entry.step == Step::forsakran;
    if (!dated_inside && !entry.day) reader.reject("steg \"" + name + "\" has no datum");
    if (rule(dossier.kind, entry.step) == nullptr) {
      reader.reject("steg \"" + name + "\" is not for this slag");
    }
    if (entry.step == Step::uppsagning && !entry.ends) reader.reject("uppsagning has no upphor");
    if (entry.step == Step::fortida_upphorande && !entry.ground) {
      reader.reject("fortida-upphorande has no grund");
    }
    known_document(entry.document);
    known_part(entry.by);
    for (const auto& one : entry.acceptances) {
      known_document(one.document);
      known_part(one.who);
    }
    for (const auto& one : entry.assurances) known_document(one.document);
  }
}

}  // namespace

const Part* Dossier::part(std::string_view id) const {
  const auto found = std::ranges::find(parts, id, &Part::id);
  return found == parts.end() ? nullptr : &*found;
}

const Part* Dossier::part(Role role) const {
  const auto found = std::ranges::find_if(parts, [&](const Part& candidate) {
    return candidate.role == role && candidate.id != applicant_id;
  });
  return found == parts.end() ? nullptr : &*found;
}

const Part& Dossier::applicant() const {
  return *part(applicant_id);
}

const Document* Dossier::document(std::string_view id) const {
  const auto found = std::ranges::find(documents, id, &Document::id);
  return found == documents.end() ? nullptr : &*found;
}

const StepEntry* Dossier::entry(Step step) const {
  const auto found = std::ranges::find(steps, step, &StepEntry::step);
  return found == steps.end() ? nullptr : &*found;
}

Result<Dossier> read_dossier(std::string_view text) {
  pugi::xml_document document;
  const auto parsed =
      document.load_buffer(text.data(), text.size(), pugi::parse_default, pugi::encoding_utf8);
  if (!parsed) return fail(Errc::malformed, parsed.description());
  const auto root = document.document_element();
  if (std::string_view(root.name()) != "dossier" || root.attribute("xmlns").value() != kNamespace) {
    return fail(Errc::invalid,
                "the root is not <dossier xmlns=\"" + std::string(kNamespace) + "\">");
  }
  Reader reader;
  Dossier dossier;
  dossier.kind = std::string_view(root.attribute("slag").value()) == "uppgiftslamnare"
                     ? Kind::uppgiftslamnare
                     : Kind::kommun;
  dossier.applicant_id = reader.required(root, "sokande");
  for (const auto node : root.children("part")) dossier.parts.push_back(read_part(reader, node));
  for (const auto node : root.children("handlaggare")) {
    dossier.handlaggare.push_back({.account = reader.required(node, "konto"),
                                   .name = reader.required(node, "namn"),
                                   .uses_from = reader.optional_day(node, "anvander-fran")});
  }
  for (const auto node : root.children("handling")) {
    dossier.documents.push_back(read_document(reader, node));
  }
  for (const auto node : root.children("steg")) dossier.steps.push_back(read_step(reader, node));
  check_whole(reader, dossier);
  if (reader.wrong) return *reader.wrong;
  return dossier;
}

Result<Dossier> load_dossier(const std::filesystem::path& folder, const xml::Schema& schema) {
  const auto file = folder / kDossierFile;
  const auto text = read_file(file, kDossierBytesLimit);
  if (!text) return text.error();
  const auto problems = schema.problems(*text, {}, xml::Values::shown);
  if (!problems.empty()) {
    return fail(Errc::invalid, file.string() + ": " + xml::to_string(problems));
  }
  auto dossier = read_dossier(*text);
  if (!dossier) return at(file.string(), dossier.error());
  return dossier;
}

}  // namespace provbank::onboarding
