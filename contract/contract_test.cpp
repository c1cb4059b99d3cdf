#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <set>

#include "contract/clauses.hpp"
#include "contract/data_dir.hpp"
#include "contract/event_log_fields.hpp"
#include "contract/fault_codes.hpp"
#include "contract/interpretations.hpp"
#include "contract/organisation_number.hpp"
#include "contract/organisations.hpp"
#include "contract/person_identity.hpp"
#include "contract/question.hpp"
#include "contract/service_levels.hpp"
#include "contract/source.hpp"
#include "contract/xml_file.hpp"
#include "platform/base/file.hpp"
#include "platform/xml/schema.hpp"

namespace provbank::contract {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

const std::filesystem::path kData = PROVBANK_DATA_DIR;

/// A file that lives as long as the test.
class TemporaryFile {
 public:
  explicit TemporaryFile(std::string_view content)
      : path_(std::filesystem::path(testing::TempDir()) /
              (std::string("contract_test_") +
               testing::UnitTest::GetInstance()->current_test_info()->name() + ".xml")) {
    EXPECT_TRUE(write_file(path_, content).has_value());
  }
  ~TemporaryFile() { std::filesystem::remove(path_); }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  const auto found = text.find(from);
  EXPECT_NE(found, std::string::npos) << from;
  return found == std::string::npos ? text : text.replace(found, from.size(), to);
}

std::string data_file(const char* name) {
  return read_file(kData / name).value();
}

// ---- Persons
// -------------------------------------------------------------------------------------------------

TEST(Luhn, ComputesPublishedCheckDigits) {
  EXPECT_EQ(luhn_check_digit("900118981"), '1');   // 19900118-9811
  EXPECT_EQ(luhn_check_digit("900101980"), '2');   // 18900101-9802
  EXPECT_EQ(luhn_check_digit("170101239"), '3');   // 20170101-2393
  EXPECT_EQ(luhn_check_digit("7992739871"), '3');  // the algorithm's usual example
  EXPECT_EQ(luhn_check_digit("000000000"), '0');
}

TEST(PersonIdentity, TakesPersonnummer) {
  const auto person = PersonIdentity::parse("199001189811");
  ASSERT_TRUE(person.has_value()) << person.error().detail;
  EXPECT_EQ(person->kind(), PersonIdentity::Kind::personnummer);
  EXPECT_EQ(person->century(), "19");
  EXPECT_EQ(person->ten_digits(), "9001189811");
  EXPECT_EQ(to_string(person->birth_date()), "1990-01-18");
}

TEST(PersonIdentity, IsReadAsPeopleWriteIt) {
  using std::chrono::January;
  const std::chrono::sys_days today = std::chrono::year(2026) / January / 17;
  const auto digits = [&](std::string_view text) {
    const auto person = PersonIdentity::parse_written(text, today);
    return person ? person->digits() : person.error().detail;
  };
  for (const char* text :
       {"199001189811", "19900118-9811", "9001189811", "900118-9811", " 900118 - 9811\n"}) {
    EXPECT_EQ(digits(text), "199001189811") << text;
  }
  EXPECT_EQ(digits("900118+9811"), "189001189811");  // past a hundred
  for (const char* text : {"", "900118", "900118-981", "9001-189811", "900118-9812", "900118-98x1",
                           "1990011898111", "90-0118-9811", "909918-9811"}) {
    EXPECT_FALSE(PersonIdentity::parse_written(text, today)) << text;
  }
}

TEST(PersonIdentity, WrittenWithTenDigitsIsNotBornTomorrow) {
  using std::chrono::January;
  const auto person = [](unsigned day) {
    return PersonIdentity::parse_written(
               "260118-238" + std::string(1, luhn_check_digit("260118238")),
               std::chrono::year(2026) / January / std::chrono::day(day))
        ->digits()
        .substr(0, 4);
  };
  EXPECT_EQ(person(18), "2026");
  EXPECT_EQ(person(17), "1926");
}

TEST(PersonIdentity, TakesSamordningsnummerWithItsRealDate) {
  const std::string digits = std::string("19900178981") + luhn_check_digit("900178981");
  const auto person = PersonIdentity::parse(digits);
  ASSERT_TRUE(person.has_value()) << person.error().detail;
  EXPECT_EQ(person->kind(), PersonIdentity::Kind::samordningsnummer);
  EXPECT_EQ(to_string(person->birth_date()), "1990-01-18");
  EXPECT_TRUE(person->is_test_number());
}

TEST(PersonIdentity, RefusesEveryWrongCheckDigit) {
  for (char digit = '0'; digit <= '9'; ++digit) {
    const std::string text = std::string("19900118981") + digit;
    EXPECT_EQ(PersonIdentity::parse(text).has_value(), digit == '1') << digit;
  }
}

TEST(PersonIdentity, RefusesDatesThatDoNotExist) {
  for (const std::string_view date : {"19900229", "19901301", "19900100", "19900132", "19900160",
                                      "19900192", "19000229", "00000000"}) {
    const std::string nine = std::string(date.substr(2)) + "981";
    const std::string text = std::string(date) + "981" + luhn_check_digit(nine);
    EXPECT_FALSE(PersonIdentity::parse(text).has_value()) << date;
  }
  const std::string leap = std::string("20000229981") + luhn_check_digit("000229981");
  EXPECT_TRUE(PersonIdentity::parse(leap).has_value());
}

TEST(PersonIdentity, RefusesOtherFormsWithoutRepeatingThem) {
  for (const std::string_view text :
       {"", "9001189811", "19900118-9811", "19900118981a", "1990011898110", " 199001189811"}) {
    const auto person = PersonIdentity::parse(text);
    ASSERT_FALSE(person.has_value()) << text;
    EXPECT_EQ(person.error().code, Errc::malformed);
    if (text.empty()) continue;
    EXPECT_THAT(person.error().detail, Not(HasSubstr(std::string(text))));
  }
}

TEST(PersonIdentity, KnowsTheTestSeries) {
  const auto is_test = [](std::string_view eleven) {
    return PersonIdentity::parse(std::string(eleven) + luhn_check_digit(eleven.substr(2)))
        ->is_test_number();
  };
  EXPECT_TRUE(is_test("19900118980"));
  EXPECT_TRUE(is_test("19900118999"));
  EXPECT_FALSE(is_test("19900118979"));
  EXPECT_TRUE(is_test("20170101238"));
  EXPECT_TRUE(is_test("20170101239"));
  EXPECT_FALSE(is_test("20170101237"));
  EXPECT_FALSE(is_test("20170101240"));
  EXPECT_FALSE(is_test("19990101239"));
}

TEST(PersonIdentity, MasksTheLastFour) {
  EXPECT_EQ(PersonIdentity::parse("199001189811")->masked(), "19900118-****");
  EXPECT_EQ(PersonIdentity().masked(), "");
  EXPECT_EQ(PersonIdentity().ten_digits(), "");
}

// ---- Organisations
// -------------------------------------------------------------------------------------------

TEST(OrganisationNumber, TakesEveryWrittenForm) {
  for (const std::string_view text :
       {"2120009903", "212000-9903", "162120009903", "16212000-9903"}) {
    const auto number = OrganisationNumber::parse(text);
    ASSERT_TRUE(number.has_value()) << text << ": " << number.error().detail;
    EXPECT_EQ(number->wire(), "162120009903");
    EXPECT_EQ(number->ten_digits(), "2120009903");
    EXPECT_EQ(number->pretty(), "212000-9903");
  }
}

TEST(OrganisationNumber, RefusesWrongOnes) {
  for (const std::string_view text : {"", "2120009904", "2110009903", "172120009903", "21200099030",
                                      "21-20009903", "21200099O3", "212000--9903", "-9903"}) {
    EXPECT_FALSE(OrganisationNumber::parse(text).has_value()) << text;
  }
  // A personnummer has a third digit below two; the check digit alone would let it pass.
  EXPECT_FALSE(OrganisationNumber::parse("9001189811").has_value());
}

TEST(Organisations, ReadsTheMadeUpWorld) {
  const auto world = Organisations::load(kData / "fixtures/organisations.xml");
  ASSERT_TRUE(world.has_value()) << world.error().detail;
  const Kommun* kommun = world->kommun("exempelkommun");
  ASSERT_NE(kommun, nullptr);
  EXPECT_TRUE(kommun->ansluten);
  EXPECT_FALSE(kommun->handlaggare.empty());
  EXPECT_EQ(world->kommun(kommun->organisationsnummer), kommun);
  EXPECT_FALSE(world->kommun("utanfor")->ansluten);
  ASSERT_FALSE(world->leverantorer.empty());
  const Leverantor& provider = world->leverantorer.front();
  EXPECT_EQ(world->leverantor(provider.organisationsnummer), &provider);
  EXPECT_EQ(world->leverantor(kommun->organisationsnummer), nullptr);
  EXPECT_EQ(world->uppgiftslamnare.size(), kAllUppgiftslamnare.size());
}

TEST(Organisations, RefusesAWrongCheckDigitAndUnknownReferences) {
  const std::string good = data_file("fixtures/organisations.xml");
  {
    const TemporaryFile file(replaced(good, "162120009903", "162120009904"));
    const auto world = Organisations::load(file.path());
    ASSERT_FALSE(world.has_value());
    EXPECT_THAT(world.error().detail, HasSubstr("check digit"));
  }
  {
    const TemporaryFile file(
        replaced(good, "foretrader kommun=\"provstad\"", "foretrader kommun=\"nagon\""));
    const auto world = Organisations::load(file.path());
    ASSERT_FALSE(world.has_value());
    EXPECT_THAT(world.error().detail, HasSubstr("nagon"));
  }
}

// ---- Sources
// -------------------------------------------------------------------------------------------------

TEST(Source, CodesAreInSchemaOrderAndReadBack) {
  EXPECT_EQ(to_string(SourceSet::all()), "AF CSN FK SKV SO TNS MIV");
  std::set<std::string_view> names;
  for (const Source source : kAllSources) {
    EXPECT_EQ(source_from_code(code(source)), source);
    EXPECT_TRUE(names.insert(name(source)).second);
  }
  EXPECT_EQ(source_from_code("PM"), std::nullopt);
  EXPECT_EQ(source_from_code("af"), std::nullopt);
}

TEST(Source, PensionsmyndighetenAnswersThroughForsakringskassan) {
  for (const auto uppgiftslamnare : kAllUppgiftslamnare) {
    const auto expected = code(uppgiftslamnare) == "PM" ? "FK" : code(uppgiftslamnare);
    EXPECT_EQ(code(source_of(uppgiftslamnare)), expected);
    EXPECT_FALSE(name(uppgiftslamnare).empty());
  }
}

TEST(Source, FourSourcesHaveAPeriodOfTheirOwn) {
  SourceSet own;
  for (const Source source : kAllSources) {
    if (has_own_period(source)) own.insert(source);
  }
  EXPECT_EQ(to_string(own), "AF CSN SO TNS");
}

TEST(SourceSet, ParsesWordsAndIteratesInOrder) {
  const auto set = SourceSet::parse("  TNS AF\n");
  ASSERT_TRUE(set.has_value());
  EXPECT_THAT(set->in_order(), ElementsAre(Source::af, Source::tns));
  EXPECT_EQ(set->size(), 2U);
  EXPECT_EQ(SourceSet::parse("alla"), SourceSet::all());
  EXPECT_EQ(SourceSet::parse(""), SourceSet());
  EXPECT_EQ(SourceSet::parse("AF XX"), std::nullopt);
}

TEST(SourceSet, InsertsAndErases) {
  SourceSet set = SourceSet::all();
  set.erase(Source::fk);
  EXPECT_FALSE(set.contains(Source::fk));
  EXPECT_EQ(set.size(), kAllSources.size() - 1);
  set.insert(Source::fk);
  EXPECT_EQ(set, SourceSet::all());
  EXPECT_TRUE(SourceSet().empty());
}

// ---- Questions
// -----------------------------------------------------------------------------------------------

TEST(Period, KeepsBothEnds) {
  const auto period = Period::parse("2026-01-01", "2026-01-31");
  ASSERT_TRUE(period.has_value());
  EXPECT_EQ(to_string(period->from), "2026-01-01");
  EXPECT_EQ(to_string(period->tom), "2026-01-31");
  EXPECT_TRUE(Period::parse("2026-01-01", "2026-01-01").has_value());
}

TEST(Period, TellsReversedFromUnreadable) {
  EXPECT_EQ(Period::parse("2026-01-02", "2026-01-01").error().code, Errc::invalid);
  EXPECT_EQ(Period::parse("2026-01-02", "2026-02-30").error().code, Errc::malformed);
  EXPECT_EQ(Period::parse("2026-1-02", "2026-02-03").error().code, Errc::malformed);
}

TEST(Date, ReadsAndWritesTheSame) {
  for (const std::string_view text : {"2026-03-02", "2024-02-29", "0001-01-01", "9999-12-31"}) {
    const auto day = parse_date(text);
    ASSERT_TRUE(day.has_value()) << text;
    EXPECT_EQ(to_string(*day), text);
  }
  for (const std::string_view text : {"", "2023-02-29", "2026-13-01", "20260302", "2026-03-02Z",
                                      "2026/03/02", "-026-03-02", "2026-03-2x"}) {
    EXPECT_FALSE(parse_date(text).has_value()) << text;
  }
}

TEST(Question, ASourcesOwnPeriodOverridesTheGeneralOne) {
  Question question;
  question.general.period = Period::parse("2026-01-01", "2026-01-31").value();
  question.asked[Source::tns].period = Period::parse("2025-01-01", "2025-12-31").value();
  question.asked[Source::af];
  EXPECT_EQ(question.period_for(Source::tns), question.asked[Source::tns].period);
  EXPECT_EQ(question.period_for(Source::af), question.general.period);
  EXPECT_EQ(question.period_for(Source::csn), question.general.period);
  EXPECT_EQ(to_string(question.sources()), "AF TNS");
}

// ---- Fault codes
// ---------------------------------------------------------------------------------------------

TEST(FaultTable, HasExactlyOneEntryForEveryCode) {
  constexpr int kLast = static_cast<int>(FaultCode::lefi_version_unknown);
  EXPECT_EQ(fault_table().size(), static_cast<std::size_t>(kLast) + 1);
  std::set<std::string_view> codes;
  for (int value = 0; value <= kLast; ++value) {
    const auto code = static_cast<FaultCode>(value);
    ASSERT_NO_THROW(entry(code)) << value;
    EXPECT_EQ(entry(code).code, code);
    EXPECT_TRUE(codes.insert(felkod(code)).second) << felkod(code);
  }
}

TEST(FaultTable, TellsWholeQuestionsFromSources) {
  for (const FaultEntry& one : fault_table()) {
    SCOPED_TRACE(one.felkod);
    const bool of_source = one.code >= FaultCode::source_timeout;
    EXPECT_THAT(std::string(one.felkod),
                testing::MatchesRegex(of_source ? "SSBTEK-2[0-9][0-9]" : "SSBTEK-1[0-9][0-9]"));
    EXPECT_FALSE(one.text.sv.empty());
    EXPECT_FALSE(one.text.en.empty());
    EXPECT_NE(one.text.sv, one.text.en);
  }
}

TEST(FaultTable, FaultsSpeakBothLanguagesSwedishFirst) {
  const auto fault = make_fault(FaultCode::person_invalid);
  const auto& text = entry(FaultCode::person_invalid).text;
  EXPECT_EQ(fault.felkod, felkod(FaultCode::person_invalid));
  EXPECT_THAT(fault.felmeddelande, ElementsAre(text.sv, text.en));
  const auto error = make_source_error(Kalla::bt, FaultCode::source_failed);
  EXPECT_EQ(code(error.kalla), "BT");
  EXPECT_EQ(code(make_source_error(Kalla::ssbt, FaultCode::source_timeout).kalla), "SSBT");
  EXPECT_EQ(error.felkod, felkod(FaultCode::source_failed));
}

// ---- Service levels
// ------------------------------------------------------------------------------------------

TEST(ServiceLevels, AreThoseOfTheAgreement) {
  const auto levels = ServiceLevels::load(kData / "contract/service-levels.xml");
  ASSERT_TRUE(levels.has_value()) << levels.error().detail;
  EXPECT_EQ(levels->early_limit, 7s);
  EXPECT_DOUBLE_EQ(levels->early_share, 0.90);
  EXPECT_EQ(levels->late_limit, 12s);
  EXPECT_EQ(levels->extra_per_person, 1500ms);
  EXPECT_EQ(levels->persons_max, 10U);
  EXPECT_DOUBLE_EQ(levels->questions_per_second, 3.0);
  EXPECT_EQ(levels->concurrent_max, 200U);
  EXPECT_DOUBLE_EQ(levels->answered_share, 0.95);
}

TEST(ServiceLevels, GrowWithEachPersonAfterTheFirst) {
  const auto levels = ServiceLevels::load(kData / "contract/service-levels.xml").value();
  EXPECT_EQ(levels.early_for(1), 7s);
  EXPECT_EQ(levels.early_for(2), 8500ms);
  EXPECT_EQ(levels.early_for(10), 20500ms);
  EXPECT_EQ(levels.late_for(1), 12s);
  EXPECT_EQ(levels.late_for(2), 13500ms);
  EXPECT_EQ(levels.late_for(10), 25500ms);
  EXPECT_EQ(levels.early_for(0), 7s);
}

TEST(ServiceLevels, RefuseAFileThatIsNotComplete) {
  const std::string good = data_file("contract/service-levels.xml");
  const struct {
    const char* name;
    std::string_view from, to;
    const char* said;
  } rows[] = {
      {"missing", "id=\"svarstid-sen\"", "id=\"nagot-annat\"", "svarstid-sen is missing"},
      {"twice", "id=\"svarstid-sen\"", "id=\"svarstid-tidig\"", "given twice"},
      {"unit", "varde=\"12\" enhet=\"s\"", "varde=\"12\" enhet=\"st\"", "unit"},
      {"text", "varde=\"12\"", "varde=\"tolv\"", "not a number"},
      {"share", "varde=\"0.95\"", "varde=\"95\"", "share"},
      {"zero", "varde=\"200\"", "varde=\"0\"", "above zero"},
      {"whole", "varde=\"200\"", "varde=\"2.5\"", "whole"},
      {"root", "urn:provbank:service-levels:1", "urn:provbank:service-levels:9", "root"},
      {"xml", "</servicenivaer>", "</servicenivaer", "line"},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.name);
    const TemporaryFile file(replaced(good, row.from, row.to));
    const auto levels = ServiceLevels::load(file.path());
    ASSERT_FALSE(levels.has_value());
    EXPECT_THAT(levels.error().detail, HasSubstr(row.said));
  }
}

