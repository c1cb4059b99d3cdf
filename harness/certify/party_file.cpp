#include "harness/certify/party_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <pugixml.hpp>
#include <sstream>
#include <system_error>

#include "harness/scenario/duration.hpp"
#include "platform/base/file.hpp"
#include "platform/crypto/encoding.hpp"

namespace provbank::certify {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> parted(const std::string& text) {
  std::vector<std::string> out;
  std::istringstream in(text);
  for (std::string word; std::getline(in, word, '|');) {
    if (!word.empty()) out.push_back(word);  // every text contains nothing
  }
  return out;
}

std::string collapsed(const char* text) {
  std::istringstream in{std::string(text)};
  std::string out;
  for (std::string word; in >> word;) out += (out.empty() ? "" : " ") + word;
  return out;
}

time::Duration duration_of(const pugi::xml_attribute& attribute, time::Duration otherwise) {
  if (!attribute) return otherwise;
  return scenario::parse_duration(attribute.value()).value_or(otherwise);
}

net::Endpoint endpoint_of(const pugi::xml_node& node) {
  return {node.attribute("host").as_string("127.0.0.1"),
          static_cast<std::uint16_t>(node.attribute("port").as_uint())};
}

class PartyReader {
 public:
  PartyReader(const fs::path& plan, const std::string& text,
              std::vector<scenario::Problem>& problems, const fs::path& data_dir)
      : plan_(plan), text_(text), problems_(problems), data_dir_(data_dir) {}

  Certification read(const pugi::xml_node& party) {
    Certification out;
    const std::string role = party.attribute("role").value();
    out.role = role == "kommun"       ? Role::kommun
               : role == "driftspart" ? Role::driftspart
                                      : Role::uppgiftslamnare;
    out.contract = party.attribute("contract").as_string("v10");
    out.party = party.attribute("id").value();
    out.name = collapsed(party.child_value("name"));
    out.contact = collapsed(party.child_value("contact"));
    read_organisation(party, out);
    if (const auto source = party.attribute("source"))
      out.source = contract::source_from_code(source.value());
    read_places(party, out);
    read_certificates(party.child("certificates"), out);
    for (const auto& person : party.children("person")) read_person(person, out);
    read_asking(party, out);
    read_limits(party.child("limits"), out.limits);
    if (const auto act = party.child("act")) out.act = deed(act);
    if (const auto show = party.child("show")) out.show = read_show(show);
    for (const auto& each : party.child("observe").children()) {
      if (std::string_view(each.name()) == "event-log")
        read_event_log(each, out.observed);
      else if (std::string_view(each.name()) == "place")
        read_place(each, out);
      else
        out.observed.stores.push_back(beside(each.attribute("folder").value()));
    }
    for (const auto& attest : party.children("attest")) read_attestation(attest, out);
    require_for_role(party, out);
    return out;
  }

 private:
  fs::path beside(const std::string& name) const {
    const fs::path file(name);
    return file.is_absolute() ? file : plan_.parent_path() / file;
  }

  void read_place(const pugi::xml_node& element, Certification& out) {
    auto point = residue::parse_point(element.attribute("at").value());
    if (!point) {
      problem(element, {"place: " + point.error().detail, "place: " + point.error().detail});
      return;
    }
    if (point->kind == residue::Point::Kind::path || point->kind == residue::Point::Kind::sqlite)
      point->what = beside(point->what).string();
    read_access(element, *point);
    std::istringstream tables(element.attribute("event-log").value());
    for (std::string table; tables >> table;) point->log_tables.push_back(table);
    if (!point->log_tables.empty() && point->kind != residue::Point::Kind::postgresql) {
      problem(element, {"place: event-log nämner tabeller, och platsen är ingen PostgreSQL-databas",
                        "place: event-log names tables, and the place is no PostgreSQL database"});
    }
    out.observed.points.push_back(std::move(*point));
  }

