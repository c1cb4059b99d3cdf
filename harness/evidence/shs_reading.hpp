// How the judge reads SHS 1.2: MIME with GMime, XML with libxml2 under our DTDs, and never with
// the codecs of those it judges. Every reading gives what could be read and all that is wrong.
#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "contract/schema_catalogue.hpp"
#include "harness/evidence/shs_mime.hpp"
#include "harness/evidence/shs_problem.hpp"

namespace provbank::evidence {

inline constexpr std::size_t kShsLabelWindow = 4096;  // bytes of the message; the label ends inside
inline constexpr std::size_t kShsContentIdMax = 36;   // characters
inline constexpr std::size_t kShsListedMax = 10'000;

/// The fifteen codes, as they are written.
extern const std::array<std::string_view, 15> kShsErrorCodes;
/// The code in its usual case; nothing for what is none of the fifteen.
std::optional<std::string_view> shs_error_code(std::string_view text);

/// An address or a product without its prefix, and whether it had one.
struct ShsUrn {
  std::string value;
  bool prefixed = false;
};
ShsUrn shs_urn(std::string_view text);

struct ShsDataEntry {
  std::string datapart_type;
  std::string filename;
  std::string bytes;  // as written; empty when absent
  friend bool operator==(const ShsDataEntry&, const ShsDataEntry&) = default;
};

/// What stands in a label, as written but for white space at the ends and URN prefixes; empty when
/// absent. Where the DTD has a default, an absent attribute has it.
struct ShsLabelView {
  std::string tx_id, corr_id, content_id, agreement;
  std::string transfer_type, sequence_type, status;
  std::optional<std::string> from, to, originator, end_recipient;
  std::string product;
  std::string datetime;
  std::size_t metas = 0;
  std::size_t subjects = 0;
  bool compound = false;
  std::vector<ShsDataEntry> data;
  std::vector<std::string> history_tx_ids;  // one for each history; empty when it names none

  bool synch() const { return transfer_type == "synch"; }
};

struct ShsMessageView {
  std::optional<ShsLabelView> label;  // nothing when none could be read
  std::vector<MimePart> parts;        // after the label
  ShsProblems problems;

  bool sound() const;  // nothing is wrong that is more than a doubt
};
ShsMessageView read_shs_message(std::string_view body, const contract::SchemaCatalogue& schemas);

/// The label alone, as a node's quick scan finds it: for what the bench itself sent.
std::optional<ShsLabelView> scan_shs_label(std::string_view body);

struct ShsManagementView {
  std::string corr_id, content_id;
  std::string error_code;  // empty: a confirmation
  ShsProblems problems;
};
ShsManagementView read_shs_management(std::string_view xml,
                                      const contract::SchemaCatalogue& schemas);

struct ShsListedView {
  std::string tx_id, corr_id, content_id;
  std::string from, to, product, sequence_type, status;
  std::vector<ShsDataEntry> data;
  std::size_t line = 0;
};
struct ShsListView {
  std::vector<ShsListedView> messages;
  bool readable = false;
  ShsProblems problems;
};
ShsListView read_shs_list(std::string_view xml, const contract::SchemaCatalogue& schemas);

/// What an exchange asks of a node, by its method and target.
struct ShsAsking {
  enum class What { message, list, fetch, acknowledge, other };
  What what = What::other;
  std::string address;  // not for messages; without the URN prefix
  std::string tx_id;    // fetch and acknowledge, in lower case
  std::string product;  // list: in the path
  std::vector<std::pair<std::string, std::string>> query;

  const std::string* find(std::string_view name) const;
};
ShsAsking shs_asking(std::string_view method, std::string_view target);

bool is_lower_case_uuid(std::string_view text);
/// yyyy-MM-ddTHH:mm:ss of a day and an hour that exist.
bool is_shs_time(std::string_view text);

}  // namespace provbank::evidence
