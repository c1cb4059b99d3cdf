#include "reference-impl/shs_ldap/ldap_directory.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <boost/asio/ip/tcp.hpp>
#include <fstream>

#include "platform/base/file.hpp"
#include "platform/crypto/pki.hpp"
#include "reference-impl/shs_ldap/ldap_search.hpp"
#include "reference-impl/shs_ldap/test_support.hpp"

namespace provbank::shs_ldap {
namespace {

using boost::asio::ip::tcp;
using namespace std::chrono_literals;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::Optional;

const std::filesystem::path kData = PROVBANK_DATA_DIR;
const std::string kName = organisations()[1].name;

/// A directory's entry, under the operator.
std::string agreement_ldif(const std::string& id, const std::string& lines) {
  return fmt::format(
      "\ndn: serialNumber={},ou=Agreements,o=Driftsparten,L=SHS\nobjectClass: shsAgreement\n"
      "serialNumber: {}\nprincipal: urn:X-shs:{}\n{}",
      id, id, kOperator, lines);
}

std::string address_ldif(const std::string& place, const std::string& url) {
  return fmt::format(
      "\ndn: organizationNumber={0}+serialNumber={1},{2},L=SHS\nobjectClass: shsAddresses\n"
      "organizationNumber: {0}\nserialNumber: {1}\nshsDeliveryMethods: {3}\n",
      kOperator, kQuestion, place, url);
}

/// Takes connections and never says anything.
class Silent {
 public:
  std::string url(const char* scheme = "ldap") const {
    return fmt::format("{}://127.0.0.1:{}", scheme, acceptor_.local_endpoint().port());
  }

 private:
  boost::asio::io_context io_;
  tcp::acceptor acceptor_{io_, tcp::endpoint(boost::asio::ip::address_v4::loopback(), 0)};
};

std::string nobody_listens() {
  return Silent().url();
}

class LdapTest : public testing::Test {
 protected:
  LdapDirectory& ask(Settings settings) {
    settings.on_trouble = [this](const Error& error) { troubles.push_back(error.detail); };
    directory_ = std::make_unique<LdapDirectory>(bench.clock, std::move(settings));
    return *directory_;
  }
  Result<std::optional<std::string>> name(std::string number = kOperator) {
    return bench.get(directory_->organisation(std::move(number)));
  }
  Result<std::optional<std::string>> address() {
    return bench.get(directory_->address(kOperator, kQuestion));
  }
  Result<std::vector<shs::PublicAgreement>> agreements() {
    return bench.get(directory_->agreements(kOperator));
  }

  Bench bench;
  std::vector<std::string> troubles;

