// Management messages, message lists, agreements and product types.
#include <gmock/gmock.h>

#include "platform/base/file.hpp"
#include "platform/xml/dtd.hpp"
#include "reference-impl/wire/shs/agreement.hpp"
#include "reference-impl/wire/shs/management.hpp"
#include "reference-impl/wire/shs/message_list.hpp"
#include "reference-impl/wire/shs/product_type.hpp"
#include "reference-impl/wire/shs/test_support.hpp"

namespace provbank::wire::shs {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;
using namespace std::chrono_literals;

/// What the DTD of that name says of a text.
std::string problems(const std::string& dtd, const std::string& root, std::string_view text) {
  const auto file = std::filesystem::path(PROVBANK_DATA_DIR) / "schemas/shs" / dtd;
  return xml::to_string(xml::Dtd::load(file, root).value().problems(text));
}

/// A vector beside the schemas.
std::string vector(const std::string& path) {
  return read_file(std::filesystem::path(PROVBANK_DATA_DIR) / "schemas/vectors" / path).value();
}

std::vector<std::filesystem::path> vectors(const std::string& folder) {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(
           std::filesystem::path(PROVBANK_DATA_DIR) / "schemas/vectors" / folder)) {
    files.push_back(entry.path());
  }
  EXPECT_FALSE(files.empty());
  return files;
}

std::string replaced(std::string text, const std::string& piece, const std::string& other) {
  const auto at = text.find(piece);
  EXPECT_NE(at, std::string::npos) << piece;
  return at == std::string::npos ? text : text.replace(at, piece.size(), other);
}

const Management kConfirmation{
    .corr_id = kSampleTxId, .content_id = kSampleContentId, .datetime = "2026-03-02T09:15:07"};

Management an_error() {
  Management management = kConfirmation;
  management.error =
      ShsError{ErrorCode::missing_agreement, "no agreement for <product> & \xC3\xA5\xE2\x82\xAC"};
  return management;
}

TEST(ShsManagement, AConfirmationIsWrittenWithItsElement) {
  EXPECT_EQ(write_management(kConfirmation),
            "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>\n"
            "<!DOCTYPE shs.management SYSTEM \"shs-management-1.2.dtd\">\n"
            "<shs.management version=\"1.2\" corr.id=\"3f0c9a52-7d41-4b6e-9c28-51a07e6b2d14\" "
            "content.id=\"d4e83b70-1f6a-4c05-8e92-a7b35c0d1f46\">\n"
            "<datetime>2026-03-02T09:15:07</datetime>\n"
            "<confirmation/>\n"
            "</shs.management>\n");
}

TEST(ShsManagement, WhatIsWrittenIsReadAgainAndValid) {
  for (const auto& management : {kConfirmation, an_error()}) {
    const std::string text = write_management(management);
    EXPECT_EQ(problems("shs-management-1.2.dtd", "shs.management", text), "");
    const auto read = read_management(text).value();
    EXPECT_EQ(read.corr_id, management.corr_id);
    EXPECT_EQ(read.content_id, management.content_id);
    EXPECT_EQ(read.datetime, management.datetime);
    ASSERT_EQ(read.error.has_value(), management.error.has_value());
    if (!read.error) continue;
    EXPECT_EQ(read.error->code, management.error->code);
    EXPECT_EQ(read.error->info, management.error->info);
  }
}

TEST(ShsManagement, TakesAConfirmationWithoutItsElementAndADateAlone) {
  const auto read = read_management(
                        "<shs.management corr.id='a' content.id='b'><datetime>2026-03-02</datetime>"
                        "</shs.management>")
                        .value();
  EXPECT_EQ(read.error, std::nullopt);
  EXPECT_EQ(read.datetime, "2026-03-02");
}