// ---- Clauses
// -------------------------------------------------------------------------------------------------

const std::filesystem::path kClauses = kData / "contract/clauses";

TEST(ClauseRegister, HoldsEveryClauseThatHasAFigure) {
  const auto clauses = ClauseRegister::load(kClauses);
  ASSERT_TRUE(clauses.has_value()) << clauses.error().detail;
  const auto levels = load_xml_file(kData / "contract/service-levels.xml",
                                    {"servicenivaer", "urn:provbank:service-levels:1"});
  ASSERT_TRUE(levels.has_value());
  for (const auto level : levels->document_element().children("niva")) {
    EXPECT_NE(clauses->find(level.attribute("klausul").value()), nullptr)
        << level.attribute("klausul").value();
  }
}

TEST(EventLogFields, NameAClauseOfTheRegisterAndAFieldOfTheContract) {
  const auto fields = EventLogFields::load(kData / "contract/event-log-fields.xml");
  ASSERT_TRUE(fields.has_value()) << fields.error().detail;
  const auto clauses = ClauseRegister::load(kClauses).value();
  const std::string schema = data_file("schemas/ssbt/10/ssbt.xsd");
  for (const auto& field : fields->all()) {
    EXPECT_NE(clauses.find(field.clause), nullptr) << field.clause;
    EXPECT_THAT(schema, HasSubstr("name=\"" + field.name + "\""));
  }
  EXPECT_EQ(fields->find("handlaggare")->clause, "B3-5.3");
  EXPECT_EQ(fields->find("personidentitet"), nullptr);
}