  void read_access(const pugi::xml_node& element, residue::Point& point) {
    const auto file = [&](const char* name) {
      const auto attribute = element.attribute(name);
      return attribute ? beside(attribute.value()) : fs::path();
    };
    point.access = {file("certificate"), file("key"), file("trust")};
    const auto& access = point.access;
    if (access.certificate.empty() && access.key.empty() && access.trust.empty()) return;
    if (!point.what.starts_with("https://")) {
      problem(element, {"place: certificate, key och trust gäller bara https://",
                        "place: certificate, key and trust are for https:// alone"});
    }
    if (access.certificate.empty() && !access.key.empty()) {
      problem(element, {"place: key utan certificate", "place: key without certificate"});
    }
    for (const auto& each : {access.certificate, access.key, access.trust}) {
      if (!each.empty() && !fs::is_regular_file(each)) {
        problem(element, {fmt::format("place: {} finns inte", each.string()),
                          fmt::format("place: {} is not there", each.string())});
      }
    }
  }

  void problem(const pugi::xml_node& where, Bilingual message) {
    const auto offset = static_cast<std::size_t>(std::max<std::ptrdiff_t>(0, where.offset_debug()));
    const auto before = std::string_view(text_).substr(0, offset);
    const auto line = static_cast<std::size_t>(std::ranges::count(before, '\n')) + 1;
    const auto start = before.rfind('\n');
    problems_.push_back({plan_, line,
                         offset - (start == std::string_view::npos ? 0 : start + 1) + 1,
                         std::move(message)});
  }

  void read_organisation(const pugi::xml_node& party, Certification& out) {
    const auto number =
        contract::OrganisationNumber::parse(party.attribute("organisation").value());
    if (number) {
      out.organisation = *number;
      return;
    }
    problem(party, {"organisation är inget organisationsnummer med tolv siffror och rätt "
                    "kontrollsiffra (16 och sedan de tio)",
                    "organisation is no organisation number of twelve digits with a right check "
                    "digit (16 and then the ten)"});
  }

  void read_places(const pugi::xml_node& party, Certification& out) {
    if (const auto address = party.child("address")) {
      Address place;
      place.endpoint = endpoint_of(address);
      place.server_name =
          address.attribute("server-name").as_string(address.attribute("host").value());
      place.target = address.attribute("path").as_string("/ssbtek/v10");
      out.address = std::move(place);
    }
    if (const auto shs = party.child("shs")) {
      out.shs =
          ShsNode{.base = shs.attribute("base").as_string("/shs"),
                  .product = shs.attribute("product").value(),
                  .test = shs.attribute("status").as_string("test") == std::string_view("test")};
    }
    for (const auto& listen : party.children("listen")) {
      const auto source = listen.attribute("source");
      if (!source) {
        if (out.aggregator)
          problem(listen, {"två listen utan source: Provbänk svarar på ett ställe",
                           "two listen without source: Provbänk answers in one place"});
        out.aggregator = endpoint_of(listen);
        out.door = scenario::door_from(listen.attribute("door").as_string("http")).value();
        continue;
      }
      if (listen.attribute("door"))
        problem(listen, {"door gäller det listen där en kommuns frågor kommer",
                         "door is for the listen where a kommun's questions come"});
      const auto which = contract::source_from_code(source.value());
      if (!which) continue;  // the schema has told
      if (!out.sources.emplace(*which, endpoint_of(listen)).second)
        problem(listen, {fmt::format("{} har redan ett listen", source.value()),
                         fmt::format("{} has a listen already", source.value())});
    }
  }

  void read_certificates(const pugi::xml_node& node, Certification& out) {
    out.certificates.folder = beside(node.attribute("folder").value());
    const fs::path trust = node.attribute("trust") ? beside(node.attribute("trust").value())
                                                   : out.certificates.folder / "ca.pem";
    read_own(out);
    auto pem = read_file(trust);
    if (pem) {
      out.certificates.trust_pem = std::move(*pem);
      return;
    }
    problem(node,
            {fmt::format("{} går inte att läsa. Där ska certifikaten stå för den som "
                         "utfärdar partens certifikat. `provbank plan --new` skriver en mapp "
                         "med testcertifikat.",
                         trust.string()),
             fmt::format("{} cannot be read. It should hold the certificates of whoever "
                         "issues the party's. `provbank plan --new` writes a folder with test "
                         "certificates.",
                         trust.string())});
  }

  /// What the bench shows as the operator: driftspart/own.pem, and others by their names.
  static void read_own(Certification& out) {
    std::error_code ec;
    for (const auto& entry : fs::directory_iterator(out.certificates.folder / "driftspart", ec)) {
      if (entry.path().extension() != ".pem") continue;
      const auto certificate = read_file(entry.path());
      const auto key = read_file(fs::path(entry.path()).replace_extension(".key"));
      if (!certificate || !key) continue;
      const std::string name = entry.path().stem().string();
      crypto::Credentials credentials{*certificate, *key};
      if (name == "own")
        out.certificates.ours = std::move(credentials);
      else
        out.certificates.others[name] = std::move(credentials);
    }
  }

