#include "platform/xml/dtd.hpp"

#include <gmock/gmock.h>

#include <optional>

#include "platform/xml/test_schemas.hpp"

namespace provbank::xml {
namespace {

using testing::ElementsAre;
using testing::Field;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

constexpr std::string_view kBrevDtd =
    "<!ELEMENT brev (till, rad*)>\n"
    "<!ATTLIST brev version CDATA #FIXED \"1\" art (kort | langt) \"kort\" id NMTOKEN #REQUIRED>\n"
    "<!ELEMENT till (#PCDATA)>\n"
    "<!ELEMENT rad (#PCDATA)>\n";

class DtdTest : public testing::Test {
 protected:
  std::string problems(const std::string& document, const XmlLimits& limits = {}) const {
    return to_string(dtd_->problems(document, limits));
  }

  TestFolder folder_;
  std::optional<Dtd> dtd_{
      Dtd::load(folder_.write("brev.dtd", std::string(kBrevDtd)), "brev").value()};
};

TEST_F(DtdTest, AcceptsAValidDocument) {
  EXPECT_EQ(problems("<brev id='a'><till>Anna</till><rad/><rad>x</rad></brev>"), "");
}

TEST_F(DtdTest, TellsEveryProblemWithItsLine) {
  EXPECT_THAT(dtd_->problems("<brev art='nytt'>\n<rad/>\n<rad fel='1'/></brev>"),
              testing::UnorderedElementsAre(
                  Field(&XmlProblem::message, HasSubstr("does not carry attribute id")),
                  Field(&XmlProblem::message, HasSubstr("not among the enumerated set")),
                  Field(&XmlProblem::message, HasSubstr("content does not follow the DTD")),
                  testing::AllOf(Field(&XmlProblem::line, 3U),
                                 Field(&XmlProblem::message, HasSubstr("No declaration")))));
}

TEST_F(DtdTest, QuotesNoValue) {
  const auto text =
      problems("<brev id='hem lig' art='hemlig' version='hemlig'>hemlig<till/></brev>");
  EXPECT_NE(text, "");
  EXPECT_THAT(text, Not(HasSubstr("hemlig")));
  EXPECT_THAT(text, Not(HasSubstr("hem lig")));
}

TEST_F(DtdTest, WantsTheRootItWasLoadedFor) {
  EXPECT_THAT(problems("<rad>x</rad>"), HasSubstr("the root element is not brev"));
}

TEST_F(DtdTest, DoesNotCareWhatTheDoctypeNames) {
  const std::string brev = "<brev id='a'><till/></brev>";
  EXPECT_EQ(problems("<!DOCTYPE brev SYSTEM \"brev.dtd\">" + brev), "");
  EXPECT_EQ(problems("<!DOCTYPE brev SYSTEM 'http://127.0.0.1:1/x.dtd'>" + brev), "");
  EXPECT_EQ(problems("<!DOCTYPE brev PUBLIC \"-//x\" \"file:///dev/zero\">" + brev), "");
  EXPECT_EQ(problems("<!DOCTYPE annat>" + brev), "");
}

TEST_F(DtdTest, RefusesAnyDeclarationInsideTheDoctype) {
  const std::string brev = "<brev id='a'><till>&a;</till></brev>";
  for (const std::string inside :
       {"<!ENTITY a 'x'>", "<!ENTITY a SYSTEM 'file:///etc/passwd'>", "<!ENTITY % a 'x'> %a;",
        "<!ELEMENT brev ANY>", "<!ATTLIST brev id CDATA 'a'>", "<!NOTATION n SYSTEM 'n'>",
        "<!-- x -->", "<?x y?>", ""}) {
    SCOPED_TRACE(inside);
    const std::string document = "<!DOCTYPE brev SYSTEM 'brev.dtd' [" + inside + "]>" + brev;
    EXPECT_THAT(problems(document), HasSubstr("declarations inside a DOCTYPE"));
    EXPECT_FALSE(check_well_formed_but_for_doctype(document));
  }
}

TEST_F(DtdTest, RefusesEntitiesAndWhatIsPastTheLimits) {
  EXPECT_NE(problems("<!DOCTYPE brev SYSTEM 'x'><brev id='a'><till>&b;</till></brev>"), "");
  EXPECT_NE(problems("<brev id='a'><till/></brev>", {.bytes = 10}), "");
  EXPECT_THAT(problems("<brev id='a'><till/></brev>", {.depth = 1}),
              HasSubstr("inside each other"));
  EXPECT_NE(problems(""), "");
  EXPECT_NE(problems(std::string("<brev id='a'><till>\0</till></brev>", 34)), "");
}

TEST_F(DtdTest, ReadsIso88591WhenTheDocumentDeclaresIt) {
  const std::string brev = "<brev id='a'><till>\xE5\xE4\xF6</till></brev>";
  EXPECT_EQ(problems("<?xml version='1.0' encoding='ISO-8859-1'?>" + brev), "");
  EXPECT_NE(problems("<?xml version='1.0' encoding='UTF-8'?>" + brev), "");
  EXPECT_NE(problems("<?xml version='1.0' encoding='IBM037'?>" + brev), "");
}

TEST_F(DtdTest, SaysWhatIsWrongWithADtd) {
  EXPECT_EQ(Dtd::load(folder_.write("x.dtd", "<!ELEMENT brev (till>"), "brev").error().code,
            Errc::invalid);
  EXPECT_THAT(Dtd::load(folder_.write("y.dtd", std::string(kBrevDtd)), "annat").error().detail,
              HasSubstr("declares no element annat"));
  EXPECT_FALSE(Dtd::load("/nowhere/brev.dtd", "brev"));
}

}  // namespace
}  // namespace provbank::xml
