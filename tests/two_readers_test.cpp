// Two readers of SHS that share nothing: the reference's codecs and the judge's. What the one
// writes, both read alike, and the judge finds nothing wrong with it.
#include <fmt/format.h>
#include <gmock/gmock.h>

#include "harness/evidence/shs_reading.hpp"
#include "platform/chance/rng.hpp"
#include "reference-impl/wire/shs/management.hpp"
#include "reference-impl/wire/shs/message_list.hpp"
#include "reference-impl/wire/shs/test_support.hpp"

namespace provbank {
namespace {

using testing::IsEmpty;
using wire::shs::Actor;
using wire::shs::DataPart;
using wire::shs::Label;
using wire::shs::Message;
using wire::shs::TransferEncoding;

const contract::SchemaCatalogue& schemas() {
  static const auto kLoaded = contract::SchemaCatalogue::load(PROVBANK_DATA_DIR).value();
  return *kLoaded;
}

std::string told(const evidence::ShsProblems& problems) {
  std::string out;
  for (const auto& each : problems)
    out += fmt::format("{} [{} / {}] line {}\n", each.what.en, each.expected, each.received,
                       each.line);
  return out;
}

std::optional<std::string> address(const std::optional<Actor>& actor) {
  return actor ? std::optional(actor->address) : std::nullopt;
}

void expect_alike(const evidence::ShsLabelView& judged, const Label& read) {
  EXPECT_EQ(judged.tx_id, read.tx_id);
  EXPECT_EQ(judged.corr_id, read.corr_id);
  EXPECT_EQ(judged.content_id, read.content_id);
  EXPECT_EQ(judged.agreement, read.agreement);
  EXPECT_EQ(judged.transfer_type, to_string(read.transfer_type));
  EXPECT_EQ(judged.sequence_type, to_string(read.sequence_type.value()));
  EXPECT_EQ(judged.status, to_string(read.status));
  EXPECT_EQ(judged.from, address(read.from));
  EXPECT_EQ(judged.to, address(read.to));
  EXPECT_EQ(judged.originator, address(read.originator));
  EXPECT_EQ(judged.end_recipient, address(read.end_recipient));
  EXPECT_EQ(judged.product, read.product);
  EXPECT_EQ(judged.datetime, read.datetime);
  EXPECT_EQ(judged.metas, read.meta.size());
  EXPECT_EQ(judged.subjects, read.subject.empty() ? 0u : 1u);
  EXPECT_EQ(judged.history_tx_ids.size(), read.history.size());
  ASSERT_EQ(judged.data.size(), read.data.size());
  for (std::size_t i = 0; i < read.data.size(); ++i) {
    EXPECT_EQ(judged.data[i].datapart_type, read.data[i].datapart_type);
    EXPECT_EQ(judged.data[i].filename, read.data[i].filename);
    EXPECT_EQ(judged.data[i].bytes, std::to_string(read.data[i].bytes.value()));
  }
}

void expect_read_alike(const Message& message) {
  const std::string bytes = wire::shs::write_message(message);
  const auto read = wire::shs::read_message(bytes);
  ASSERT_TRUE(read) << read.error().info;
  const auto judged = evidence::read_shs_message(bytes, schemas());
  EXPECT_THAT(judged.problems, IsEmpty()) << told(judged.problems);
  ASSERT_TRUE(judged.label);
  expect_alike(*judged.label, read->label);
  const auto scanned = evidence::scan_shs_label(bytes);
  ASSERT_TRUE(scanned);
  expect_alike(*scanned, read->label);
  ASSERT_EQ(judged.parts.size(), read->parts.size());
  for (std::size_t i = 0; i < read->parts.size(); ++i) {
    EXPECT_EQ(judged.parts[i].content, read->parts[i].content);
    EXPECT_EQ(judged.parts[i].media_type, read->parts[i].media_type);
    EXPECT_EQ(judged.parts[i].charset, read->parts[i].charset);
    EXPECT_EQ(judged.parts[i].filename, read->parts[i].filename);
  }
}

DataPart part(std::string content, TransferEncoding encoding, std::string filename = "svar.xml") {
  return {.filename = std::move(filename), .encoding = encoding, .content = std::move(content)};
}

Message with(std::vector<DataPart> parts) {
  Message message{wire::shs::sample_label(), std::move(parts)};
  message.label.data.clear();
  return message;
}

TEST(TwoReaders, AgreeOnTheLabels) {
  expect_read_alike(wire::shs::sample_message());
  Message full = wire::shs::sample_message();
  full.label = wire::shs::full_label();
  full.parts.front().filename = full.label.data.front().filename;
  full.parts.push_back(part("pdf", TransferEncoding::base64, ""));
  expect_read_alike(full);
  for (const auto sequence : {wire::shs::SequenceType::event, wire::shs::SequenceType::request,
                              wire::shs::SequenceType::reply, wire::shs::SequenceType::adm}) {
    Message message = wire::shs::sample_message();
    message.label = wire::shs::answer_label(message.label, sequence, "2026-03-02T09:15:01");
    expect_read_alike(message);
  }
}

TEST(TwoReaders, AgreeOnContentOfEveryLength) {
  for (std::size_t length = 0; length < 200; ++length) {
    SCOPED_TRACE(length);
    for (const auto encoding : {TransferEncoding::binary, TransferEncoding::base64})
      expect_read_alike(with({part(std::string(length, 'a'), encoding)}));
  }
}

TEST(TwoReaders, AgreeOnContentOfEveryKind) {
  const std::vector<std::string> contents = {"\r\n",
                                             "\n",
                                             "\r",
                                             "\r\n\r\n",
                                             "x\r\n",
                                             "x\n",
                                             "\r\nx",
                                             "--",
                                             "\r\n--",
                                             "--x--\r\n",
                                             std::string("\0", 1),
                                             std::string("a\0\r\n\0", 5),
                                             "=3D",
                                             "From x\r\n",
                                             "\n.\n",
                                             "\xC3\xA5\xE4",
                                             "----=_Part_1\r\n------=_Part_1--\r\n",
                                             "Content-Type: text/xml\r\n\r\n",
                                             std::string(100'000, 'x'),
                                             "\xEF\xBB\xBF<a/>",
                                             " \t ",
                                             "\t\r\n"};
  for (const auto& content : contents) {
    SCOPED_TRACE(testing::PrintToString(content.substr(0, 40)));
    for (const auto encoding : {TransferEncoding::binary, TransferEncoding::base64})
      expect_read_alike(with({part(content, encoding), part("b", TransferEncoding::binary)}));
  }
}

TEST(TwoReaders, AgreeOnBytesByChance) {
  chance::Rng rng(chance::Seed{6});
  for (int i = 0; i < 300; ++i) {
    SCOPED_TRACE(i);
    std::vector<DataPart> parts;
    for (auto left = 1 + rng.below(4); left > 0; --left) {
      std::string content;
      // Few kinds of bytes, so that what looks like MIME comes often.
      constexpr std::string_view kBytes("\r\n\n--=a \0\xC3\xA5:", 13);
      for (auto bytes = rng.below(300); bytes > 0; --bytes)
        content += kBytes[rng.below(kBytes.size())];
      parts.push_back(part(std::move(content), rng.below(2) == 0 ? TransferEncoding::binary
                                                                 : TransferEncoding::base64));
    }
    expect_read_alike(with(std::move(parts)));
  }
}

TEST(TwoReaders, AgreeOnFileNames) {
  for (const char* name : {"svar.xml", "svar 1.xml", "a;b.xml", "a\"b.xml", "a\\b.xml", "a(b).xml",
                           "a=b.xml", "\xC3\xA5\xC3\xA4\xC3\xB6.xml", "fr\xC3\xA5ga 1.xml"}) {
    SCOPED_TRACE(name);
    expect_read_alike(with({part("x", TransferEncoding::base64, name)}));
  }
}

TEST(TwoReaders, AgreeOnManagementMessages) {
  Label original = wire::shs::sample_label();
  original.transfer_type = wire::shs::TransferType::asynch;
  constexpr const char* kNew = "9d2f4b16-61c7-4e0d-9b7c-0a4be1f3c955";
  constexpr const char* kTime = "2026-03-02T09:15:01";
  const auto confirmation = wire::shs::confirmation_of(original, kNew, kTime);
  expect_read_alike(confirmation);
  const auto confirmed =
      evidence::read_shs_management(confirmation.parts.front().content, schemas());
  EXPECT_THAT(confirmed.problems, IsEmpty()) << told(confirmed.problems);
  EXPECT_EQ(confirmed.error_code, "");
  EXPECT_EQ(confirmed.corr_id, original.corr_id);
  EXPECT_EQ(confirmed.content_id, original.content_id);
  for (const auto code : wire::shs::kAllErrorCodes) {
    const auto message =
        wire::shs::error_about(original, {code, "where <&> \"\xC3\xA5\""}, kNew, kTime);
    expect_read_alike(message);
    const auto judged = evidence::read_shs_management(message.parts.front().content, schemas());
    EXPECT_THAT(judged.problems, IsEmpty()) << told(judged.problems);
    EXPECT_EQ(judged.error_code, to_string(code));
    EXPECT_EQ(evidence::shs_error_code(judged.error_code), to_string(code));
  }
}

TEST(TwoReaders, AgreeOnLists) {
  std::vector<wire::shs::ListedMessage> messages;
  for (const auto& label : {wire::shs::sample_label(), wire::shs::full_label()})
    messages.push_back(wire::shs::listed(label, 4711));
  const std::string xml = wire::shs::write_message_list(messages);
  const auto judged = evidence::read_shs_list(xml, schemas());
  EXPECT_THAT(judged.problems, IsEmpty()) << told(judged.problems);
  const auto read = wire::shs::read_message_list(xml).value();
  ASSERT_EQ(judged.messages.size(), read.size());
  for (std::size_t i = 0; i < read.size(); ++i) {
    EXPECT_EQ(judged.messages[i].tx_id, read[i].tx_id);
    EXPECT_EQ(judged.messages[i].corr_id, read[i].corr_id);
    EXPECT_EQ(judged.messages[i].content_id, read[i].content_id);
    EXPECT_EQ(judged.messages[i].from, read[i].from);
    EXPECT_EQ(judged.messages[i].to, read[i].to);
    EXPECT_EQ(judged.messages[i].product, read[i].product);
    EXPECT_EQ(judged.messages[i].sequence_type, to_string(read[i].sequence_type));
    EXPECT_EQ(judged.messages[i].status, to_string(read[i].status));
    EXPECT_EQ(judged.messages[i].data.size(), read[i].data.size());
  }
}

}  // namespace
}  // namespace provbank