  void read_person(const pugi::xml_node& node, Certification& out) {
    TestPerson person;
    person.as = node.attribute("as").value();
    person.case_id = node.attribute("case").value();
    person.telltale = node.attribute("telltale").value();
    const auto identity = contract::PersonIdentity::parse(node.attribute("number").value());
    if (!identity) {
      problem(node,
              {fmt::format("personen {}: numret är inget personnummer eller samordningsnummer "
                           "(finns datumet, stämmer kontrollsiffran?)",
                           person.as),
               fmt::format("person {}: the number is no personnummer or samordningsnummer "
                           "(does the date exist, is the check digit right?)",
                           person.as)});
      return;
    }
    if (!identity->is_test_number()) {
      problem(node,
              {fmt::format("personen {}: numret är inte ur Skatteverkets serie för test och kan "
                           "tillhöra någon. Provbänk frågar bara om testpersoner.",
                           person.as),
               fmt::format("person {}: the number is not in Skatteverket's series for tests and "
                           "may belong to somebody. Provbänk asks about test persons only.",
                           person.as)});
      return;
    }
    person.identity = *identity;
    if (out.person(person.as) != nullptr) {
      problem(node, {fmt::format("{} står två gånger", person.as),
                     fmt::format("{} is there twice", person.as)});
      return;
    }
    const auto other = std::ranges::find(out.persons, person.identity, &TestPerson::identity);
    // A kommun's questions are told apart by their numbers.
    if (out.role == Role::kommun && other != out.persons.end()) {
      problem(node, {fmt::format("{} och {} har samma nummer", other->as, person.as),
                     fmt::format("{} and {} have the same number", other->as, person.as)});
      return;
    }
    out.persons.push_back(std::move(person));
  }

  void read_asking(const pugi::xml_node& party, Certification& out) {
    if (const auto period = party.child("period")) {
      const auto read = contract::Period::parse(period.attribute("from").value(),
                                                period.attribute("tom").value());
      if (read) {
        out.period = *read;
      } else {
        problem(period, {"tiden slutar innan den börjar, eller ett datum finns inte",
                         "the time ends before it begins, or a date does not exist"});
      }
    }
    if (const auto inner = party.child("inner-question")) out.inner_question = inner.child_value();
    if (const auto asker = party.child("asker")) {
      const auto number =
          contract::OrganisationNumber::parse(asker.attribute("organisation").value());
      if (!number) {
        problem(asker,
                {"organisation har fel kontrollsiffra", "organisation has a wrong check digit"});
        return;
      }
      out.on_behalf_of =
          Asker{*number, asker.attribute("name").value(), asker.attribute("aktorsid").value()};
    }
  }

  void read_event_log(const pugi::xml_node& node, Observed& observed) {
    observed.event_log = beside(node.attribute("file").value());
    observed.event_log_names = node.attribute("names").value();
    std::istringstream readers(node.attribute("readers").value());
    for (std::string group; readers >> group;) observed.log_readers.push_back(group);
    if (const auto mapping = node.attribute("mapping"))
      read_mapping(node, mapping.value(), observed);
    if (const auto verify = node.child("verify")) {
      Command command;
      command.program = verify.attribute("program").value();
      command.timeout = duration_of(verify.attribute("timeout"), std::chrono::seconds(60));
      for (const auto& argument : verify.children("argument"))
        command.arguments.emplace_back(argument.child_value());
      const bool names_log = std::ranges::any_of(
          command.arguments,
          [](const std::string& argument) { return argument.find("{log}") != std::string::npos; });
      if (!names_log)
        problem(verify, {"verify: inget argument har {log}: programmet vet inte vilken kopia det "
                         "ska kontrollera",
                         "verify: no argument has {log}: the program does not know which copy to "
                         "verify"});
      observed.log_verify = std::move(command);
    }
    if (const auto address = node.attribute("address")) {
      const std::string url = address.value();
      LogAddress out;
      out.text = url;
      out.tls = url.starts_with("https");
      place_in(node, url, out.endpoint, out.target);
      observed.log_address = std::move(out);
    }
  }