 private:
  std::unique_ptr<LdapDirectory> directory_;
};

// ---- What the entries say -----------------------------------------------------------------------

TEST_F(LdapTest, TheFixtureSaysTheSameAsItsFile) {
  const auto server = server_with(read_file(kData / "fixtures/shs/directory.ldif").value());
  ask({.servers = {server->url()}});
  const auto file = shs::FixedDirectory::load(kData / "fixtures/shs/directory.xml").value();
  const std::string nowhere = "6e05c1b8-fd47-4982-9ca3-28b7e4d06f91";
  int known = 0;
  for (const auto* number : {"162021009986", "162120009903", "162120009911", "162120009929",
                             "162120009937", "164499009902", "165560009999"}) {
    const auto by_file = bench.get(file->organisation(number)).value();
    EXPECT_EQ(name(number).value(), by_file) << number;
    known += by_file ? 1 : 0;
  }
  EXPECT_EQ(known, 6);
  LdapDirectory& over_ldap = ask({.servers = {server->url()}});
  EXPECT_EQ(bench.get(over_ldap.address("162120009911", nowhere)).value(),
            bench.get(file->address("162120009911", nowhere)).value());
  EXPECT_TRUE(bench.get(over_ldap.address("162120009911", nowhere)).value());
}

TEST_F(LdapTest, FindsNumbersOfTenDigitsToo) {
  const auto server =
      server_with(ldif_of({Organisation{.number = kOperator.substr(2),
                                        .name = "Tio",
                                        .agreements = {{"a", kQuestion, ""}},
                                        .addresses = {{kQuestion, "https://tio.example/rs"}}}}));
  ask({.servers = {server->url()}});
  EXPECT_THAT(name().value(), Optional(std::string("Tio")));
  EXPECT_THAT(address().value(), Optional(std::string("https://tio.example/rs")));
  EXPECT_EQ(agreements().value().size(), 1U);
}

TEST_F(LdapTest, TwoOrganisationsWithOneNumberAreAnError) {
  const auto server = server_with(ldif_of(organisations()) +
                                  entries_of({.number = kOperator, .name = "Also this"}));
  ask({.servers = {server->url()}});
  const auto answer = name();
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, Errc::invalid);
  EXPECT_THAT(answer.error().detail,
              AllOf(HasSubstr("different o"), HasSubstr("o=Driftsparten,l=SHS and")));
  EXPECT_THAT(troubles, ElementsAre(answer.error().detail));
  EXPECT_THAT(name(kKommun).value(), Optional(organisations()[0].name));
}

TEST_F(LdapTest, AMirroredAddressIsOneAndTwoDifferentAreAnError) {
  const std::string mirror =
      "\ndn: o=Myndighetsadresser,L=SHS\nobjectClass: organization\no: Myndighetsadresser\n";
  const auto server =
      server_with(ldif_of(organisations()) + mirror +
                  address_ldif("o=Myndighetsadresser", "https://shs.example/shs/rs"));
  ask({.servers = {server->url()}});
  EXPECT_THAT(address().value(), Optional(std::string("https://shs.example/shs/rs")));

  ASSERT_TRUE(server->refill(ldif_of(organisations()) + mirror +
                             address_ldif("o=Myndighetsadresser", "https://other.example/rs")));
  ask({.servers = {server->url()}});
  const auto answer = address();
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, Errc::invalid);
  EXPECT_THAT(answer.error().detail, HasSubstr("different shsDeliveryMethods"));
}

TEST_F(LdapTest, ReadsAgreementsHoweverTheyAreWritten) {
  const auto server = server_with(
      ldif_of(organisations()) +
      agreement_ldif("a-3", "shsProductID: urn:X-shs:" + kOther + "\nshsTransferType: ASYNCH\n") +
      agreement_ldif("a-4", "shsProductID: " + kQuestion + "\n"));
  ask({.servers = {server->url()}});
  const auto found = agreements().value();
  ASSERT_EQ(found.size(), 4U);
  EXPECT_EQ(found[2].product, kOther);
  EXPECT_EQ(found[2].transfer_type, "asynch");
  EXPECT_EQ(found[3].transfer_type, "");  // any
}

TEST_F(LdapTest, AgreementsThatSayTooLittleOrTwoThingsAreErrors) {
  const auto server = server_with(empty_tree());
  const auto product = "shsProductID: " + kQuestion + "\n";
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"", "it has no shsProductID"},
      {product + "shsProductID: " + kOther + "\n", "two values of shsProductID"},
      {product + "shsTransferType: sometimes\n", "none of any, asynch and synch"},
      {product + "shsTransferType: any\nshsTransferType: synch\n", "two values of shsTransferType"},
  };
  for (const auto& [lines, words] : cases) {
    ASSERT_TRUE(server->refill(ldif_of(organisations()) + agreement_ldif("x", lines)));
    ask({.servers = {server->url()}});
    const auto answer = agreements();
    ASSERT_FALSE(answer) << words;
    EXPECT_EQ(answer.error().code, Errc::invalid);
    EXPECT_THAT(answer.error().detail, HasSubstr(words));
  }
}

TEST_F(LdapTest, AValueThatIsNoTextIsAnError) {
  const auto server = server_with(ldif_of(
      {Organisation{.number = kOperator,
                    .name = kName,
                    .addresses = {{kQuestion, "https://shs.example/rs\r\nX-Also: this"}}}}));
  ask({.servers = {server->url()}});
  const auto answer = address();
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, Errc::invalid);
  EXPECT_THAT(answer.error().detail, HasSubstr("no text"));
}