TEST(EventLogFields, RefuseAFieldWithoutAClauseOrGivenTwice) {
  const std::string good = data_file("contract/event-log-fields.xml");
  const struct {
    std::string_view from, to;
    const char* said;
  } rows[] = {{"name=\"korrelationsid\" clause=\"B3-5.3\"", "name=\"korrelationsid\"", "without"},
              {"name=\"korrelationsid\"", "name=\"handlaggare\"", "given twice"},
              {"fields:1", "fields:9", "root"}};
  for (const auto& row : rows) {
    const TemporaryFile file(replaced(good, row.from, row.to));
    const auto fields = EventLogFields::load(file.path());
    ASSERT_FALSE(fields.has_value());
    EXPECT_THAT(fields.error().detail, HasSubstr(row.said));
  }
}

// The numbers were taken from the agreements themselves, not from the register.
TEST(ClauseRegister, HoldsEveryNumberOfTheAgreementsInTheirOrderAndNoOther) {
  const auto clauses = ClauseRegister::load(kClauses).value();
  std::vector<std::string> numbers;
  for (const auto& clause : clauses.all()) {
    if (number_of(clause.id) == clause.id) numbers.push_back(clause.id);
    EXPECT_NE(clauses.find(number_of(clause.id)), nullptr) << clause.id << " stands under nothing";
  }
  std::vector<std::string> printed;
  std::ifstream file(kData / "contract/clause-numbers.txt");
  for (std::string line; std::getline(file, line);) {
    if (!line.empty() && line.front() != '#') printed.push_back(line);
  }
  ASSERT_GT(printed.size(), 300U);
  EXPECT_EQ(numbers, printed);
}