  void read_mapping(const pugi::xml_node& node, const std::string& name, Observed& observed) {
    const auto file = beside(name);
    const auto text = read_file(file);
    if (!text) {
      problem(node, {fmt::format("mappningen {} går inte att läsa", name),
                     fmt::format("the mapping {} cannot be read", name)});
      return;
    }
    std::vector<logbook::MappingProblem> wrong;
    auto mapping =
        logbook::Mapping::parse(*text, data_dir_ / "schemas" / "provbank" / "logbook-1.xsd", wrong);
    for (const auto& each : wrong) problems_.push_back({file, each.line, 1, each.message});
    if (mapping)
      observed.log_mapping = std::make_shared<const logbook::Mapping>(std::move(*mapping));
  }

  static void read_limits(const pugi::xml_node& node, Limits& limits) {
    limits.per_second_max = node.attribute("per-second").as_double(limits.per_second_max);
    limits.at_once_max =
        node.attribute("at-once").as_uint(static_cast<unsigned>(limits.at_once_max));
    limits.wait_max = duration_of(node.attribute("wait"), limits.wait_max);
  }

  Deed deed(const pugi::xml_node& node) {
    if (const auto command = node.child("command")) {
      Command out;
      out.program = command.attribute("program").value();
      out.timeout = duration_of(command.attribute("timeout"), std::chrono::seconds(60));
      for (const auto& argument : command.children("argument"))
        out.arguments.emplace_back(argument.child_value());
      return out;
    }
    if (const auto request = node.child("request")) return read_request(request);
    return Operator{};
  }

  Deed read_request(const pugi::xml_node& node) {
    Request out;
    out.method = node.attribute("method").as_string("GET");
    out.timeout = duration_of(node.attribute("timeout"), std::chrono::seconds(60));
    out.body = node.child_value("body");
    for (const auto& header : node.children("header"))
      out.headers.emplace_back(header.attribute("name").value(), header.attribute("value").value());
    place_in(node, node.attribute("url").value(), out.endpoint, out.target);
    return out;
  }

  /// The schema has checked the form: http://host:port/path, or https.
  void place_in(const pugi::xml_node& node, const std::string& url, net::Endpoint& endpoint,
                std::string& target) {
    const auto begin = url.find("//") + 2;
    const auto slash = url.find('/', begin);
    const std::string authority = url.substr(begin, slash - begin);
    const auto colon = authority.rfind(':');
    unsigned port = 0;
    std::from_chars(authority.data() + colon + 1, authority.data() + authority.size(), port);
    constexpr unsigned kPortMax = 65535;
    if (port == 0 || port > kPortMax) {
      problem(node, {"porten i adressen finns inte", "the port in the address does not exist"});
      port = 1;
    }
    endpoint = {authority.substr(0, colon), static_cast<std::uint16_t>(port)};
    target = url.substr(slash);
  }

  Reading reading(const pugi::xml_node& node, std::initializer_list<const char*> states) {
    Reading out;
    const std::string_view as = node.attribute("as").value();
    out.as = as == "xpath"          ? Reading::As::xpath
             : as == "json-pointer" ? Reading::As::json_pointer
                                    : Reading::As::text;
    out.at = node.attribute("at").value();
    if (out.at.empty() && out.as != Reading::As::text)
      problem(node, {"at saknas: säg var värdet står", "at is missing: say where the value is"});
    for (const char* state : states) {
      out.words[state] = parted(node.attribute(state).value());
      if (out.words[state].empty())
        problem(node,
                {fmt::format("{} har inget ord", state), fmt::format("{} has no word", state)});
    }
    for (auto one = out.words.begin(); one != out.words.end(); ++one) {
      for (auto other = std::next(one); other != out.words.end(); ++other) {
        for (const auto& word : one->second) {
          if (std::ranges::find(other->second, word) == other->second.end()) continue;
          problem(node,
                  {fmt::format("\"{}\" betyder både {} och {}", word, one->first, other->first),
                   fmt::format("\"{}\" means both {} and {}", word, one->first, other->first)});
        }
      }
    }
    return out;
  }