// ---- Filters ------------------------------------------------------------------------------------

TEST(LdapFilters, EscapeWhateverCouldMeanSomethingElse) {
  EXPECT_EQ(escaped("162120009903"), "162120009903");
  EXPECT_EQ(escaped("urn:X-shs:1"), "urn:X-shs:1");
  EXPECT_EQ(escaped("*)(o=\\"), "\\2a\\29\\28o\\3d\\5c");
  EXPECT_EQ(escaped(std::string("a\0b", 3)), "a\\00b");
  EXPECT_EQ(escaped("\xc3\xa5"), "\\c3\\a5");
}

TEST(LdapFilters, FindAValueThatLooksLikeAFilterAndNothingElse) {
  const std::string odd = "*)(objectClass=*";
  const auto server =
      server_with(ldif_of({Organisation{.number = odd, .name = "Odd"},
                           Organisation{.number = kOperator, .name = "Not asked for"}}));
  const std::atomic<bool> stopping = false;
  const Search asked{
      .base = "L=SHS", .filter = "(organizationNumber=" + escaped(odd) + ")", .attributes = {"o"}};
  const auto entries = search(server->url(), asked, {}, {}, stopping);
  ASSERT_TRUE(entries) << entries.error().detail;
  ASSERT_EQ(entries->size(), 1U);
  EXPECT_THAT((*entries)[0].attributes.at("o"), ElementsAre("Odd"));
}

// ---- Servers ------------------------------------------------------------------------------------

TEST_F(LdapTest, AsksTheNextServerWhenOneDoesNotAnswer) {
  const Silent silent;
  const auto server = server_with(ldif_of(organisations()));
  ask({.servers = {nobody_listens(), silent.url(), server->url()},
       .limits = {.connecting = 500ms, .answering = 500ms}});
  EXPECT_THAT(name().value(), Optional(kName));
  EXPECT_THAT(troubles, IsEmpty());
}

TEST_F(LdapTest, AServerThatFailedIsAskedAfterTheOthersForATime) {
  const auto one = server_with(ldif_of({Organisation{.number = kOperator, .name = "One"}}));
  const auto two = server_with(ldif_of({Organisation{.number = kOperator, .name = "Two"}}));
  ask({.servers = {one->url(), two->url()}, .limits = {.cached = 1s, .resting = 60s}});
  one->end();
  EXPECT_THAT(name().value(), Optional(std::string("Two")));
  ASSERT_TRUE(one->start_again());
  bench.pass(2s);
  EXPECT_THAT(name().value(), Optional(std::string("Two")));
  two->end();  // the one that rests is better than none
  bench.pass(2s);
  EXPECT_THAT(name().value(), Optional(std::string("One")));
  ASSERT_TRUE(two->start_again());
  bench.pass(61s);
  EXPECT_THAT(name().value(), Optional(std::string("One")));
}

TEST_F(LdapTest, WithoutAnyServerItSaysWhyOfEach) {
  const Silent silent;
  const auto empty = server_with(empty_tree());
  const std::string nobody = nobody_listens();
  ask({.servers = {nobody, silent.url(), empty->url()},
       .base = "L=Elsewhere",
       .limits = {.connecting = 500ms, .answering = 500ms}});
  const auto answer = name();
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, Errc::unavailable);
  EXPECT_THAT(answer.error().detail,
              AllOf(HasSubstr(nobody + ": "), HasSubstr("no connection: Connection refused"),
                    HasSubstr(silent.url() + ": did not answer in time"),
                    HasSubstr(empty->url() + ": it has no L=Elsewhere")));
  EXPECT_EQ(troubles.size(), 1U);
}