TEST(ClauseRegister, FindsByIdAndSaysWhoIsBoundAndHow) {
  const auto clauses = ClauseRegister::load(kClauses).value();
  const auto* answer_times = clauses.find("B4-3.7.1");
  ASSERT_NE(answer_times, nullptr);
  EXPECT_THAT(answer_times->parties, ElementsAre("Driftspart"));
  EXPECT_EQ(answer_times->force, Force::ska);
  ASSERT_TRUE(std::holds_alternative<Checked>(answer_times->handling));
  EXPECT_THAT(std::get<Checked>(answer_times->handling).checks,
              testing::Contains("answered-within"));
  EXPECT_EQ(clauses.find("B9-1"), nullptr);
  for (const auto& clause : clauses.all()) {
    EXPECT_EQ(clauses.find(clause.id), &clause);
    EXPECT_THAT(clause.summary.sv, Not(HasSubstr("\n")));
  }
}

// A duty that nothing handles would be a hole with a lid on. The one exception forbids a refund, so
// there is nothing that anybody performs.
TEST(ClauseRegister, NoDutyIsMereContext) {
  const auto clauses = ClauseRegister::load(kClauses).value();
  std::vector<std::string> unhandled;
  for (const auto& clause : clauses.all()) {
    const bool binds = clause.force == Force::ska || clause.force == Force::bor;
    if (binds && std::holds_alternative<Context>(clause.handling)) unhandled.push_back(clause.id);
  }
  EXPECT_THAT(unhandled, ElementsAre("TV-17.2"));
}

