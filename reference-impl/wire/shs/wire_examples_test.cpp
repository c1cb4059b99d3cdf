// Whole exchanges as another node would put them on the wire, laid out otherwise than we do: each
// is read for what it says, and written again to bytes that say the same.
#include <gmock/gmock.h>

#include "reference-impl/wire/shs/management.hpp"
#include "reference-impl/wire/shs/test_support.hpp"

namespace provbank::wire::shs {
namespace {

using testing::ElementsAre;

/// A message in the layout of nodes in use: label lines indented, several elements on one.
std::string on_the_wire(const std::string& boundary, const std::string& label_attributes,
                        const std::string& label_lines, const std::string& part) {
  return "Subject: SHS Message\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; \r\n"
         "\tboundary=\"" +
         boundary + "\"\r\n\r\n--" + boundary +
         "\r\nContent-Type: text/xml; charset=ISO-8859-1\r\nContent-Transfer-Encoding: binary\r\n"
         "\r\n<?xml version=\"1.0\" encoding=\"ISO-8859-1\" standalone=\"yes\"?>\n"
         "<!DOCTYPE shs.label SYSTEM \"shs-label-1.2.dtd\">\n<shs.label version=\"1.2\" tx.id=\"" +
         kSampleTxId + "\" " + label_attributes + ">\n" + label_lines + "</shs.label>\n\r\n--" +
         boundary + "\r\n" + part + "\r\n--" + boundary + "--\r\n";
}

const std::string kSynch =
    std::string("corr.id=\"") + kSampleTxId +
    "\" transfer-type=\"synch\" message-type=\"simple\" document-type=\"simple\" ";

std::string label_lines(const std::string& from, const std::string& to, const std::string& product,
                        const std::string& data) {
  return "    <from commonName=\"" + from + "</from> <to commonName=\"" + to +
         "</to>\n    <product>urn:X-shs:" + product +
         "</product> <datetime>2026-03-02T09:15:00</datetime>\n    <content content.id=\"" +
         kSampleContentId + "\">" + data + "</content>\n";
}

const std::string kKommun = std::string("Exempelkommun\">urn:X-shs:") + kSampleKommun;
const std::string kOperator = std::string("Driftsparten\">urn:X-shs:") + kSampleOperator;

/// Reads, writes and reads again, which must be the same; the message for a closer look.
Message through(const std::string& bytes) {
  const auto read = read_message(bytes);
  EXPECT_TRUE(read) << (read ? "" : read.error().info);
  if (!read) return {};
  EXPECT_EQ(scan_label(bytes).value(), read->label);
  Message expected = *read;
  for (std::size_t i = 0; i < expected.parts.size(); ++i) {
    expected.label.data.at(i).bytes = expected.parts[i].content.size();
  }
  EXPECT_EQ(read_message(write_message(*read)).value(), expected);
  return *read;
}

TEST(ShsWire, ASynchronousRequestGoesThrough) {
  const auto message = through(on_the_wire(
      "----=_Part_7_1", kSynch + "sequence-type=\"request\" status=\"test\"",
      label_lines(kKommun, kOperator, kSampleProduct,
                  "<data datapartType=\"xml\" filename=\"fraga.xml\" no-of-bytes=\"9\"/>"),
      "Content-Type: application/xml; name=fraga.xml\r\nContent-Transfer-Encoding: base64\r\n"
      "Content-Disposition: attachment; filename=fraga.xml\r\n\r\nPGZyYWdhLz4K"));
  Label expected = sample_label();
  expected.subject.clear();
  expected.data[0].bytes = 9;
  EXPECT_EQ(message.label, expected);
  EXPECT_THAT(message.parts, ElementsAre(DataPart{.media_type = "application/xml",
                                                  .filename = "fraga.xml",
                                                  .encoding = TransferEncoding::base64,
                                                  .content = "<fraga/>\n"}));
}

TEST(ShsWire, ASynchronousReplyGoesThroughAndIsWhatWeWouldAnswer) {
  const auto message = through(on_the_wire(
      "----=_Part_8_2", kSynch + "sequence-type=\"reply\" status=\"test\"",
      label_lines(kOperator, kKommun, kSampleProduct,
                  "<data datapartType=\"xml\" filename=\"svar.xml\" no-of-bytes=\"8\"/>"),
      "Content-Type: application/xml; name=svar.xml\r\nContent-Transfer-Encoding: binary\r\n"
      "Content-Disposition: attachment; filename=svar.xml\r\n\r\n<svar/>\n"));
  Label expected = answer_label(sample_label(), SequenceType::reply, "2026-03-02T09:15:00");
  expected.data = {{.datapart_type = "xml", .filename = "svar.xml", .bytes = 8}};
  EXPECT_EQ(message.label, expected);
  EXPECT_EQ(message.parts.at(0).encoding, TransferEncoding::binary);
  EXPECT_EQ(message.parts.at(0).content, "<svar/>\n");
}

TEST(ShsWire, AReplyWhoseLabelIsTheRequestsOwnIsReadToo) {
  const auto message = through(on_the_wire(
      "----=_Part_9_3", kSynch + "sequence-type=\"request\" status=\"test\"",
      label_lines(kKommun, kOperator, kSampleProduct, "<data datapartType=\"xml\"/>"),
      "Content-Type: text/plain; charset=us-ascii\r\nContent-Transfer-Encoding: 7bit\r\n\r\npong"));
  EXPECT_EQ(message.label.tx_id, kSampleTxId);
  EXPECT_EQ(message.parts.at(0).content, "pong");
  EXPECT_EQ(message.parts.at(0).filename, "");
}

TEST(ShsWire, AnErrorMessageGoesThrough) {
  const std::string corr_id = "8b1d6e07-2c95-4f3a-b7e4-0d62c1f59a38";
  const std::string management =
      "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>\n"
      "<!DOCTYPE shs.management SYSTEM \"shs-management-1.2.dtd\">\n"
      "<shs.management version=\"1.2\" corr.id=\"" +
      corr_id + "\" content.id=\"" + kSampleContentId +
      "\">\n    <datetime>2026-03-02T09:15:00</datetime> "
      "<error errorcode=\"MissingAgreement\" errorinfo=\"inget avtal f\xF6r produkten\"/>\n"
      "</shs.management>\n";
  const auto message =
      through(on_the_wire("----=_Part_10_4",
                          "corr.id=\"" + corr_id +
                              "\" transfer-type=\"asynch\" message-type=\"simple\" "
                              "document-type=\"simple\" sequence-type=\"adm\" status=\"test\"",
                          label_lines(kOperator, kKommun, "error",
                                      "<data datapartType=\"error\" filename=\"error.xml\"/>"),
                          "Content-Type: text/xml; charset=ISO-8859-1; name=error.xml\r\n"
                          "Content-Transfer-Encoding: binary\r\n"
                          "Content-Disposition: attachment; filename=error.xml\r\n\r\n" +
                              management));
  EXPECT_TRUE(check_label(message.label));
  EXPECT_EQ(message.label.sequence_type, SequenceType::adm);
  EXPECT_EQ(message.label.product, "error");
  const auto told = read_management(message.parts.at(0).content).value();
  EXPECT_EQ(told.corr_id, corr_id);
  EXPECT_EQ(told.content_id, kSampleContentId);
  EXPECT_EQ(told.error->code, ErrorCode::missing_agreement);
  EXPECT_EQ(told.error->info, "inget avtal f\xC3\xB6r produkten");
}

}  // namespace
}  // namespace provbank::wire::shs
