#include "harness/residue/postgres_reading.hpp"

#include <gmock/gmock.h>

#include <map>

#include "harness/residue/points.hpp"
#include "harness/residue/search.hpp"
#include "platform/crypto/encoding.hpp"
#include "platform/postgres_server/server.hpp"

namespace provbank::residue {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

const std::string kKept = "Lingonkvistsson";
const std::string kAsker = "handlaggare.qzvn5172";

class PostgresReading : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    auto started = postgres_server::Server::start();
    if (started) server_ = std::move(*started).release();
  }
  static void TearDownTestSuite() {
    delete server_;
    server_ = nullptr;
  }
  void SetUp() override {
    if (server_ == nullptr) GTEST_SKIP() << "PostgreSQL is not installed";
  }

  static void sql(const std::string& statements) {
    const auto done = server_->sql(statements);
    ASSERT_TRUE(done) << done.error().detail;
  }

  struct Seen {
    std::vector<std::string> inside;
    std::vector<std::string> files;
    Coverage coverage;
  };
  static Seen seen(std::string_view user = postgres_server::kSuperuser) {
    const Searcher searcher({{kKept, "", "AF", "", "", "", std::nullopt}});
    Search search(searcher);
    Unfolder unfolder(search);
    look_at(parse_point(server_->target("postgres", user)).value(), unfolder);
    Seen out;
    for (const auto& finding : search.take_findings())
      (finding.place.inside.empty() ? out.files : out.inside).push_back(finding.place.name());
    out.coverage = search.coverage();
    return out;
  }

  static postgres_server::Server* server_;
};
postgres_server::Server* PostgresReading::server_ = nullptr;

TEST_F(PostgresReading, TellsTheTableAndColumnOfEverySchema) {
  sql("CREATE SCHEMA lager; CREATE TABLE lager.\"frå gor\"(id int, namn text, svar bytea, j jsonb);"
      "INSERT INTO lager.\"frå gor\" VALUES (1, E'rad\\t" +
      kKept + "', NULL, NULL), (2, 'x', '\\x" + crypto::hex("y" + kKept) +
      "', NULL), (3, 'x', NULL, '{\"n\":\"" + kKept +
      "\"}'); CREATE MATERIALIZED VIEW lager.vy AS SELECT namn FROM lager.\"frå gor\"");
  const auto found = seen();
  EXPECT_THAT(found.inside, Contains(HasSubstr("lager.frå gor.namn")));
  EXPECT_THAT(found.inside, Contains(HasSubstr("lager.frå gor.svar")));
  EXPECT_THAT(found.inside, Contains(HasSubstr("lager.frå gor.j")));
  EXPECT_THAT(found.inside, Contains(HasSubstr("lager.vy.namn")));
}

TEST_F(PostgresReading, FindsADeletedRowInTheServersFiles) {
  sql("CREATE TABLE raderad(v text); INSERT INTO raderad VALUES ('" + kKept +
      "'); DELETE FROM raderad; CHECKPOINT");
  const auto found = seen();
  EXPECT_THAT(found.inside, Not(Contains(HasSubstr("raderad"))));
  EXPECT_THAT(found.files, Contains(HasSubstr("/pg_wal/")));
  EXPECT_THAT(found.files, Contains(HasSubstr("/base/")));
}

TEST_F(PostgresReading, ATableThatMayNotBeReadIsTold) {
  sql("CREATE ROLE granskare LOGIN; CREATE TABLE hemlig(v text)");
  const auto found = seen("granskare");
  std::vector<std::string> told;
  for (const auto& hindrance : found.coverage.hindrances) {
    if (!hindrance.inherent) told.push_back(hindrance.why.en);
  }
  EXPECT_THAT(told, Contains(HasSubstr("public.hemlig could not be read")));
  EXPECT_THAT(told, Contains(HasSubstr("pg_wal")));
  // The catalogues hold values of every column, and somebody can let us read them.
  EXPECT_THAT(told, Contains(HasSubstr("pg_catalog.pg_statistic could not be read")));
}

TEST_F(PostgresReading, WhoMayReadAllDataIsKeptFromNoTable) {
  sql("CREATE ROLE allseende LOGIN IN ROLE pg_read_all_data; CREATE TABLE undangomd(v text)");
  for (const auto& hindrance : seen("allseende").coverage.hindrances)
    EXPECT_THAT(hindrance.why.en, Not(HasSubstr("could not be read"))) << hindrance.why.en;
}

TEST_F(PostgresReading, TheEventLogsTableMayTellWhoAskedAndNoOtherTableMay) {
  sql("CREATE TABLE logg(rad text); INSERT INTO logg VALUES ('" + kAsker +
      "'); CREATE TABLE kopia(rad text); INSERT INTO kopia VALUES ('" + kAsker + "')");
  const Searcher searcher(
      {{kAsker, "handlaggare", "question", "", "", "", std::nullopt, "B3-5.3"}});
  Search search(searcher);
  Unfolder unfolder(search);
  auto point = parse_point(server_->target("postgres", postgres_server::kSuperuser)).value();
  point.log_tables = {"public.logg"};
  look_at(point, unfolder);
  std::map<std::string, bool> allowed;
  for (const auto& finding : search.take_findings())
    allowed.try_emplace(finding.place.inside, true).first->second &= finding.allowed;
  EXPECT_TRUE(allowed.at("public.logg.rad"));
  EXPECT_FALSE(allowed.at("public.kopia.rad"));
}

}  // namespace
}  // namespace provbank::residue