TEST(ShsManagement, ACodeThatIsNotKnownIsOtherErrorAndInfoIsOneLine) {
  const auto read = read_management(
                        "<shs.management corr.id='a' content.id='b'><datetime/>"
                        "<error errorcode='Ny' errorinfo='a&#10;b\n\tc'/></shs.management>")
                        .value();
  EXPECT_EQ(read.error->code, ErrorCode::other_error);
  EXPECT_EQ(read.error->info, "a b  c");
  EXPECT_EQ(read.datetime, "");
}

TEST(ShsManagement, IsRefusedWithoutIdsOrWithTwoTidings) {
  const std::string text = write_management(an_error());
  for (const std::string& bad :
       {std::string("x"), std::string("<shs.label/>"), replaced(text, " corr.id", " x"),
        replaced(text, " content.id", " x"), replaced(text, "<error", "<confirmation/><error"),
        replaced(text, "SYSTEM", "[<!ENTITY a 'b'>]")}) {
    const auto read = read_management(bad);
    ASSERT_FALSE(read) << bad;
    EXPECT_EQ(read.error().code, ErrorCode::illegal_datapart_content);
  }
}

TEST(ShsManagement, AConfirmationIsAMessageToTheSenderWithANewTxIdAndTheOldIds) {
  const Label original = full_label();
  const auto message = confirmation_of(original, kSampleAgreement, "2026-03-02T09:15:07");
  Label expected = answer_label(original, SequenceType::adm, "2026-03-02T09:15:07");
  expected.tx_id = kSampleAgreement;
  expected.product = "confirm";
  expected.product_name = "";
  expected.data = {{.datapart_type = "confirm", .filename = "confirm.xml"}};
  EXPECT_EQ(message.label, expected);
  ASSERT_EQ(message.parts.size(), 1U);
  const auto& part = message.parts[0];
  EXPECT_EQ(part.media_type, "text/xml");
  EXPECT_EQ(part.charset, "ISO-8859-1");
  EXPECT_EQ(part.filename, "confirm.xml");
  EXPECT_EQ(part.encoding, TransferEncoding::binary);
  const auto told = read_management(part.content).value();
  EXPECT_EQ(told.corr_id, original.corr_id);
  EXPECT_EQ(told.content_id, original.content_id);
  EXPECT_EQ(told.error, std::nullopt);
}

TEST(ShsManagement, AnErrorMessageGoesOutOnTheWireAsOtherNodesSendIt) {
  const auto message =
      error_about(sample_label(), {ErrorCode::missing_agreement, "no agreement for product"},
                  kSampleAgreement, "2026-03-02T09:15:07");
  const std::string text = write_message(message);
  EXPECT_THAT(text, HasSubstr("<product>urn:X-shs:error</product>"));
  EXPECT_THAT(text, HasSubstr("sequence-type=\"adm\""));
  EXPECT_THAT(text, HasSubstr("Content-Type: text/xml; charset=ISO-8859-1; name=error.xml\r\n"
                              "Content-Transfer-Encoding: binary\r\n"
                              "Content-Disposition: attachment; filename=error.xml\r\n\r\n"));
  EXPECT_THAT(text, HasSubstr("<error errorcode=\"MissingAgreement\" "
                              "errorinfo=\"no agreement for product\"/>"));
  const auto read = read_message(text).value();
  EXPECT_EQ(read_management(read.parts[0].content)->error->code, ErrorCode::missing_agreement);
  EXPECT_TRUE(check_label(read.label));
}

TEST(ShsMessageList, WhatIsWrittenIsReadAgainAndValid) {
  const std::vector<ListedMessage> messages = {listed(full_label(), 5021),
                                               listed(sample_label(), std::nullopt)};
  const std::string text = write_message_list(messages);
  EXPECT_EQ(problems("shs-message-list-1.2.01.dtd", "shs.message-list", text), "");
  EXPECT_EQ(read_message_list(text).value(), messages);
  EXPECT_EQ(problems("shs-message-list-1.2.01.dtd", "shs.message-list", write_message_list({})),
            "");
  EXPECT_TRUE(read_message_list(write_message_list({}))->empty());
}

