#include "harness/cli/proof_of_program.hpp"

#include "platform/base/file.hpp"
#include "platform/crypto/encoding.hpp"
#include "platform/xml/document.hpp"
#include "platform/xml/schema.hpp"

namespace provbank::cli {
namespace {

constexpr std::size_t kProgramBytesMax = 2UL << 30U;
const xml::Namespaces kNamespaces = {{"p", "urn:provbank:prove:1"}};

}  // namespace

std::string program_sha256() {
  const auto file = read_file("/proc/self/exe", kProgramBytesMax);
  if (!file) throw ErrorException(file.error());
  return crypto::sha256_hex(*file);
}

Result<evidence::ProofEntry> proof_in(const App& app, const std::filesystem::path& folder) {
  const auto text = read_file(folder / "prove.xml");
  if (!text) return text.error();
  const auto schema = xml::Schema::load(app.data_dir / "schemas/provbank/prove-1.xsd");
  if (!schema) throw ErrorException(schema.error());
  if (const auto problems = schema->problems(*text); !problems.empty())
    return fail(Errc::malformed, (folder / "prove.xml").string() + ": " + xml::to_string(problems));
  const auto document = xml::Document::parse(*text);
  if (!document) return document.error();
  const auto said = [&document](const char* xpath) { return document->text(xpath, kNamespaces); };
  evidence::ProofEntry proof;
  proof.program = said("/p:prove/@program");
  if (proof.program != program_sha256()) {
    return fail(Errc::invalid,
                folder.string() +
                    ": beviset gäller ett annat program än det här; kör `provbank "
                    "prove` igen / the proof is of another program than this one; run "
                    "`provbank prove` again");
  }
  if (said("/p:prove/@whole") != "true" || said("/p:prove/@holds") != "true") {
    return fail(Errc::invalid, folder.string() +
                                   ": beviset är en del eller håller inte / the proof is a part of "
                                   "one, or does not hold");
  }
  proof.date = said("/p:prove/@date");
  proof.checks = static_cast<std::size_t>(std::stoul(said("count(//p:check)")));
  proof.defects = static_cast<std::size_t>(std::stoul(said("count(//p:defect)")));
  return proof;
}

}  // namespace provbank::cli
