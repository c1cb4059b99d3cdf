#include "harness/results/redact.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>
#include <set>

#include "harness/evidence/result.hpp"
#include "harness/results/reader.hpp"
#include "harness/results/redact_text.hpp"
#include "platform/base/file.hpp"
#include "platform/crypto/encoding.hpp"
#include "platform/xml/schema.hpp"

namespace provbank::results {
namespace {

namespace fs = std::filesystem;
using evidence::RunResult;

constexpr std::size_t kKeyBytes = 32;
constexpr std::size_t kFilesMax = 200'000;
constexpr std::string_view kLeftOut = "canaries.xml";

/// Calls `visit` with every text of the result that may hold something of a person. Ids, names of
/// parties, and those who decided or attest something are left: they sign with their names.
template <class Visit>
void each_text(RunResult& result, Visit visit) {
  const auto both = [&visit](Bilingual& text) {
    visit(text.sv);
    visit(text.en);
  };
  for (auto& attestation : result.attestations) visit(attestation.statement);
  for (auto& scenario : result.scenarios) {
    both(scenario.title);
    for (auto& note : scenario.notes) both(note);
    for (auto& check : scenario.checks) {
      both(check.outcome.claim);
      if (check.note) both(*check.note);
      for (auto& decision : check.overrides) visit(decision.reason);
      if (check.known) visit(check.known->reason);
      for (auto& finding : check.outcome.findings) {
        both(finding.message);
        visit(finding.expected);
        visit(finding.received);
        for (auto& where : finding.where) visit(where.xpath);
      }
    }
  }
}

std::size_t entries_in(const std::string& har) {
  const auto archive = nlohmann::json::parse(har, nullptr, false);
  if (archive.is_discarded()) return 0;
  const auto log = archive.find("log");
  if (log == archive.end() || !log->contains("entries")) return 0;
  return (*log)["entries"].size();
}

/// The evidence: what lies below the folders beside result.xml. Reports and the result itself are
/// made anew.
Result<std::vector<fs::path>> files_below(const fs::path& from) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(from)) {
    if (entry.is_symlink())
      return fail(Errc::invalid, entry.path().string() + ": is a link, and is not followed");
    if (!entry.is_regular_file()) continue;
    const fs::path relative = fs::relative(entry.path(), from);
    // The values to look for are all that the file holds: nothing of it can be shown.
    if (relative.filename() == kLeftOut) continue;
    if (relative.has_parent_path()) files.push_back(relative);
    if (files.size() > kFilesMax) return fail(Errc::too_large, from.string() + ": too many files");
  }
  std::sort(files.begin(), files.end());
  return files;
}

class Copy {
 public:
  Copy(const fs::path& from, const fs::path& to, const std::string& key, const fs::path& data_dir)
      : from_(from), to_(to), data_dir_(data_dir), redactor_(std::make_unique<Redactor>(key)) {}

  Result<Redacted> make() {
    auto result = read_result(from_, data_dir_);
    if (!result) return result.error();
    auto files = files_below(from_);
    if (!files) return files.error();
    add_attested(*result, *files);
    add_proof(*result, *files);
    for (const fs::path& file : *files) {
      const auto text = read_file(from_ / file);
      if (!text) return text.error();
      redactor_->collect(*text);
    }
    each_text(*result, [this](std::string& text) { redactor_->collect(text); });
    redactor_->prepare();
    for (const fs::path& file : *files) {
      if (auto copied = copy(file); !copied) return copied.error();
    }
    each_text(*result, [this](std::string& text) { text = redactor_->rewrite(text); });
    renew_digests(*result);
    if (auto written = write_file(to_ / "result.xml", evidence::to_xml(*result)); !written)
      return written.error();
    return verify(*files, *result);
  }

 private:
  Result<void> copy(const fs::path& file) {
    const auto text = read_file(from_ / file);
    if (!text) return text.error();
    const std::string changed = redactor_->rewrite(*text);
    counted_.exchanges += file.extension() == ".har" ? entries_in(*text) : 0;
    return write_file(to_ / file, changed);
  }

  // Beside the result there are reports, which are made anew, and what somebody attests with.
  void add_attested(const RunResult& result, std::vector<fs::path>& files) const {
    std::set<fs::path> attested;
    for (const auto& attestation : result.attestations) {
      for (const auto& evidence : attestation.evidence) {
        const fs::path file(evidence.file);
        if (!file.has_parent_path() && fs::is_regular_file(from_ / file)) attested.insert(file);
      }
    }
    files.insert(files.end(), attested.begin(), attested.end());
  }

  // The proof names parties of the bench's own, who may be the persons of the result.
  void add_proof(const RunResult& result, std::vector<fs::path>& files) const {
    if (!result.proof) return;
    for (const char* name : kProofFiles) {
      const bool there = fs::is_regular_file(from_ / name);
      if (there && std::find(files.begin(), files.end(), name) == files.end())
        files.emplace_back(name);
    }
  }