  /// Without the source's name in it, one reading would be taken for every source's.
  void require_source(const pugi::xml_node& node, const Reading& read) {
    const auto names_it = [](const std::string& text) {
      return text.find("{source}") != std::string::npos || text.find("{name}") != std::string::npos;
    };
    const bool told = read.as != Reading::As::text
                          ? names_it(read.at)
                          : std::ranges::all_of(read.words, [&](const auto& state) {
                              return std::ranges::all_of(state.second, names_it);
                            });
    const bool nowhere = read.as != Reading::As::text && read.at.empty();  // told already
    if (told || nowhere) return;
    problem(node, {"source-reading läser samma sak för varje källa: skriv {source} eller {name} i "
                   "at, eller i vart och ett av orden där as är text",
                   "source-reading reads the same for every source: write {source} or {name} in "
                   "at, or in each of the words where as is text"});
  }

  Show read_show(const pugi::xml_node& node) {
    Show out;
    out.deed = deed(node);
    if (const auto source = node.child("source-reading"))
      out.of_source = reading(source, {"found", "nothing", "failed"});
    if (out.of_source) require_source(node.child("source-reading"), *out.of_source);
    if (const auto whole = node.child("whole-reading"))
      out.of_whole = reading(whole, {"answered", "failed"});
    const bool asked = std::holds_alternative<Operator>(out.deed);
    if (!asked && !out.of_source)
      problem(node, {"source-reading saknas: utan den vet ingen vad det som visas betyder",
                     "source-reading is missing: without it nobody knows what is shown"});
    return out;
  }

  void read_attestation(const pugi::xml_node& node, Certification& out) {
    Attestation attestation;
    attestation.clause = node.attribute("clause").value();
    attestation.by = node.attribute("by").value();
    attestation.date = node.attribute("date").value();
    attestation.statement = collapsed(node.child_value("statement"));
    for (const auto& each : node.children("evidence")) {
      const std::string name = each.attribute("file").value();
      const auto content = read_file(beside(name));
      if (!content) {
        problem(each, {fmt::format("underlaget {} går inte att läsa", name),
                       fmt::format("the evidence {} cannot be read", name)});
        continue;
      }
      attestation.evidence.push_back({name, crypto::sha256_hex(*content)});
    }
    out.attestations.push_back(std::move(attestation));
  }

  void require_for_role(const pugi::xml_node& party, const Certification& out) {
    if (out.role != Role::kommun && !out.address)
      problem(party, {"address saknas: var svarar parten?",
                      "address is missing: where does the party answer?"});
    if (out.role == Role::uppgiftslamnare && !out.source)
      problem(party, {"source saknas: vilken av de sju källorna är det?",
                      "source is missing: which of the seven sources is it?"});
    if (out.role == Role::driftspart) {
      for (const auto source : contract::kAllSources) {
        if (out.sources.contains(source)) continue;
        problem(
            party,
            {fmt::format("listen source=\"{}\" saknas: var ska Provbänk spela källan?",
                         contract::code(source)),
             fmt::format("listen source=\"{}\" is missing: where is Provbänk to play the source?",
                         contract::code(source))});
      }
    }
    if (out.role != Role::kommun) return;
    if (!out.aggregator)
      problem(party, {"listen saknas: var ska Provbänk ta emot partens frågor?",
                      "listen is missing: where is Provbänk to take the party's questions?"});
    if (!out.act || !out.show)
      problem(party,
              {"act och show behövs: hur får vi parten att fråga, och hur ser vi vad den visar?",
               "act and show are needed: how is the party made to ask, and how do we see what it "
               "shows?"});
  }

  const fs::path& plan_;
  const std::string& text_;
  std::vector<scenario::Problem>& problems_;
  const fs::path& data_dir_;
};

}  // namespace

std::optional<Certification> load_party(const fs::path& plan,
                                        std::vector<scenario::Problem>& problems,
                                        const fs::path& data_dir) {
  const auto text = read_file(plan);
  if (!text) {
    problems.push_back({plan, 0, 0, {text.error().detail, text.error().detail}});
    return std::nullopt;
  }
  pugi::xml_document document;
  if (!document.load_buffer(text->data(), text->size())) return std::nullopt;
  const auto party = document.document_element().child("party");
  if (!party) return std::nullopt;
  const std::size_t before = problems.size();
  auto out = PartyReader(plan, *text, problems, data_dir).read(party);
  if (problems.size() > before) return std::nullopt;
  return out;
}

}  // namespace provbank::certify