TEST_F(LdapTest, ManyLookUpsAtOnceGetTheirOwnAnswersUpToALimit) {
  const auto server = server_with(ldif_of(organisations()));
  LdapDirectory& directory =
      ask({.servers = {server->url()}, .limits = {.questions_at_a_time = 20}});
  int right = 0;
  int refused = 0;
  for (int i = 0; i < 25; ++i) {
    const std::string number = i % 2 == 0 ? kKommun : kOperator;
    const std::string expected = organisations()[i % 2 == 0 ? 0 : 1].name;
    boost::asio::co_spawn(bench.io, directory.organisation(number),
                          [&, expected](std::exception_ptr, auto answer) {
                            if (answer && *answer == expected) ++right;
                            if (!answer && answer.error().code == Errc::unavailable) ++refused;
                          });
  }
  bench.io.run();
  EXPECT_EQ(right, 20);
  EXPECT_EQ(refused, 5);
}

TEST_F(LdapTest, EndsInTheMiddleOfASearch) {
  const Silent silent;
  LdapDirectory& directory = ask({.servers = {silent.url()}, .limits = {.answering = 10min}});
  boost::asio::co_spawn(bench.io, directory.organisation(kOperator),
                        [](std::exception_ptr, auto) {});
  bench.io.run_for(200ms);
  bench.io.stop();
  // The fixture's end must not wait ten minutes.
}

// ---- The cache ----------------------------------------------------------------------------------

TEST_F(LdapTest, KeepsAnswersForAnHour) {
  const auto server = server_with(ldif_of(organisations()));
  ask({.servers = {server->url()}});
  EXPECT_THAT(name().value(), Optional(kName));
  EXPECT_THAT(address().value(), Optional(std::string("https://shs.example/shs/rs")));
  EXPECT_EQ(agreements().value().size(), 2U);
  EXPECT_EQ(name(kStranger).value(), std::nullopt);
  ASSERT_TRUE(
      server->refill(ldif_of({Organisation{.number = kStranger, .name = "No stranger any more"}})));
  bench.pass(59min + 59s);
  EXPECT_THAT(name().value(), Optional(kName));
  EXPECT_THAT(address().value(), Optional(std::string("https://shs.example/shs/rs")));
  EXPECT_EQ(agreements().value().size(), 2U);
  EXPECT_EQ(name(kStranger).value(), std::nullopt);
  bench.pass(1s);
  EXPECT_EQ(name().value(), std::nullopt);
  EXPECT_EQ(address().value(), std::nullopt);
  EXPECT_THAT(agreements().value(), IsEmpty());
  EXPECT_THAT(name(kStranger).value(), Optional(std::string("No stranger any more")));
}

TEST_F(LdapTest, AnswersFromTheCacheWhileNoServerDoes) {
  const auto server = server_with(ldif_of(organisations()));
  ask({.servers = {server->url()}});
  EXPECT_THAT(name().value(), Optional(kName));
  server->end();
  bench.pass(30min);
  EXPECT_THAT(name().value(), Optional(kName));
  EXPECT_FALSE(name(kKommun));
}

TEST_F(LdapTest, FailuresAreNotKept) {
  const auto server = server_with(ldif_of(organisations()));
  ask({.servers = {server->url()}});
  server->end();
  EXPECT_FALSE(name());
  ASSERT_TRUE(server->start_again());
  EXPECT_THAT(name().value(), Optional(kName));
}

TEST_F(LdapTest, ForgetsTheOldestAnswersPastALimit) {
  const auto server = server_with(ldif_of(organisations()));
  ask({.servers = {server->url()}, .limits = {.cached_answers = 2}});
  EXPECT_TRUE(name(kOperator).value());
  for (int i = 0; i < 2; ++i)
    EXPECT_EQ(name(fmt::format("16556000{:04}", i)).value(), std::nullopt);
  server->end();
  EXPECT_FALSE(name(kOperator));
  EXPECT_TRUE(name("165560000001"));
}

// ---- Limits -------------------------------------------------------------------------------------