TEST(ShsMessageList, FromToAndProductAreUrnsAndTheActorsBehindThemAreNot) {
  const std::string text = write_message_list({listed(full_label(), 5021)});
  EXPECT_THAT(text, HasSubstr(" originator=\"162120009903.ifo\" from=\"urn:X-shs:162120009903\" "
                              "to=\"urn:X-shs:162021009986\" "
                              "end-recipient=\"162021009986.ssbtek\" "
                              "product=\"urn:X-shs:64c2f8a1-5b3e-4d97-a0c6-2e9f71b8d350\" "));
}

TEST(ShsMessageList, ReadsWhatOtherNodesLeaveOut) {
  const auto read = read_message_list(
                        "<?xml version='1.0' encoding='ISO-8859-1'?>\n<shs.message-list>"
                        "<message tx.id='a'><subject>\xE5</subject><data/></message>"
                        "<annat/></shs.message-list>")
                        .value();
  ListedMessage expected;
  expected.tx_id = "a";
  expected.subject = "\xC3\xA5";
  expected.data = {{}};
  EXPECT_THAT(read, ElementsAre(expected));
}

TEST(ShsMessageList, IsRefusedWhenItIsNoneOrNamesNoTxId) {
  for (const std::string text : {"", "<html/>", "<shs.message-list><message/></shs.message-list>",
                                 "<?xml version='1.0' encoding='UTF-16'?><shs.message-list/>",
                                 "<!DOCTYPE x [<!ENTITY a 'b'>]><shs.message-list/>"}) {
    const auto read = read_message_list(text);
    ASSERT_FALSE(read) << text;
    EXPECT_EQ(read.error().code, ErrorCode::illegal_datapart_content);
  }
}

Agreement full_agreement() {
  Agreement agreement;
  agreement.uuid = kSampleAgreement;
  agreement.transfer_type = "synch";
  agreement.principal = kSampleOperator;
  agreement.principal_name = "Driftsparten";
  agreement.products = {kSampleProduct, "confirm"};
  agreement.customer = kSampleKommun;
  agreement.flow = Flow::from_customer;
  agreement.confirm_required = false;
  agreement.description = "Frågor";
  agreement.valid_from = 2026y / 1 / 1;
  agreement.valid_to = 2026y / 12 / 31;
  agreement.open = {{"work", "extended", {{"06:00", "12:00"}, {"13:00", "24:00"}}}};
  return agreement;
}

TEST(ShsAgreement, WhatIsWrittenIsReadAgainAndValid) {
  const std::string text = write_agreement(full_agreement());
  EXPECT_EQ(problems("shs-agreement-1.2.dtd", "shs.agreement", text), "");
  const auto read = read_agreement(text).value();
  EXPECT_EQ(write_agreement(read), text);
  EXPECT_EQ(read.uuid, kSampleAgreement);
  EXPECT_EQ(read.transfer_type, "synch");
  EXPECT_EQ(read.principal, kSampleOperator);
  EXPECT_EQ(read.principal_name, "Driftsparten");
  EXPECT_THAT(read.products, ElementsAre(kSampleProduct, "confirm"));
  EXPECT_EQ(read.customer, kSampleKommun);
  EXPECT_EQ(read.flow, Flow::from_customer);
  EXPECT_FALSE(read.confirm_required);
  EXPECT_EQ(read.description, "Frågor");
  EXPECT_EQ(read.valid_from, 2026y / 1 / 1);
  EXPECT_EQ(read.valid_to, 2026y / 12 / 31);
  ASSERT_EQ(read.open.size(), 1U);
  EXPECT_EQ(read.open[0].day, "work");
  EXPECT_EQ(read.open[0].hours, "extended");
  EXPECT_EQ(read.open[0].between, full_agreement().open[0].between);
}

