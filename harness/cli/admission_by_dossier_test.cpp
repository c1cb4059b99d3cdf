// The aggregator and the dossiers together: who is let in changes with the files and the day, while
// everything goes on running.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include "harness/onboarding/dossier_connections.hpp"
#include "platform/base/file.hpp"
#include "reference-impl/aggregator/admission.hpp"

namespace provbank::cli {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

struct AdmissionByDossier : testing::Test {
  static constexpr const char* kKommun = "162120009937";     // has a dossier
  static constexpr const char* kNeighbour = "162120009903";  // connected by the register alone

  ScratchFolder scratch;
  fs::path dossier = scratch.path() / "utanfor";
  std::shared_ptr<const onboarding::Setting> setting = std::make_shared<const onboarding::Setting>(
      onboarding::Setting::load(PROVBANK_DATA_DIR).value());
  std::shared_ptr<onboarding::DossierConnections> connections =
      std::make_shared<onboarding::DossierConnections>(scratch.path(), setting);
  boost::asio::io_context io;
  time::VirtualClock clock{io, time::WallTime(contract::parse_day("2026-03-16").value()) + 9h};
  aggregator::Capacity capacity{{.concurrent_max = 200, .per_second = 100}, clock.now()};
  aggregator::Admission admission{setting->organisations, capacity, connections};

  AdmissionByDossier() {
    fs::copy(fs::path(PROVBANK_DATA_DIR) / "fixtures/dossiers/komplett-kommun", dossier,
             fs::copy_options::recursive);
  }
  std::string text() { return read_file(dossier / "dossier.xml").value(); }
  void write(const std::string& content) {
    ASSERT_TRUE(write_file(dossier / "dossier.xml", content));
  }
  /// Nothing when let in, else the fault.
  std::optional<contract::FaultCode> fault(const char* caller) {
    (void)connections->refresh(setting->calendar.day_of(clock.wall_now()));
    const auto number = contract::OrganisationNumber::parse(caller).value();
    std::optional<crypto::Certificate> certificate{crypto::Certificate{}};
    certificate->organisation_number = caller;
    const aggregator::Applicant applicant{.certificate = certificate, .ingivare = &number};
    const auto admitted = admission.admit(applicant, clock.now());
    if (admitted) return std::nullopt;
    return admitted.error().code;
  }
};

TEST_F(AdmissionByDossier, CompletedThenConnectedThenDisconnectedWithoutARestart) {
  const std::string complete = text();
  const auto access = complete.find("<steg namn=\"atkomst\"");
  ASSERT_NE(access, std::string::npos);
  std::string unfinished = complete;
  unfinished.erase(access, complete.find("/>", access) + 2 - access);
  write(unfinished);
  const auto before = fault(kKommun);
  EXPECT_EQ(before, contract::FaultCode::caller_not_connected);

  write(complete);
  EXPECT_EQ(fault(kKommun), std::nullopt);

  std::string ended = complete;
  ended.insert(ended.find("</dossier>"),
               "<steg namn=\"fortida-upphorande\" datum=\"2026-03-12\" handling=\"ansokan\" "
               "grund=\"beslut\"><beslut datum=\"2026-03-12\" handling=\"ansokan\"/></steg>"
               "<steg namn=\"meddelande\" datum=\"2026-03-12\" handling=\"ansokan\"/>"
               "<steg namn=\"bekraftelse\" datum=\"2026-03-13\" handling=\"ansokan\"/>"
               "<steg namn=\"bortkoppling\" datum=\"2026-03-17\"/>");
  write(ended);
  EXPECT_EQ(fault(kKommun), std::nullopt) << "not until the day";
  boost::asio::co_spawn(io, time::sleep_for(clock, 24h), boost::asio::detached);
  clock.run();
  EXPECT_EQ(fault(kKommun), before) << "the same fault as before it was connected";
}

TEST_F(AdmissionByDossier, ExactlyThoseWithADossierAreLetIn) {
  EXPECT_EQ(fault(kKommun), std::nullopt);
  EXPECT_EQ(fault(kNeighbour), contract::FaultCode::caller_not_connected);
}

}  // namespace
}  // namespace provbank::cli