TEST_F(LdapTest, RefusesMoreEntriesThanItsLimit) {
  auto many = ldif_of(organisations());
  for (int i = 0; i < 4; ++i)
    many += agreement_ldif(fmt::format("more-{}", i), "shsProductID: " + kQuestion + "\n");
  const auto server = server_with(many);
  ask({.servers = {server->url()}, .limits = {.entries = 6}});
  EXPECT_EQ(agreements().value().size(), 6U);
  ask({.servers = {server->url()}, .limits = {.entries = 5}});
  const auto answer = agreements();
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, Errc::too_large);
  EXPECT_THAT(answer.error().detail, HasSubstr("more than 5 entries"));
}

TEST_F(LdapTest, RefusesLongerAndMoreValuesThanItsLimits) {
  const auto long_url = "https://" + std::string(3000, 'a') + ".example/rs";
  const auto server = server_with(ldif_of(
      {Organisation{.number = kOperator, .name = kName, .addresses = {{kQuestion, long_url}}}}));
  ask({.servers = {server->url()}});
  const auto longer = address();
  ASSERT_FALSE(longer);
  EXPECT_EQ(longer.error().code, Errc::too_large);
  EXPECT_THAT(longer.error().detail, HasSubstr("a value of more than 2048 bytes"));
  ask({.servers = {server->url()}, .limits = {.value_bytes = long_url.size()}});
  EXPECT_THAT(address().value(), Optional(long_url));
  ask({.servers = {server->url()}, .limits = {.values = 0}});
  const auto more = address();
  ASSERT_FALSE(more);
  EXPECT_EQ(more.error().code, Errc::too_large);
  EXPECT_THAT(more.error().detail, HasSubstr("more than 0 values"));
}

