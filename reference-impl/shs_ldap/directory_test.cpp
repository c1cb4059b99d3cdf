// What every directory promises, over each kind of them.
#include <gmock/gmock.h>

#include "reference-impl/shs_ldap/test_support.hpp"

namespace provbank::shs_ldap {
namespace {

using testing::IsEmpty;
using testing::Optional;
using testing::UnorderedElementsAre;

struct Fixed {
  std::unique_ptr<shs::Directory> make(time::Clock&) {
    return std::make_unique<shs::FixedDirectory>(organisations());
  }
};

struct Ldap {
  std::unique_ptr<ldap_server::Server> server = server_with(ldif_of(organisations()));
  std::unique_ptr<shs::Directory> make(time::Clock& clock) {
    return std::make_unique<LdapDirectory>(clock, Settings{.servers = {server->url()}});
  }
};

template <class Kind>
class Directories : public testing::Test {
 protected:
  auto name(std::string number) { return bench_.get(directory_->organisation(number)).value(); }
  auto address(std::string number, std::string product) {
    return bench_.get(directory_->address(number, product)).value();
  }
  auto agreements(std::string number) { return bench_.get(directory_->agreements(number)).value(); }

 private:
  Bench bench_;
  Kind kind_;
  std::unique_ptr<shs::Directory> directory_ = kind_.make(bench_.clock);
};
using Kinds = testing::Types<Fixed, Ldap>;
TYPED_TEST_SUITE(Directories, Kinds);

TYPED_TEST(Directories, KnowOrganisationsByName) {
  EXPECT_THAT(this->name(kKommun), Optional(organisations()[0].name));
  EXPECT_THAT(this->name(kOperator), Optional(std::string("Driftsparten")));
  EXPECT_EQ(this->name(kStranger), std::nullopt);
}

TYPED_TEST(Directories, TakeANumberAsLabelsWriteIt) {
  EXPECT_TRUE(this->name(kKommun.substr(2)));
  EXPECT_TRUE(this->name(kKommun + ".socialforvaltningen"));
  EXPECT_TRUE(this->address(kOperator.substr(2), kQuestion));
  EXPECT_FALSE(this->agreements(kOperator.substr(2)).empty());
}

TYPED_TEST(Directories, TakeNothingElseForANumber) {
  for (const auto* what : {"", "*", "16*", "162120009903)(o=*", "Exempelkommun", "162120009904"}) {
    EXPECT_EQ(this->name(what), std::nullopt) << what;
    EXPECT_EQ(this->address(what, kQuestion), std::nullopt) << what;
    EXPECT_THAT(this->agreements(what), IsEmpty()) << what;
  }
}

TYPED_TEST(Directories, KnowWhereMessagesOfAProductGo) {
  EXPECT_THAT(this->address(kOperator, kQuestion),
              Optional(std::string("https://shs.example/shs/rs")));
  EXPECT_THAT(this->address(kOperator, "confirm"),
              Optional(std::string("https://shs.example/confirm/rs")));
  EXPECT_EQ(this->address(kOperator, kOther), std::nullopt);
  EXPECT_EQ(this->address(kKommun, kQuestion), std::nullopt);
  EXPECT_EQ(this->address(kStranger, kQuestion), std::nullopt);
}

TYPED_TEST(Directories, TakeAProductInEitherCaseAndNothingElseForOne) {
  EXPECT_TRUE(this->address(kOperator, "5E1F9D40-8A63-4C27-B0D5-7F2C91E6A384"));
  for (const auto* what : {"", "*", "5e1f9d40*", "x)(objectClass=*"})
    EXPECT_EQ(this->address(kOperator, what), std::nullopt) << what;
}

bool operator_offers(const shs::PublicAgreement& agreement, std::string_view id,
                     std::string_view product, std::string_view transfer_type) {
  return agreement.id == id && agreement.product == product &&
         agreement.transfer_type == transfer_type;
}

TYPED_TEST(Directories, KnowWhatIsOfferedToEverybody) {
  EXPECT_THAT(this->agreements(kOperator),
              UnorderedElementsAre(testing::Truly([](const auto& one) {
                                     return operator_offers(one, "a-1", kQuestion, "synch");
                                   }),
                                   // Without a transfer type it is for any.
                                   testing::Truly([](const auto& one) {
                                     return operator_offers(one, "a-2", kOther, "");
                                   })));
  EXPECT_THAT(this->agreements(kKommun), IsEmpty());
  EXPECT_THAT(this->agreements(kStranger), IsEmpty());
}

}  // namespace
}  // namespace provbank::shs_ldap
