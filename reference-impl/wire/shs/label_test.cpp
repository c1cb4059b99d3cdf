#include "reference-impl/wire/shs/label.hpp"

#include <gmock/gmock.h>

#include <set>

#include "contract/organisations.hpp"
#include "platform/xml/dtd.hpp"
#include "reference-impl/wire/shs/address.hpp"
#include "reference-impl/wire/shs/test_support.hpp"

namespace provbank::wire::shs {
namespace {

using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

const std::filesystem::path kData = PROVBANK_DATA_DIR;

const xml::Dtd& label_dtd() {
  static const auto dtd =
      xml::Dtd::load(kData / "schemas/shs/shs-label-1.2.dtd", "shs.label").value();
  return dtd;
}

/// The sample label's text with one piece of it replaced.
std::string with(const std::string& piece, const std::string& other) {
  std::string text = write_label(sample_label());
  const auto at = text.find(piece);
  EXPECT_NE(at, std::string::npos) << piece;
  return at == std::string::npos ? text : text.replace(at, piece.size(), other);
}

ErrorCode label_refusal(const std::string& text) {
  const auto label = read_label(text);
  EXPECT_FALSE(label.has_value()) << text;
  return label ? ErrorCode::other_error : label.error().code;
}

TEST(ShsAddress, TheUrnPrefixIsAddedOnce) {
  EXPECT_EQ(to_urn("162120009903"), "urn:X-shs:162120009903");
  EXPECT_EQ(to_urn("urn:X-shs:162120009903"), "urn:X-shs:162120009903");
  EXPECT_EQ(to_urn("URN:x-SHS:162120009903"), "urn:X-shs:162120009903");
}

TEST(ShsAddress, ThePrefixGoesWhateverItsCaseAndAPlainValueIsTakenAsItIs) {
  EXPECT_EQ(from_urn(" \n urn:x-shs:162120009903.ifo\r\n"), "162120009903.ifo");
  EXPECT_EQ(from_urn("URN:X-SHS:urn:X-shs:a"), "a");
  EXPECT_EQ(from_urn("162120009903"), "162120009903");
  EXPECT_EQ(from_urn("urn:X-shs"), "urn:X-shs");
  EXPECT_EQ(from_urn(""), "");
}

TEST(ShsAddress, AnAddressIsOfTheOrganisationBeforeItsFirstDot) {
  EXPECT_EQ(organisation_of("162120009903.ifo.barn"), "162120009903");
  EXPECT_EQ(organisation_of("162120009903"), "162120009903");
}

TEST(ShsAddress, AProductIsAUuidOrReserved) {
  EXPECT_TRUE(is_product(kSampleProduct));
  EXPECT_TRUE(is_product("64C2F8A1-5B3E-4D97-A0C6-2E9F71B8D350"));
  EXPECT_TRUE(is_product("confirm") && is_product("error") && is_product("agreement"));
  EXPECT_FALSE(is_product("Confirm"));
  EXPECT_FALSE(is_product("64c2f8a1-5b3e-4d97-a0c6-2e9f71b8d35"));
  EXPECT_FALSE(is_product("64c2f8a1-5b3e-4d97-a0c6-2e9f71b8d35g"));
  EXPECT_FALSE(is_product("64c2f8a1x5b3e-4d97-a0c6-2e9f71b8d350"));
  EXPECT_FALSE(is_product(""));
  EXPECT_EQ(lower_case("64C2F8A1-Å"), "64c2f8a1-Å");
}

TEST(ShsErrorCode, EveryCodeHasItsNameAndIsFoundByItInAnyCase) {
  std::set<std::string_view> names;
  for (const auto code : kAllErrorCodes) {
    names.insert(to_string(code));
    EXPECT_EQ(error_code_in(to_string(code)), code);
    EXPECT_EQ(error_code_in(" " + lower_case(to_string(code)) + "\n"), code);
  }
  EXPECT_EQ(names.size(), kErrorCodes);
  EXPECT_EQ(to_string(ErrorCode::illegal_end_recipient), "IllegalEndRecipient");
}

TEST(ShsErrorCode, WhatIsNotKnownIsOtherError) {
  EXPECT_EQ(error_code_in("NoSuchCode"), ErrorCode::other_error);
  EXPECT_EQ(error_code_in(""), ErrorCode::other_error);
}

TEST(ShsLabel, TheSamplesAreOfTheFixtures) {
  const auto organisations =
      contract::Organisations::load(kData / "fixtures/organisations.xml").value();
  EXPECT_EQ(organisations.driftspart.wire(), kSampleOperator);
  EXPECT_EQ(organisations.kommun("exempelkommun")->organisationsnummer.wire(), kSampleKommun);
}

TEST(ShsLabel, IsWrittenToTheByteAsOtherNodesWriteIt) {
  EXPECT_EQ(write_label(sample_label()),
            "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>\n"
            "<!DOCTYPE shs.label SYSTEM \"shs-label-1.2.dtd\">\n"
            "<shs.label version=\"1.2\" tx.id=\"3f0c9a52-7d41-4b6e-9c28-51a07e6b2d14\" "
            "corr.id=\"3f0c9a52-7d41-4b6e-9c28-51a07e6b2d14\" transfer-type=\"synch\" "
            "message-type=\"simple\" document-type=\"simple\" sequence-type=\"request\" "
            "status=\"test\">\n"
            "<from commonName=\"Exempelkommun\">urn:X-shs:162120009903</from>\n"
            "<to commonName=\"Driftsparten\">urn:X-shs:162021009986</to>\n"
            "<product>urn:X-shs:64c2f8a1-5b3e-4d97-a0c6-2e9f71b8d350</product>\n"
            "<subject>Fr\xE5ga 1</subject>\n"
            "<datetime>2026-03-02T09:15:00</datetime>\n"
            "<content content.id=\"d4e83b70-1f6a-4c05-8e92-a7b35c0d1f46\">\n"
            "<data datapartType=\"xml\" filename=\"fraga.xml\"/>\n"
            "</content>\n"
            "</shs.label>\n");
}

TEST(ShsLabel, WhatIsWrittenIsReadAgain) {
  EXPECT_EQ(read_label(write_label(sample_label())).value(), sample_label());
  EXPECT_EQ(read_label(write_label(full_label())).value(), full_label());
}

TEST(ShsLabel, WhatIsWrittenIsValidUnderTheDtd) {
  EXPECT_EQ(xml::to_string(label_dtd().problems(write_label(sample_label()))), "");
  EXPECT_EQ(xml::to_string(label_dtd().problems(write_label(full_label()))), "");
  Label label = sample_label();
  label.originator = label.from;
  label.from.reset();
  label.to.reset();
  label.data.clear();
  label.compound = true;
  EXPECT_EQ(xml::to_string(label_dtd().problems(write_label(label))), "");
}

TEST(ShsLabel, OriginatorIsWrittenBeforeFromAndBothAsUrns) {
  const std::string text = write_label(full_label());
  EXPECT_LT(text.find("<originator"), text.find("<from"));
  EXPECT_THAT(text, HasSubstr(">urn:X-shs:162120009903.ifo</originator>"));
  EXPECT_THAT(text, HasSubstr(">urn:X-shs:162021009986.ssbtek</end-recipient>"));
  EXPECT_THAT(text, HasSubstr(" from=\"162120009903\" to=\"162021009986\" "));
}

TEST(ShsLabel, FromHasItsCommonNameEvenWhenItIsEmpty) {
  Label label = sample_label();
  label.from->common_name.clear();
  EXPECT_THAT(write_label(label), HasSubstr("<from commonName=\"\">"));
}

TEST(ShsLabel, CharactersBeyondIso88591BecomeReferences) {
  Label label = sample_label();
  label.subject = "\xE2\x82\xAC \xC2\x85 \xC2\xA0 \xC3\xBF \xF0\x9F\x98\x80";
  const std::string text = write_label(label);
  EXPECT_THAT(text, HasSubstr("<subject>&#8364; &#133; \xA0 \xFF &#128512;</subject>"));
  EXPECT_EQ(read_label(text)->subject, label.subject);
}

TEST(ShsLabel, AContentIdIsCutTo36Characters) {
  Label label = sample_label();
  label.content_id = std::string(35, 'a') + "\xC3\xA5\xC3\xA4\xC3\xB6";
  EXPECT_EQ(read_label(write_label(label))->content_id, std::string(35, 'a') + "\xC3\xA5");
}

TEST(ShsLabel, IdsAreReadAsTheyCame) {
  const auto label = read_label(with("tx.id=\"3f0c9a52", "tx.id=\"3F0C9A52")).value();
  EXPECT_EQ(label.tx_id, "3F0C9A52-7d41-4b6e-9c28-51a07e6b2d14");
  EXPECT_THAT(write_label(label), HasSubstr("tx.id=\"3F0C9A52-7d41"));
}

TEST(ShsLabel, WhatMayBeMissingMayBeMissing) {
  const auto label = read_label(
                         "<shs.label tx.id='a' corr.id='b'><from>162120009903</from>"
                         "<content content.id='c'/></shs.label>")
                         .value();
  Label expected;
  expected.tx_id = "a";
  expected.corr_id = "b";
  expected.from = Actor{.address = kSampleKommun};
  expected.content_id = "c";
  EXPECT_EQ(label, expected);
  EXPECT_EQ(label.transfer_type, TransferType::asynch);
  EXPECT_EQ(label.status, Status::production);
}

TEST(ShsLabel, TheOrderOfElementsAndWhatIsNotKnownDoNotMatter) {
  const auto label = read_label(
                         "<shs.label ny='1' tx.id='a' corr.id='b' sequence-type='event'><ny><to>x"
                         "</to></ny><content content.id='c'/><product>p</product><from>f</from>"
                         "<originator>o</originator><to>t</to></shs.label>")
                         .value();
  EXPECT_EQ(label.from->address, "f");
  EXPECT_EQ(label.originator->address, "o");
  EXPECT_EQ(label.to->address, "t");
  EXPECT_EQ(label.product, "p");
  EXPECT_EQ(label.sequence_type, SequenceType::event);
}

TEST(ShsLabel, WordsThatAreNotKnownReadAsAbsent) {
  auto label = read_label(with("\"synch\"", "\"both\"")).value();
  EXPECT_EQ(label.transfer_type, TransferType::asynch);
  label = read_label(with("status=\"test\"", "status=\"prov\"")).value();
  EXPECT_EQ(label.status, Status::production);
  label = read_label(with("sequence-type=\"request\"", "sequence-type=\"REQUEST\"")).value();
  EXPECT_EQ(label.sequence_type, std::nullopt);
}

TEST(ShsLabel, CompoundIsToldByEitherNameOfTheAttributeAndByTheElement) {
  EXPECT_TRUE(read_label(with("message-type=\"simple\"", "message-type=\"compound\""))->compound);
  EXPECT_TRUE(read_label(with("document-type=\"simple\"", "document-type=\"compound\""))->compound);
  EXPECT_TRUE(read_label(with("<data datapartType=\"xml\" filename=\"fraga.xml\"/>",
                              "<compound no-of-parts=\"2\"/>"))
                  ->compound);
}

TEST(ShsLabel, LineBreaksInsideValuesDoNotMatter) {
  const auto label =
      read_label(with("<to commonName=\"Driftsparten\">urn:X-shs:162021009986</to>",
                      "<to commonName=\"Drifts\r\nparten\">\n  urn:X-shs:162021009986\r\n</to>"))
          .value();
  EXPECT_EQ(label.to->common_name, "Drifts parten");
  EXPECT_EQ(label.to->address, kSampleOperator);
}

TEST(ShsLabel, ATimeIsReadToTheSecondAndOneThatIsNoneIsAbsent) {
  const auto datetime = [](const std::string& text) {
    return read_label(with("2026-03-02T09:15:00", text))->datetime;
  };
  EXPECT_EQ(datetime(" 2026-03-02T09:15:00.123+01:00\n"), "2026-03-02T09:15:00");
  for (const std::string text : {"2026-02-30T09:15:00", "2026-03-02T24:00:00", "2026-03-02",
                                 "2026-03-02 09:15:00", "", "i dag", "2026-03-02T09:15"}) {
    EXPECT_EQ(datetime(text), "") << text;
  }
}

TEST(ShsLabel, CountsThatAreNoneAreAbsent) {
  const auto entry = [](const std::string& attribute) {
    return read_label(with("filename=\"fraga.xml\"", attribute))->data.at(0);
  };
  EXPECT_EQ(entry("no-of-bytes=' 12 '").bytes, 12U);
  for (const std::string text : {"-1", "1e3", "", "12 kB", "99999999999999999999999"}) {
    EXPECT_EQ(entry("no-of-bytes='" + text + "'").bytes, std::nullopt) << text;
  }
}

TEST(ShsLabel, IsReadInIso88591WhateverItsDeclarationSays) {
  EXPECT_EQ(read_label(with("ISO-8859-1", "UTF-8"))->subject, "Fr\xC3\xA5ga 1");
}

TEST(ShsLabel, IsReadInUtf8WhenItsPartSaysSoUnlessItIsNot) {
  EXPECT_EQ(read_label(with("Fr\xE5ga", "Fr\xC3\xA5ga"), true)->subject, "Fr\xC3\xA5ga 1");
  EXPECT_EQ(read_label(write_label(sample_label()), true)->subject, "Fr\xC3\xA5ga 1");
  EXPECT_EQ(read_label("\xEF\xBB\xBF" + with("Fr\xE5ga", "Fr\xC3\xA5ga"))->subject,
            "Fr\xC3\xA5ga 1");
}

TEST(ShsLabel, TheDoctypeMayBeAnyAndIsNotFetched) {
  const std::string doctype = "<!DOCTYPE shs.label SYSTEM \"shs-label-1.2.dtd\">";
  for (const std::string other :
       {"", "<!DOCTYPE shs.label SYSTEM 'http://127.0.0.1:1/shs-label-1.2.01.dtd' >",
        "<!DOCTYPE\nshs.label\nPUBLIC '-//x' \"file:///dev/zero\">", "<!DOCTYPE shs.label>",
        "<!-- x --><?y z?><!DOCTYPE annat SYSTEM 'shs-label-1.1.dtd'><!-- [ -->"}) {
    EXPECT_TRUE(read_label(with(doctype, other))) << other;
  }
}

TEST(ShsLabel, DeclarationsInsideTheDoctypeAreAWrongStructure) {
  const std::string doctype = "<!DOCTYPE shs.label SYSTEM \"shs-label-1.2.dtd\">";
  for (const std::string other :
       {"<!DOCTYPE shs.label [<!ENTITY a 'x'>]>", "<!DOCTYPE shs.label SYSTEM 'x' []>",
        "<!DOCTYPE shs.label [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>",
        "<!DOCTYPE shs.label [<!ENTITY a '0123456789'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;'>"
        "<!ENTITY c '&b;&b;&b;&b;&b;&b;&b;&b;'>]>"}) {
    EXPECT_EQ(label_refusal(with(doctype, other)), ErrorCode::illegal_message_structure) << other;
  }
}

TEST(ShsLabel, WhatIsNotWellFormedIsAnotherError) {
  const std::string doctype = "<!DOCTYPE shs.label SYSTEM \"shs-label-1.2.dtd\">";
  EXPECT_EQ(label_refusal(""), ErrorCode::other_error);
  EXPECT_EQ(label_refusal("<shs.label "), ErrorCode::other_error);
  EXPECT_EQ(label_refusal(with("</from>", "</to>")), ErrorCode::other_error);
  EXPECT_EQ(label_refusal(with(">\n<from", " tx.id='b'>\n<from")), ErrorCode::other_error);
  EXPECT_EQ(label_refusal(with("ga 1", "ga &ouml;")), ErrorCode::other_error);
  EXPECT_EQ(label_refusal(with("ga 1", "ga & 1")), ErrorCode::other_error);
  EXPECT_EQ(label_refusal(with("ga 1", "ga &#0;")), ErrorCode::other_error);
  EXPECT_EQ(label_refusal(with("ga 1", std::string("ga \0", 4))), ErrorCode::other_error);
  EXPECT_EQ(label_refusal(with("ga 1", "ga \x01")), ErrorCode::other_error);
  EXPECT_EQ(label_refusal(with(doctype, "<!DOCTYPE shs.label SYSTEM>")), ErrorCode::other_error);
  EXPECT_EQ(label_refusal(with(doctype, doctype + doctype)), ErrorCode::other_error);
  EXPECT_EQ(label_refusal(with(doctype, "<!DOCTYPE shs.label SYSTEM 'x")), ErrorCode::other_error);
  EXPECT_EQ(label_refusal(with("</shs.label>", "</shs.label><x/>")), ErrorCode::other_error);
}

TEST(ShsLabel, WhatALabelMustHaveIsAWrongStructureWithoutIt) {
  for (const auto& [piece, other] : std::vector<std::pair<std::string, std::string>>{
           {std::string("tx.id=\"") + kSampleTxId + "\" ", ""},
           {std::string("corr.id=\"") + kSampleTxId + "\"", "corr.id=' '"},
           {std::string(" content.id=\"") + kSampleContentId + "\"", ""},
           {"</content>\n", "</content><content content.id='x'/>"},
           {"<datetime>", "<datetime/><datetime>"},
           {"<subject>", "<subject/><subject>"}}) {
    EXPECT_EQ(label_refusal(with(piece, other)), ErrorCode::illegal_message_structure) << piece;
  }
  EXPECT_EQ(label_refusal("<label/>"), ErrorCode::illegal_message_structure);
  EXPECT_EQ(label_refusal("<shs.label tx.id='a' corr.id='b'/>"),
            ErrorCode::illegal_message_structure);
}

TEST(ShsLabel, TwoOfWhatMayBeOnceIsRefusedForWhatItIs) {
  EXPECT_EQ(label_refusal(with("<to ", "<from>1</from><to ")), ErrorCode::illegal_sender);
  EXPECT_EQ(label_refusal(with("<to ", "<originator>1</originator><originator>2</originator><to ")),
            ErrorCode::illegal_sender);
  EXPECT_EQ(label_refusal(with("<to ", "<to>1</to><to ")), ErrorCode::illegal_receiver);
  EXPECT_EQ(label_refusal(with("<to ", "<end-recipient>1</end-recipient><end-recipient/><to ")),
            ErrorCode::illegal_end_recipient);
  EXPECT_EQ(label_refusal(with("<product>", "<product/><product>")),
            ErrorCode::illegal_product_type);
}

TEST(ShsLabel, LongerOrDeeperThanTheLimitsIsAWrongStructure) {
  EXPECT_EQ(label_refusal(with("ga 1", std::string(kLabelWindowBytes, 'x'))),
            ErrorCode::illegal_message_structure);
  std::string nested;
  for (int i = 0; i < 110; ++i) nested += "<n>";
  for (int i = 0; i < 110; ++i) nested += "</n>";
  EXPECT_EQ(label_refusal(with("<subject>", nested + "<subject>")),
            ErrorCode::illegal_message_structure);
}

TEST(ShsLabel, NoRefusalQuotesWhatALabelSays) {
  for (const std::string& text : {with("ga 1", "HEMLIG & 1"), with("<to ", "<to>HEMLIG</to><to "),
                                  with("</from>", "HEMLIG</to>"), with(kSampleTxId, "")}) {
    const auto label = read_label(text);
    ASSERT_FALSE(label);
    EXPECT_THAT(label.error().info, Not(HasSubstr("HEMLIG")));
    EXPECT_THAT(label.error().info, Not(HasSubstr("\n")));
  }
}

TEST(ShsLabelScan, FindsTheLabelByItsTagsWhereverItStands) {
  std::string body = "Subject: x\r\n\r\n--b\r\n\r\n" + write_label(sample_label());
  const std::size_t end = body.size();
  body += "\r\n--b\r\n\r\n<shs.label tx.id='z'></shs.label>";
  EXPECT_EQ(scan_label(body).value(), sample_label());
  EXPECT_THAT(std::string(label_window(body).value()),
              testing::AllOf(StartsWith("<shs.label version"), EndsWith("</shs.label>")));
  EXPECT_EQ(scan_label(std::string(kLabelWindowBytes - end + 1, ' ') + body).value(),
            sample_label());
}

TEST(ShsLabelScan, WantsTheWholeLabelWithin4096Bytes) {
  const std::string label = write_label(sample_label());  // and one line end
  const std::string before(kLabelWindowBytes - label.size() + 1, ' ');
  EXPECT_TRUE(scan_label(before + label));
  const auto past = scan_label(" " + before + label);
  ASSERT_FALSE(past);
  EXPECT_EQ(past.error().code, ErrorCode::illegal_message_structure);
  EXPECT_THAT(past.error().info, HasSubstr("does not end within the first 4096 bytes"));
}

TEST(ShsLabelScan, WantsOneSpaceAfterTheElementsName) {
  for (const std::string name : {"<shs.label\nversion", "<shs.labels version", "<s:shs.label "}) {
    const auto scanned = scan_label(with("<shs.label version", name));
    ASSERT_FALSE(scanned) << name;
    EXPECT_EQ(scanned.error().code, ErrorCode::illegal_message_structure);
  }
  EXPECT_FALSE(scan_label(""));
}

TEST(ShsLabelCheck, AcceptsTheSamples) {
  EXPECT_TRUE(check_label(sample_label()));
  EXPECT_TRUE(check_label(full_label()));
}

TEST(ShsLabelCheck, TellsWhatIsMissingInTheOrderANodeAsks) {
  Label label = sample_label();
  const auto code = [&] {
    const auto checked = check_label(label);
    return checked ? "" : std::string(to_string(checked.error().code));
  };
  label.data.push_back({});
  EXPECT_EQ(code(), "IllegalDatapartContent");
  label.sequence_type.reset();
  EXPECT_EQ(code(), "IllegalMessageStructure");
  label.product = "ssbtek";
  EXPECT_EQ(code(), "IllegalProductType");
  label.product.clear();
  EXPECT_EQ(code(), "IllegalProductType");
  label.from->address.clear();
  EXPECT_EQ(code(), "IllegalSender");
  label.from.reset();
  EXPECT_EQ(code(), "IllegalSender");
  label.originator = Actor{.address = "1"};
  EXPECT_EQ(code(), "IllegalProductType");
}

TEST(ShsLabelAnswer, TurnsTheActorsAboutAndKeepsTheIds) {
  const Label request = full_label();
  const Label answer = answer_label(request, SequenceType::reply, "2026-03-02T09:15:05");
  Label expected;
  expected.tx_id = request.tx_id;
  expected.corr_id = request.corr_id;
  expected.agreement = request.agreement;
  expected.transfer_type = request.transfer_type;
  expected.sequence_type = SequenceType::reply;
  expected.status = request.status;
  expected.originator = request.end_recipient;
  expected.from = request.to;
  expected.to = Actor{.address = kSampleKommun, .common_name = "Exempelkommun"};
  expected.end_recipient = request.originator;
  expected.product = request.product;
  expected.product_name = request.product_name;
  expected.datetime = "2026-03-02T09:15:05";
  expected.content_id = request.content_id;
  EXPECT_EQ(answer, expected);
  EXPECT_EQ(read_label(write_label(answer)).value(), answer);
}

}  // namespace
}  // namespace provbank::wire::shs
