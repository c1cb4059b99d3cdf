// The SHS label 1.2: who sends what to whom, in the first part of every message.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "reference-impl/wire/shs/error_code.hpp"

namespace provbank::wire::shs {

inline constexpr std::size_t kLabelWindowBytes = 4096;  // of the body; the label ends inside
inline constexpr std::size_t kContentIdMax = 36;        // characters

enum class TransferType { asynch, synch };
enum class SequenceType { event, request, reply, adm };
enum class Status { test, production };
std::string_view to_string(TransferType type);
std::string_view to_string(SequenceType type);
std::string_view to_string(Status status);

/// An actor as the label names it. `address` without the URN prefix.
struct Actor {
  std::string address;
  std::string common_name{};  // `name` for originator and end-recipient
  std::string e_mail{};       // `from` only
  std::string labeled_uri{};
  friend bool operator==(const Actor&, const Actor&) = default;
};

struct Meta {
  std::string name;
  std::string text;
  friend bool operator==(const Meta&, const Meta&) = default;
};

/// One `content/data`: what the label says of a data part.
struct DataEntry {
  std::string datapart_type;
  std::string filename{};  // empty: none
  std::optional<std::uint64_t> bytes{};
  std::optional<std::uint64_t> records{};
  friend bool operator==(const DataEntry&, const DataEntry&) = default;
};

struct HistoryEntry {
  std::string node_id;
  std::string content_id{}, tx_id{}, from{}, to{}, local_id{}, agreement{};
  std::string datetime;
  std::string comment{};
  friend bool operator==(const HistoryEntry&, const HistoryEntry&) = default;
};

struct Label {
  std::string tx_id;  // as it came; ours are lower-case UUIDs
  std::string corr_id;
  std::string agreement{};  // empty: none named
  TransferType transfer_type = TransferType::asynch;
  bool compound = false;
  std::optional<SequenceType> sequence_type{};
  Status status = Status::production;
  std::optional<Actor> originator{};
  std::optional<Actor> from{};
  std::optional<Actor> to{};
  std::optional<Actor> end_recipient{};
  std::string product;  // without the URN prefix
  std::string product_name{};
  std::vector<Meta> meta{};
  std::string subject{};
  std::string datetime;  // yyyy-MM-ddTHH:mm:ss, local time
  std::string content_id;
  std::vector<DataEntry> data{};
  std::string content_comment{};
  std::vector<HistoryEntry> history{};
  friend bool operator==(const Label&, const Label&) = default;
};

/// The XML of a label as it stands in a part: declaration, DOCTYPE, elements in the DTD's order,
/// all in ISO 8859-1 (what it has no byte for is a character reference). Texts in `label` are
/// UTF-8. content.id is cut to kContentIdMax. Whether it will end within kLabelWindowBytes of a
/// message the caller asks (`scan_label`).
std::string write_label(const Label& label);

/// Reads `xml`, whose bytes are in ISO 8859-1 unless `utf8`. Tolerant where the protocol's other
/// speakers differ (order of from and originator, missing version and common names, unknown
/// attributes and elements, line breaks inside values, unknown enumeration words); never fetches
/// anything, expands no entity but the five and character references. What calls itself UTF-8 and
/// is not, is read as ISO 8859-1. Errors: `illegal_message_structure` (no label, a nested DTD
/// subset, a missing tx.id, corr.id, content.id or content, two contents, subjects or times, deeper
/// or longer than the limits), `illegal_sender`, `illegal_receiver`, `illegal_end_recipient` and
/// `illegal_product_type` (two where one may be), `other_error` (not well-formed XML).
OrShsError<Label> read_label(std::string_view xml, bool utf8 = false);

/// The bytes from "<shs.label " to "</shs.label>", as the quick scan cuts them out of a message.
OrShsError<std::string_view> label_window(std::string_view body);

/// The quick scan: the label within the first kLabelWindowBytes of a message's bytes, found by its
/// tags. `illegal_message_structure` when it does not begin and end there.
OrShsError<Label> scan_label(std::string_view body);

/// What a node asks of any label before it looks further, in this order: sender, product, sequence
/// type, the type of each data part. (Whether they are known is not asked here.)
OrShsError<void> check_label(const Label& label);

/// The label of the reply, confirmation or error that answers `request`: ids and status taken over,
/// actors turned about, no meta, subject or history. A new tx.id is the caller's to set.
Label answer_label(const Label& request, SequenceType sequence, std::string_view datetime);

}  // namespace provbank::wire::shs