TEST(ShsAgreement, ALeastAgreementIsValidToo) {
  Agreement agreement;
  agreement.uuid = kSampleAgreement;
  agreement.principal = kSampleOperator;
  agreement.products = {kSampleProduct};
  agreement.valid_from = 2026y / 1 / 1;
  const std::string text = write_agreement(agreement);
  EXPECT_EQ(problems("shs-agreement-1.2.dtd", "shs.agreement", text), "");
  const auto read = read_agreement(text).value();
  EXPECT_EQ(read.customer, std::nullopt);
  EXPECT_EQ(read.valid_to, std::nullopt);
  EXPECT_EQ(read.flow, Flow::any);
  EXPECT_TRUE(read.confirm_required);
}

TEST(ShsAgreement, ReadsEveryValidVector) {
  for (const auto& file : vectors("shs-agreement/valid")) {
    const auto read = read_agreement(read_file(file).value());
    EXPECT_TRUE(read) << file << ": " << (read ? "" : read.error().detail);
  }
  const auto full = read_agreement(vector("shs-agreement/valid/full.xml")).value();
  EXPECT_EQ(full.description, "Frågor om ekonomiskt bistånd");
  EXPECT_THAT(full.open.at(0).between,
              ElementsAre(std::pair("06:00", "12:00"), std::pair("13:00", "22:00")));
}

TEST(ShsAgreement, NeedsNoVersionScheduleOrQoS) {
  std::string text = vector("shs-agreement/valid/minimal.xml");
  text = replaced(text, "<schedule><intervaltime/></schedule><QoS><open><when/></open></QoS>", "");
  EXPECT_TRUE(read_agreement(text));
}

TEST(ShsAgreement, TellsTheLineOfWhatIsWrong) {
  const std::string text = vector("shs-agreement/valid/full.xml");
  const auto wrong = [&](const std::string& piece, const std::string& other) {
    const auto read = read_agreement(replaced(text, piece, other));
    EXPECT_FALSE(read) << other;
    return read ? "" : std::string(to_string(read.error().code)) + ": " + read.error().detail;
  };
  EXPECT_EQ(wrong(std::string("uuid=\"") + kSampleAgreement, "uuid=\"1"),
            "invalid: line 3: shs.agreement/@uuid is no UUID");
  EXPECT_EQ(wrong("transfer-type=\"any\"", "transfer-type=\"both\""),
            "invalid: line 3: shs.agreement/@transfer-type is none of asynch, synch, any");
  EXPECT_EQ(wrong(">urn:X-shs:162021009986<", "><"), "invalid: line 5: principal is empty");
  EXPECT_EQ(wrong(">urn:X-shs:64c2", ">urn:X-shs:64c"),
            "invalid: line 6: a product that is neither a UUID nor a reserved name");
  EXPECT_EQ(wrong("flow=\"from-customer\"", ""),
            "invalid: line 9: direction/@flow is none of to-customer, from-customer, any");
  EXPECT_EQ(wrong("<confirm required=\"no\"/>", "<confirm required=\"nej\"/>"),
            "invalid: line 10: confirm/@required is none of yes, no");
  EXPECT_EQ(wrong("valid-from date=\"2026-01-01\"", "valid-from date=\"2026-02-30\""),
            "invalid: line 16: valid-from/@date is no date (yyyy-MM-dd)");
  EXPECT_EQ(wrong("valid-to date=\"2026-12-31\"", "valid-to date=\"2025-12-31\""),
            "invalid: line 16: valid-to is before valid-from");
  EXPECT_EQ(wrong("<valid-from date=\"2026-01-01\"/>", ""),
            "invalid: line 16: valid has no valid-from");
  EXPECT_EQ(wrong("<stoptime>12:00</stoptime>", ""),
            "invalid: line 19: starttime without stoptime");
  EXPECT_EQ(wrong("<stoptime>12:00", "<stoptime>12.00"),
            "invalid: line 19: stoptime is no time (HH:mm)");
  EXPECT_EQ(wrong("day=\"work\" hours", "day=\"ofta\" hours"),
            "invalid: line 19: when/@day is none of every, work, weekend, public-holiday");
  EXPECT_EQ(wrong("<customer", "<customer>1</customer><customer"),
            "invalid: line 4: shs has more than one customer");
  EXPECT_THAT(wrong("</general>", ""), StartsWith("malformed: line "));
  EXPECT_THAT(wrong("SYSTEM", "["), StartsWith("malformed: "));
}