  // A file that an attestation refers to may be another now.
  void renew_digests(RunResult& result) {
    for (auto& attestation : result.attestations) {
      for (auto& evidence : attestation.evidence) {
        const fs::path file = fs::path(evidence.file).lexically_normal();
        if (file.is_absolute() || *file.begin() == "..") continue;
        if (const auto content = read_file(to_ / file))
          evidence.sha256 = crypto::sha256_hex(*content);
      }
    }
  }

  Result<Redacted> verify(const std::vector<fs::path>& files, const RunResult& meant) {
    std::size_t exchanges = 0;
    for (const fs::path& file : files) {
      const auto before = read_file(from_ / file);
      const auto after = read_file(to_ / file);
      if (!before) return before.error();
      if (!after) return after.error();
      if (auto same = same_form(file, *before, *after); !same) return same.error();
      if (file.extension() == ".har") exchanges += entries_in(*after);
    }
    if (exchanges != counted_.exchanges)
      return fail(Errc::invalid, "the copy holds another number of exchanges");
    auto result = read_result(to_, data_dir_);
    if (!result) return result.error();
    std::string left;
    each_text(*result, [&](std::string& text) {
      if (left.empty()) left = redactor_->remaining(text);
    });
    if (!left.empty()) return fail(Errc::invalid, "result.xml: " + left + " still stands in it");
    if (result->check_verdicts() != meant.check_verdicts())
      return fail(Errc::invalid, "the copy holds other verdicts");
    counted_.files = files.size() + 1;
    counted_.checks = meant.check_verdicts().size();
    counted_.persons = redactor_->persons();
    counted_.names = redactor_->names();
    counted_.identifiers = redactor_->identifiers();
    return counted_;
  }

  Result<void> same_form(const fs::path& file, const std::string& before,
                         const std::string& after) const {
    if (before.size() != after.size())
      return fail(Errc::invalid, file.string() + ": the copy has another size");
    if (const std::string left = redactor_->remaining(after); !left.empty())
      return fail(Errc::invalid, file.string() + ": " + left + " still stands in it");
    const xml::XmlLimits limits{.bytes = kFileBytesLimit};
    const bool is_xml = file.extension() == ".xml";
    if (is_xml && xml::check_well_formed(before, limits).has_value() !=
                      xml::check_well_formed(after, limits).has_value())
      return fail(Errc::invalid, file.string() + ": the copy is no longer well-formed XML");
    const bool is_json = file.extension() == ".json" || file.extension() == ".har";
    if (is_json && nlohmann::json::accept(before) != nlohmann::json::accept(after))
      return fail(Errc::invalid, file.string() + ": the copy is no longer well-formed JSON");
    return {};
  }

  const fs::path& from_;
  const fs::path& to_;
  const fs::path& data_dir_;
  std::unique_ptr<Redactor> redactor_;
  Redacted counted_;
};

bool lies_within(const fs::path& inner, const fs::path& outer) {
  const auto relative = fs::weakly_canonical(inner).lexically_relative(fs::weakly_canonical(outer));
  return !relative.empty() && *relative.begin() != "..";
}

}  // namespace

Result<Redacted> redact(const fs::path& from, const fs::path& to, const std::string& key,
                        const fs::path& data_dir) {
  if (key.size() < kKeyBytesMin) return fail(Errc::invalid, "the key is too short");
  if (!fs::is_directory(from))
    return fail(Errc::not_found, from.string() + ": no folder with a result");
  if (fs::exists(to)) return fail(Errc::invalid, to.string() + ": exists already");
  if (lies_within(to, from))
    return fail(Errc::invalid, to.string() + ": lies inside the folder that is redacted");
  const auto undo = [&to] {
    std::error_code ec;
    fs::remove_all(to, ec);
  };
  try {
    auto made = Copy(from, to, key, data_dir).make();
    if (!made) undo();
    return made;
  } catch (...) {
    undo();
    throw;
  }
}

Result<std::string> make_key_file(const fs::path& file) {
  const std::string key = crypto::hex(crypto::random_bytes(kKeyBytes)) + "\n";
  const int descriptor = ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (descriptor < 0) return fail(Errc::io, file.string() + ": cannot be made, or exists already");
  const auto written = ::write(descriptor, key.data(), key.size());
  const bool closed = ::close(descriptor) == 0;
  if (written != static_cast<ssize_t>(key.size()) || !closed)
    return fail(Errc::io, file.string() + ": cannot be written");
  return key;
}

Result<std::string> read_key_file(const fs::path& file) {
  auto key = read_file(file, 64U << 10U);
  if (!key) return key.error();
  if (key->size() < kKeyBytesMin) {
    return fail(Errc::invalid,
                fmt::format("{}: a key has at least {} bytes", file.string(), kKeyBytesMin));
  }
  return key;
}

}  // namespace provbank::results