TEST(ClauseParties, AreWrittenAsPeopleWriteThem) {
  EXPECT_EQ(contract::party_name("Uppgiftslamnare"), "Uppgiftslämnare");
  EXPECT_EQ(contract::party_name("SKR"), "SKR");
}

TEST(ClauseIds, ARowStandsUnderItsNumber) {
  EXPECT_EQ(number_of("B4-3.3.3/kritisk"), "B4-3.3.3");
  EXPECT_EQ(number_of("TV-9.1"), "TV-9.1");
  EXPECT_TRUE(clause_within("B4-3.7.1", "B4-3.7"));
  EXPECT_TRUE(clause_within("B4-3.7.1/7-s", "B4-3.7.1"));
  EXPECT_TRUE(clause_within("B4-3.7.1", "B4-"));
  EXPECT_FALSE(clause_within("B4-3.71", "B4-3.7"));
}

/// A register folder with one file that lives as long as the test.
class TemporaryRegister {
 public:
  explicit TemporaryRegister(std::string_view clauses)
      : folder_(std::filesystem::path(testing::TempDir()) /
                (std::string("register_") +
                 testing::UnitTest::GetInstance()->current_test_info()->name())) {
    std::filesystem::create_directories(folder_);
    EXPECT_TRUE(write_file(folder_ / "x.xml", "<klausuler xmlns=\"urn:provbank:clauses:1\">" +
                                                  std::string(clauses) + "</klausuler>")
                    .has_value());
  }
  ~TemporaryRegister() { std::filesystem::remove_all(folder_); }
  TemporaryRegister(const TemporaryRegister&) = delete;
  TemporaryRegister& operator=(const TemporaryRegister&) = delete;

