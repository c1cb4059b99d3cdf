// The documents of a dossier: found inside its folder, unaltered, signed by whom and when.
#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "harness/onboarding/dossier.hpp"
#include "platform/crypto/cms.hpp"
#include "platform/text/language.hpp"

namespace provbank::onboarding {

inline constexpr std::size_t kDocumentBytesLimit = 16U << 20U;

/// Whom signatures and proofs of authority are traced to.
struct Trust {
  std::string ca_pem;            // issues the signatories' certificates
  std::string registrar_sha256;  // the certificate that proofs of authority are signed with
};
/// ca.pem and registrator.pem of that folder.
Result<Trust> load_trust(const std::filesystem::path& folder);

/// What is wrong with a document. `code` is the finding's.
struct PaperProblem {
  Bilingual message;  // first, so that no text converts to a problem
  std::string code;
};

struct Sheet {
  std::string bytes;
  std::optional<crypto::Signature> signature;
};

/// Who may sign for an organisation, and between which days (both included).
struct Authority {
  struct Signatory {
    std::string name;
    std::string serial_number;
  };
  std::string organisation_number;
  Day from{};
  Day to{};
  std::vector<Signatory> signatories;

  bool names(const crypto::Certificate& certificate) const;
};
/// The values of a text that follows behorighet-1.xsd; never crashes.
Result<Authority> read_authority(std::string_view text);

enum class Wanted { any, signature };

class Papers {
 public:
  /// `trust` must outlive the object.
  Papers(std::filesystem::path folder, const Trust& trust)
      : folder_(std::move(folder)), trust_(trust) {}

  /// Reads a document, its hash and, when it has one, its signature. The first problem ends it.
  boost::system::result<Sheet, PaperProblem> check(const Document& document, Wanted wanted) const;

 private:
  boost::system::result<std::string, PaperProblem> read(const std::string& file,
                                                        std::size_t bytes_limit) const;

  std::filesystem::path folder_;
  const Trust& trust_;
};

}  // namespace provbank::onboarding