TEST_F(LdapTest, DoesNotReadAMessageLongerThanItsLimit) {
  const auto server = server_with(ldif_of({Organisation{
      .number = kOperator, .name = kName, .addresses = {{kQuestion, std::string(5000, 'a')}}}}));
  ask({.servers = {server->url()}, .limits = {.value_bytes = 10'000, .message_bytes = 4096}});
  const auto answer = address();
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, Errc::unavailable);
  EXPECT_THAT(answer.error().detail, HasSubstr("a message of more than 4096 bytes"));
}

// ---- TLS ----------------------------------------------------------------------------------------

class LdapOverTls : public LdapTest {
 protected:
  using WallClock = std::chrono::system_clock;

  crypto::Credentials issue(const std::string& host) {
    return authority_.issue({.common_name = host,
                             .organisation_name = "Katalogen",
                             .organisation_number = kOperator,
                             .dns_names = {host},
                             .purpose = crypto::Purpose::server,
                             .not_before = now_ - 1h,
                             .not_after = now_ + 24h});
  }
  std::filesystem::path anchors() {
    const auto file = folder_.path() / "ca.pem";
    write_file(file, authority_.certificate_pem()).value();
    return file;
  }
  std::filesystem::path stranger() {
    crypto::CertificateAuthority other("Another CA", now_ - 1h, now_ + 24h);
    const auto file = folder_.path() / "other.pem";
    write_file(file, other.certificate_pem()).value();
    return file;
  }

 private:
  WallClock::time_point now_ = WallClock::now();
  crypto::CertificateAuthority authority_{"Test CA", now_ - 1h, now_ + 24h};
  ScratchFolder folder_;
};

TEST_F(LdapOverTls, AsksAServerThatProvesToBeItsHost) {
  const auto server = server_with(ldif_of(organisations()), issue("127.0.0.1"));
  for (const auto& url : {server->url(), server->ldaps_url()}) {
    ask({.servers = {url}, .trust_anchors = anchors()});
    const auto answer = name();
    ASSERT_TRUE(answer) << url << ": " << answer.error().detail;
    EXPECT_THAT(*answer, Optional(kName));
  }
}

TEST_F(LdapOverTls, AsksNoServerThatSomebodyElseVouchesFor) {
  const auto server = server_with(ldif_of(organisations()), issue("127.0.0.1"));
  for (const auto& url : {server->url(), server->ldaps_url()}) {
    ask({.servers = {url}, .trust_anchors = stranger()});
    const auto answer = name();
    ASSERT_FALSE(answer) << url;
    EXPECT_EQ(answer.error().code, Errc::unavailable);
    EXPECT_THAT(answer.error().detail, HasSubstr("certificate"));
  }
}

TEST_F(LdapOverTls, AsksNoServerThatIsAnotherHost) {
  const auto server = server_with(ldif_of(organisations()), issue("somebody.example"));
  for (const auto& url : {server->url(), server->ldaps_url()}) {
    ask({.servers = {url}, .trust_anchors = anchors()});
    const auto answer = name();
    ASSERT_FALSE(answer) << url;
    EXPECT_THAT(answer.error().detail, HasSubstr("certificate"));
  }
}

TEST_F(LdapOverTls, AsksNothingInTheClearWhenThereAreTrustAnchors) {
  const auto server = server_with(ldif_of(organisations()));
  ask({.servers = {server->url()}, .trust_anchors = anchors()});
  const auto answer = name();
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, Errc::unavailable);
  EXPECT_THAT(answer.error().detail, HasSubstr("StartTLS"));
}

TEST_F(LdapOverTls, GivesUpOnAServerThatIsSilentInTheHandshake) {
  const Silent silent;
  for (const auto* scheme : {"ldap", "ldaps"}) {
    ask({.servers = {silent.url(scheme)},
         .trust_anchors = anchors(),
         .limits = {.connecting = 500ms, .answering = 500ms}});
    const auto before = std::chrono::steady_clock::now();
    EXPECT_FALSE(name()) << scheme;
    EXPECT_LT(std::chrono::steady_clock::now() - before, 5s) << scheme;
  }
}

// ---- Which directory ----------------------------------------------------------------------------

TEST(DirectoryFrom, ReadsAddressesOfServers) {
  EXPECT_THAT(servers_in("ldap://a.example:1389,ldaps://b,ldap://[::1]:7/").value(),
              ElementsAre("ldap://a.example:1389", "ldaps://b:636", "ldap://[::1]:7"));
  for (const auto* wrong :
       {"", "ldap://", "ldap://:389", "ldap://a:0", "ldap://a:65536", "ldap://a:x", "ldap://a b",
        "ldap://a/L=SHS", "ldap://a,", "ldap://a,http://b", "ldap://[::1", "ldap://u@a"}) {
    const auto servers = servers_in(wrong);
    ASSERT_FALSE(servers) << wrong;
    EXPECT_EQ(servers.error().code, Errc::invalid);
    EXPECT_THAT(servers.error().detail, HasSubstr("ldap://host:port"));
  }
  std::string many = "ldap://a";
  for (std::size_t i = 0; i < kServersMax; ++i) many += ",ldap://a";
  EXPECT_FALSE(servers_in(many));
}

TEST(DirectoryFrom, ChoosesByItsTarget) {
  Bench bench;
  const auto file =
      directory_from((kData / "fixtures/shs/directory.xml").string(), bench.clock).value();
  EXPECT_TRUE(bench.get(file->organisation("162120009903")).value());
  const auto server = server_with(ldif_of(organisations()));
  const auto ldap = directory_from(nobody_listens() + "," + server->url(), bench.clock).value();
  EXPECT_TRUE(bench.get(ldap->organisation(kKommun)).value());
}

TEST(DirectoryFrom, SaysWhatIsWrongWithATarget) {
  Bench bench;
  const auto code_of = [&](const std::string& target, Choice choice = {}) {
    const auto made = directory_from(target, bench.clock, std::move(choice));
    return made ? Errc::none : made.error().code;
  };
  EXPECT_EQ(code_of("/no/such/file.xml"), Errc::not_found);
  EXPECT_EQ(code_of("http://a.example"), Errc::invalid);
  EXPECT_EQ(code_of("ldap://"), Errc::invalid);
  EXPECT_EQ(code_of("ldaps://a.example"), Errc::invalid);  // who vouches for it?
  EXPECT_EQ(code_of("ldaps://a.example", {.trust_anchors = "/no/such/ca.pem"}), Errc::not_found);
  EXPECT_EQ(code_of("ldap://a.example"), Errc::none);
}

}  // namespace
}  // namespace provbank::shs_ldap