  std::string said() const {
    const auto loaded = ClauseRegister::load(folder_);
    return loaded ? "" : loaded.error().detail;
  }

 private:
  std::filesystem::path folder_;
};

std::string clause_with(std::string_view handling, std::string_view head =
                                                       "part=\"SKR\" "
                                                       "kraft=\"ska\"") {
  return "<klausul id=\"TV-1.1\" " + std::string(head) +
         "><sammanfattning xml:lang=\"sv\">s</sammanfattning>"
         "<sammanfattning xml:lang=\"en\">e</sammanfattning>" +
         std::string(handling) + "</klausul>";
}

TEST(ClauseRegister, RefusesWhatIsNotHandledInExactlyOneWay) {
  const std::string context =
      "<sammanhang><skal xml:lang=\"sv\">s</skal><skal xml:lang=\"en\">e</skal></sammanhang>";
  EXPECT_EQ(TemporaryRegister(clause_with(context)).said(), "");
  EXPECT_THAT(TemporaryRegister(clause_with("")).said(), HasSubstr("exactly one way"));
  EXPECT_THAT(TemporaryRegister(clause_with(context + "<mats matetal=\"x\"/>")).said(),
              HasSubstr("exactly one way"));
  EXPECT_THAT(TemporaryRegister(clause_with("<provas/>")).said(), HasSubstr("names no check"));
  EXPECT_THAT(TemporaryRegister(clause_with("<mats matetal=\"\"/>")).said(),
              HasSubstr("names no figure"));
  EXPECT_THAT(TemporaryRegister(clause_with("<intygas av=\"SKR\"/>")).said(),
              HasSubstr("lacks <fraga>"));
  EXPECT_THAT(TemporaryRegister(clause_with(context, "part=\"SKR\" kraft=\"kanske\"")).said(),
              HasSubstr("force"));
  EXPECT_THAT(TemporaryRegister(clause_with(context) + clause_with(context)).said(),
              HasSubstr("given twice"));
  EXPECT_THAT(TemporaryRegister("").said(), HasSubstr("holds no clause"));
}