TEST(ShsProductType, WhatIsWrittenIsReadAgainAndValid) {
  ProductType product;
  product.uuid = kSampleProduct;
  product.common_name = "SSBTEK-fråga";
  product.response_required = false;
  product.principal = kSampleOperator;
  product.data = {{.datapart_type = "xml",
                   .media_type = "application/xml",
                   .charset = "utf-8",
                   .encoding = TransferEncoding::base64,
                   .description = "frågan"},
                  {.datapart_type = "pdf", .min_occurs = 0, .max_occurs = 7}};
  product.reply_data = {{.datapart_type = "xml"}};
  product.description = "Fråga och svar";
  const std::string text = write_product_type(product);
  EXPECT_EQ(problems("shs-product-type-1.2.dtd", "shs.product", text), "");
  const auto read = read_product_type(text).value();
  EXPECT_EQ(write_product_type(read), text);
  EXPECT_EQ(read.uuid, kSampleProduct);
  EXPECT_FALSE(read.response_required);
  EXPECT_EQ(read.principal, kSampleOperator);
  ASSERT_EQ(read.data.size(), 2U);
  EXPECT_EQ(read.data[0].media_type, "application/xml");
  EXPECT_EQ(read.data[0].encoding, TransferEncoding::base64);
  EXPECT_EQ(read.data[1].max_occurs, 7U);
  EXPECT_EQ(read.data[1].charset, "iso-8859-1");
  EXPECT_EQ(read.reply_data.size(), 1U);
  EXPECT_EQ(read.description, "Fråga och svar");
}

TEST(ShsProductType, ReadsEveryValidVectorWithItsDefaults) {
  for (const auto& file : vectors("shs-product-type/valid")) {
    const auto read = read_product_type(read_file(file).value());
    EXPECT_TRUE(read) << file << ": " << (read ? "" : read.error().detail);
  }
  const auto least = read_product_type(vector("shs-product-type/valid/minimal.xml")).value();
  EXPECT_TRUE(least.response_required);
  EXPECT_EQ(least.data.at(0).media_type, "text/xml");
  EXPECT_EQ(least.data.at(0).min_occurs, 1U);
}

TEST(ShsProductType, TellsTheLineOfWhatIsWrong) {
  const std::string text = vector("shs-product-type/valid/full.xml");
  const auto wrong = [&](const std::string& piece, const std::string& other) {
    const auto read = read_product_type(replaced(text, piece, other));
    EXPECT_FALSE(read) << other;
    return read ? "" : std::string(to_string(read.error().code)) + ": " + read.error().detail;
  };
  EXPECT_EQ(wrong("minOccurs=\"1\"", "minOccurs=\"en\""),
            "invalid: line 5: data/@minOccurs is no count");
  EXPECT_EQ(wrong("maxOccurs=\"1\"", "maxOccurs=\"0\""),
            "invalid: line 5: minOccurs is more than maxOccurs");
  EXPECT_EQ(wrong("transfer-encoding=\"base64\"", "transfer-encoding=\"7bit\""),
            "invalid: line 5: mime/@transfer-encoding is none of binary, base64");
  EXPECT_EQ(wrong("<mime type=\"application\" subtype=\"pdf\"/>", ""),
            "invalid: line 6: data has no mime");
  EXPECT_EQ(wrong("<data datapartType=\"pdf\"", "<data"),
            "invalid: line 6: data has no datapartType");
  EXPECT_EQ(wrong("resp-required=\"yes\"", "resp-required=\"ja\""),
            "invalid: line 3: shs.product/@resp-required is none of yes, no");
}

}  // namespace
}  // namespace provbank::wire::shs
