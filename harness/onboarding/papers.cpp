#include "harness/onboarding/papers.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "contract/xml_file.hpp"
#include "platform/base/file.hpp"
#include "platform/crypto/encoding.hpp"

namespace provbank::onboarding {
namespace fs = std::filesystem;

namespace {

PaperProblem paper_problem(const char* code, std::string sv, std::string en) {
  return {.message = {std::move(sv), std::move(en)}, .code = code};
}

/// Down from the folder by plain names only: no way up, no way out through a link.
std::optional<PaperProblem> leaves_folder(const fs::path& folder, const std::string& file) {
  const fs::path relative(file);
  const bool plain = !relative.is_absolute() && file.find('\\') == std::string::npos &&
                     std::ranges::none_of(relative, [](const fs::path& part) {
                       return part.empty() || part == ".." || part == ".";
                     });
  if (!plain) {
    return paper_problem("handling-utanfor",
                         fmt::format("Sökvägen \"{}\" leder ut ur dossiermappen.", file),
                         fmt::format("The path \"{}\" leads out of the dossier's folder.", file));
  }
  fs::path walked = folder;
  for (const auto& part : relative) {
    walked /= part;
    std::error_code ec;
    if (fs::is_symlink(fs::symlink_status(walked, ec))) {
      return paper_problem(
          "handling-utanfor", fmt::format("\"{}\" går genom en länk; länkar följs inte.", file),
          fmt::format("\"{}\" goes through a link; links are not followed.", file));
    }
  }
  return std::nullopt;
}

std::string who(const crypto::SignatureProblem& problem) {
  return problem.claimed ? problem.claimed->signer.common_name : std::string("?");
}

PaperProblem signature_problem(const std::string& file, const crypto::SignatureProblem& problem) {
  using enum crypto::SignatureFault;
  const std::string name = who(problem);
  switch (problem.fault) {
    case altered:
      return paper_problem(
          "underskrift-stammer-inte",
          fmt::format("Underskriften ({}) stämmer inte med \"{}\": handlingen är ändrad efter att "
                      "den skrevs under, eller underskriften hör till en annan handling.",
                      name, file),
          fmt::format("The signature ({}) does not fit \"{}\": the document was altered after it "
                      "was signed, or the signature belongs to another document.",
                      name, file));
    case expired:
      return paper_problem(
          "certifikat-utgatt",
          fmt::format("\"{}\": certifikatet för {} hade gått ut när handlingen skrevs under.", file,
                      name),
          fmt::format("\"{}\": the certificate of {} had expired when the document was signed.",
                      file, name));
    case not_yet_valid:
      return paper_problem(
          "certifikat-inte-borjat-galla",
          fmt::format("\"{}\": certifikatet för {} gällde ännu inte när handlingen skrevs under.",
                      file, name),
          fmt::format("\"{}\": the certificate of {} was not yet valid when the document was "
                      "signed.",
                      file, name));
    case untrusted:
      return paper_problem(
          "certifikat-okant",
          fmt::format("\"{}\": certifikatet för {} är inte utfärdat av någon som Provbänk litar "
                      "på.",
                      file, name),
          fmt::format("\"{}\": the certificate of {} was not issued by anyone Provbänk trusts.",
                      file, name));
    case not_for_signing:
      return paper_problem(
          "certifikat-fel-andamal",
          fmt::format("\"{}\": certifikatet för {} är inte till för underskrifter.", file, name),
          fmt::format("\"{}\": the certificate of {} is not meant for signatures.", file, name));
    case unreadable:
    case several_signers:
    case no_certificate:
    case no_time:
      break;
  }
  return paper_problem(
      "underskrift-olaslig",
      fmt::format("Underskriften av \"{}\" kan inte läsas: den ska vara CMS, av en person, med "
                  "certifikat och tid.",
                  file),
      fmt::format("The signature of \"{}\" cannot be read: it must be CMS, by one person, with "
                  "certificate and time.",
                  file));
}

}  // namespace

bool Authority::names(const crypto::Certificate& certificate) const {
  return std::ranges::any_of(signatories, [&](const Signatory& signatory) {
    return signatory.name == certificate.common_name &&
           signatory.serial_number == certificate.organisation_number;
  });
}

Result<Authority> read_authority(std::string_view text) {
  pugi::xml_document document;
  const auto parsed =
      document.load_buffer(text.data(), text.size(), pugi::parse_default, pugi::encoding_utf8);
  const auto root = document.document_element();
  if (!parsed || std::string_view(root.name()) != "behorighet") {
    return fail(Errc::malformed, "no behorighet");
  }
  const auto number =
      contract::OrganisationNumber::parse(root.attribute("organisationsnummer").value());
  if (!number) return number.error();
  const auto from = contract::parse_day(root.attribute("giltig-fran").value());
  if (!from) return from.error();
  const auto to = contract::parse_day(root.attribute("giltig-till").value());
  if (!to) return to.error();
  Authority authority{
      .organisation_number = number->wire(), .from = *from, .to = *to, .signatories = {}};
  for (const auto node : root.children("firmatecknare")) {
    authority.signatories.push_back(
        {.name = contract::token(node.attribute("namn").value()),
         .serial_number = contract::token(node.attribute("serienummer").value())});
  }
  return authority;
}

Result<Trust> load_trust(const fs::path& folder) {
  auto ca = read_file(folder / "ca.pem", kDossierBytesLimit);
  if (!ca) return ca.error();
  const auto pem = read_file(folder / "registrator.pem", kDossierBytesLimit);
  if (!pem) return pem.error();
  const auto registrar = crypto::parse_certificate(*pem);
  if (!registrar) return at((folder / "registrator.pem").string(), registrar.error());
  return Trust{.ca_pem = std::move(*ca), .registrar_sha256 = registrar->sha256};
}

boost::system::result<std::string, PaperProblem> Papers::read(const std::string& file,
                                                              std::size_t bytes_limit) const {
  if (auto outside = leaves_folder(folder_, file)) return *outside;
  auto bytes = read_file(folder_ / file, bytes_limit);
  if (bytes) return std::move(*bytes);
  if (bytes.error().code == Errc::too_large) {
    return paper_problem(
        "handling-for-stor",
        fmt::format("\"{}\" är större än gränsen {} MiB.", file, bytes_limit >> 20U),
        fmt::format("\"{}\" is past the limit of {} MiB.", file, bytes_limit >> 20U));
  }
  return paper_problem("handling-saknas",
                       fmt::format("Filen \"{}\" finns inte i dossiermappen.", file),
                       fmt::format("There is no file \"{}\" in the dossier's folder.", file));
}

boost::system::result<Sheet, PaperProblem> Papers::check(const Document& document,
                                                         Wanted wanted) const {
  auto bytes = read(document.file, kDocumentBytesLimit);
  if (!bytes) return bytes.error();
  if (crypto::sha256_hex(*bytes) != document.sha256) {
    return paper_problem(
        "handling-andrad",
        fmt::format("\"{}\" har en annan kontrollsumma (SHA-256) än dossiern säger: handlingen är "
                    "ändrad eller utbytt.",
                    document.file),
        fmt::format("\"{}\" has another checksum (SHA-256) than the dossier says: the document "
                    "was altered or exchanged.",
                    document.file));
  }
  Sheet sheet{.bytes = std::move(*bytes), .signature = std::nullopt};
  if (document.signature_file.empty()) {
    if (wanted == Wanted::any) return sheet;
    return paper_problem("underskrift-saknas",
                         fmt::format("\"{}\" är inte undertecknad.", document.file),
                         fmt::format("\"{}\" is not signed.", document.file));
  }
  const auto signature = read(document.signature_file, kDocumentBytesLimit);
  if (!signature) return signature.error();
  auto verified = crypto::verify_detached(sheet.bytes, *signature, trust_.ca_pem);
  if (!verified) return signature_problem(document.file, verified.error());
  sheet.signature = std::move(*verified);
  return sheet;
}

}  // namespace provbank::onboarding