// ---- Interpretations
// -------------------------------------------------------------------------------------------------

TEST(Interpretations, StandInTheRegisterAndChooseOneReadingEach) {
  const auto records = Interpretations::load(kData / "contract/interpretations.xml");
  ASSERT_TRUE(records.has_value()) << records.error().detail;
  const auto clauses = ClauseRegister::load(kClauses).value();
  for (const auto& record : records->all()) {
    for (const auto& place : record.places)
      EXPECT_NE(clauses.find(place.clause), nullptr) << record.id << " " << place.clause;
    EXPECT_TRUE(record.chosen().chosen);
    EXPECT_EQ(record.reading(record.readings.back().id), &record.readings.back());
    EXPECT_EQ(record.reading("zz"), nullptr);
  }
  ASSERT_NE(records->find("T-resten-inom-12"), nullptr);
  EXPECT_EQ(records->find("T-resten-inom-12")->chosen().id, "a");
}

TEST(Interpretations, RefuseARecordThatDoesNotChoose) {
  const std::string good = data_file("contract/interpretations.xml");
  const TemporaryFile undecided(replaced(good, " vald=\"ja\"", ""));
  EXPECT_THAT(Interpretations::load(undecided.path()).error().detail,
              HasSubstr("must choose exactly one reading"));
  const TemporaryFile silent(replaced(good, "xml:lang=\"en\"", "xml:lang=\"fi\""));
  EXPECT_THAT(Interpretations::load(silent.path()).error().detail, HasSubstr("lacks a text"));
  const TemporaryFile strange(replaced(good, "slag=\"", "slag=\"x"));
  EXPECT_THAT(Interpretations::load(strange.path()).error().detail, HasSubstr("no known kind"));
}

TEST(DataFiles, FollowTheirSchemas) {
  const struct {
    const char* schema;
    const char* file;
  } rows[] = {{"schemas/provbank/service-levels-1.xsd", "contract/service-levels.xml"},
              {"schemas/provbank/clauses-1.xsd", "contract/clauses/tv.xml"},
              {"schemas/provbank/clauses-1.xsd", "contract/clauses/b1-b2.xml"},
              {"schemas/provbank/clauses-1.xsd", "contract/clauses/b3.xml"},
              {"schemas/provbank/clauses-1.xsd", "contract/clauses/b4.xml"},
              {"schemas/provbank/clauses-1.xsd", "contract/clauses/da.xml"},
              {"schemas/provbank/interpretations-1.xsd", "contract/interpretations.xml"},
              {"schemas/provbank/organisations-1.xsd", "fixtures/organisations.xml"}};
  for (const auto& row : rows) {
    SCOPED_TRACE(row.file);
    const auto schema = xml::Schema::load(kData / row.schema);
    ASSERT_TRUE(schema.has_value()) << schema.error().detail;
    EXPECT_EQ(xml::to_string(schema->problems(data_file(row.file))), "");
  }
}

// ---- Where the data is
// ---------------------------------------------------------------------------------------

TEST(DataDir, IsFoundAboveABuildFolder) {
  const auto found =
      find_data_dir({.chosen = std::nullopt, .executable = kData / "build/dev/provbank"});
  ASSERT_TRUE(found.has_value()) << found.error().detail;
  EXPECT_TRUE(std::filesystem::equivalent(*found, kData));
}

TEST(DataDir, AChosenFolderThatIsWrongIsAnError) {
  const auto found =
      find_data_dir({.chosen = "/nonexistent", .executable = kData / "build/dev/provbank"});
  ASSERT_FALSE(found.has_value());
  EXPECT_EQ(found.error().code, Errc::not_found);
  EXPECT_THAT(found.error().detail, HasSubstr("/nonexistent"));
}

TEST(DataDir, SaysWhereItLooked) {
  const auto found = find_data_dir({.chosen = std::nullopt, .executable = "/opt/bin/provbank"});
  ASSERT_FALSE(found.has_value());
  EXPECT_THAT(found.error().detail, HasSubstr("/opt/share/provbank"));
}

}  // namespace
}  // namespace provbank::contract
