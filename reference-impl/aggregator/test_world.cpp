#include "reference-impl/aggregator/test_world.hpp"

#include <gmock/gmock.h>
#include <pthread.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <ctime>
#include <exception>
#include <filesystem>
#include <utility>

#include "platform/base/file.hpp"
#include "platform/json/schema.hpp"
#include "platform/net/live_network.hpp"
#include "platform/net/memory_network.hpp"
#include "platform/net/task_group.hpp"

namespace provbank::aggregator {

using namespace std::chrono_literals;
using contract::SourceSet;

namespace {

const std::filesystem::path kDataDir = PROVBANK_DATA_DIR;
constexpr auto kToday = std::chrono::sys_days(std::chrono::year(2026) / 3 / 2) + 8h;
constexpr auto kValidFrom = std::chrono::sys_days(std::chrono::year(2020) / 1 / 1);
constexpr auto kValidTo = std::chrono::sys_days(std::chrono::year(2060) / 1 / 1);

std::string host_of(const std::string& name) {
  return name + ".test";
}

std::string fixture(contract::Source source, const std::string& person) {
  const std::map<std::string, std::string> folders = {{kDawit, "persons/dawit"},
                                                      {kAnna, "persons/anna"}};
  const auto file =
      std::string(contract::code(source)) + (source == contract::Source::fk ? ".json" : ".xml");
  const auto known = folders.find(person);
  const auto fixtures = kDataDir / "fixtures";
  if (known != folders.end()) {
    if (auto text = read_file(fixtures / known->second / file)) return *text;
  }
  return read_file(fixtures / "unknown" / file).value();
}

/// While it lives, a question is under way at a source.
class Occupied {
 public:
  explicit Occupied(FakeSource& source) : source_(source) {
    source_.at_once_max = std::max(source_.at_once_max, ++source_.under_way);
  }
  Occupied(const Occupied&) = delete;
  Occupied& operator=(const Occupied&) = delete;
  ~Occupied() { --source_.under_way; }

 private:
  FakeSource& source_;
};

}  // namespace

std::shared_ptr<const contract::SchemaCatalogue> schemas() {
  static const auto loaded = contract::SchemaCatalogue::load(kDataDir).value();
  return loaded;
}

contract::Question question_about(const std::string& person, SourceSet sources) {
  contract::Question question;
  auto& general = question.general;
  general.ingivare.organisationsnummer =
      contract::OrganisationNumber::parse("162120009903").value();
  general.ingivare.namn = "Exempelkommun";
  general.ingivare.handlaggare = "handlaggare.lund";
  general.person = contract::PersonIdentity::parse(person).value();
  general.arendeidentitet = "EK-2026-0001";
  general.period = contract::Period::parse("2025-12-01", "2026-02-28").value();
  general.syfte = "Handläggning av ekonomiskt bistånd";
  general.lagtext = "11 kap. 11 a § socialtjänstlagen (2001:453)";
  for (const auto source : sources.in_order()) question.asked[source];
  if (sources.contains(contract::Source::fk)) {
    question.asked[contract::Source::fk].lefi = contract::LefiQuestion{
        std::nullopt, "EXK-SOC",
        R"({"personnummer":")" + person +
            R"(","period":{"from":"2025-12-01","tom":"2026-02-28"},"formansinformation":["FK:BOB"]})"};
  }
  return question;
}

TestWorld::TestWorld(Wires wires) : wires_(wires), authority_("Test CA", kValidFrom, kValidTo) {
  if (wires == Wires::simulated) {
    clock_ = std::make_unique<time::VirtualClock>(io_, kToday);
    network_ = std::make_unique<net::MemoryNetwork>(io_, *clock_);
  } else {
    clock_ = std::make_unique<time::SteadyClock>();
    network_ = std::make_unique<net::LiveNetwork>(io_);
    apart_network_ = std::make_unique<net::LiveNetwork>(apart_io_);
  }
  for (const auto source : contract::kAllSources) sources_[source];
  prepare_config();
}

TestWorld::~TestWorld() = default;

crypto::Credentials TestWorld::certificate(const std::string& name, const std::string& organisation,
                                           crypto::Purpose purpose) {
  crypto::CertificateRequest request;
  request.common_name = host_of(name);
  request.organisation_name = name;
  request.organisation_number = organisation;
  request.dns_names = {host_of(name)};
  request.purpose = purpose;
  request.not_before = kValidFrom;
  request.not_after = kValidTo;
  return authority_.issue(request);
}

void TestWorld::prepare_config() {
  config_.listen = net::Endpoint{"127.0.0.1", 0};
  config_.tls.credentials = certificate("aggregator", "", crypto::Purpose::server);
  config_.tls.client_ca_pem = authority_.certificate_pem();
  config_.towards_sources.credentials =
      certificate("driftsparten", "162021009986", crypto::Purpose::client);
  config_.towards_sources.server_ca_pem = authority_.certificate_pem();
  config_.levels =
      contract::ServiceLevels::load(kDataDir / "contract" / "service-levels.xml").value();
  config_.organisations =
      contract::Organisations::load(kDataDir / "fixtures" / "organisations.xml").value();
  static const auto published = PublishedFiles::load(kDataDir).value();
  config_.published = published;
  config_.pseudonym_key = "a key for tests";
}

void TestWorld::open_source(contract::Source which) {
  const std::string name(contract::code(which));
  net::ServerTls tls;
  tls.credentials = certificate(name, "", crypto::Purpose::server);
  tls.client_ca_pem = authority_.certificate_pem();
  auto& source = sources_.at(which);
  auto listener = network_->listen(net::Endpoint{"127.0.0.1", 0}, std::move(tls)).value();
  config_.sources[which] = SourceAddress{listener->endpoint(), host_of(name)};
  if (!source.fake.listening) return;
  const auto handler = [this, which](http::Request request, const net::Peer&) {
    return answer(which, std::move(request));
  };
  source.server = std::make_unique<net::HttpServer>(std::move(listener), *clock_, handler,
                                                    net::HttpServerOptions{});
}

awaitable<http::Response> TestWorld::answer(contract::Source which, http::Request request) {
  auto& fake = sources_.at(which).fake;
  auto ask = wire::decode_source_request(which, request);
  if (!ask) {
    ADD_FAILURE() << contract::code(which) << " was asked wrongly: " << ask.error().detail;
    co_return wire::encode_source_fault(which);
  }
  fake.asked.push_back(*ask);
  const Occupied occupied(fake);
  if (fake.delay > 0s) co_await time::sleep_for(*clock_, fake.delay);
  http::Response response;
  if (ask->ping) {
    response = wire::encode_source_ping_answer(which, *ask);
  } else {
    const auto document = fixture(which, ask->person);
    if (fake.answers_about) ask->person = *fake.answers_about;
    response = wire::encode_source_answer(which, *ask, document).value();
  }
  if (fake.tamper) fake.tamper(response);
  co_return response;
}

void TestWorld::run(std::function<awaitable<void>()> script) {
  for (const auto source : contract::kAllSources) open_source(source);
  auto& network = wires_ == Wires::live_apart ? *apart_network_ : *network_;
  aggregator_ = std::make_unique<Aggregator>(network, *clock_, *log_, schemas(), config_);
  const auto play = [&](net::TaskGroup& group) -> awaitable<void> {
    for (auto& [which, source] : sources_) {
      if (source.server) group.spawn(source.server->run());
    }
    start_aggregator(group);
    co_await script();
    stop_aggregator();
    clients_.clear();
    for (auto& [which, source] : sources_) {
      if (source.server) source.server->stop();
    }
  };
  std::exception_ptr failure;
  bool ended = false;
  asio::co_spawn(io_, net::with_task_group(play), [&](std::exception_ptr error) {
    failure = std::move(error);
    ended = true;
  });
  drive();
  if (apart_.joinable()) apart_.join();
  expect_valid_log();
  if (failure) std::rethrow_exception(failure);
  EXPECT_TRUE(ended) << "something still waits";
}

void TestWorld::expect_valid_log() const {
  static const auto schema =
      json::JsonSchema::load(kDataDir / "schemas" / "provbank" / "event-log-2.schema.json").value();
  for (const auto& line : memory_log_.lines()) {
    for (const auto& problem : schema.problems(line)) ADD_FAILURE() << line << problem;
  }
}

void TestWorld::start_aggregator(net::TaskGroup& group) {
  if (wires_ != Wires::live_apart) {
    group.spawn(aggregator_->run());
    return;
  }
  apart_ = std::thread([this] {
    asio::co_spawn(apart_io_, aggregator_->run(), [](std::exception_ptr error) {
      EXPECT_FALSE(error) << "the aggregator ended with an exception";
    });
    apart_io_.run();
  });
}

void TestWorld::stop_aggregator() {
  if (wires_ != Wires::live_apart) {
    aggregator_->stop();
    return;
  }
  asio::post(apart_io_, [this] { aggregator_->stop(); });
}

double TestWorld::aggregator_cpu_seconds() {
  clockid_t clock{};
  timespec used{};
  if (::pthread_getcpuclockid(apart_.native_handle(), &clock) != 0) return 0;
  ::clock_gettime(clock, &used);
  return static_cast<double>(used.tv_sec) + static_cast<double>(used.tv_nsec) * 1e-9;
}

void TestWorld::drive() {
  if (wires_ == Wires::simulated) {
    static_cast<time::VirtualClock&>(*clock_).run();
  } else {
    io_.run();
  }
}

net::ClientTls TestWorld::client_tls(const std::string& as) {
  std::string organisation;  // empty for a name that no register knows
  if (const auto* kommun = config_.organisations.kommun(as)) {
    organisation = kommun->organisationsnummer.wire();
  }
  for (const auto& leverantor : config_.organisations.leverantorer) {
    if (leverantor.id == as) organisation = leverantor.organisationsnummer.wire();
  }
  net::ClientTls tls;
  tls.credentials = certificate(as, organisation, crypto::Purpose::client);
  tls.server_ca_pem = authority_.certificate_pem();
  tls.server_name = host_of("aggregator");
  return tls;
}

awaitable<Result<http::Response>> TestWorld::request(http::Request request, std::string as) {
  auto& client = clients_[as];
  if (!client) {
    net::HttpClientOptions options;
    options.limits.body_bytes = 16U << 20U;
    client = std::make_unique<net::HttpClient>(*network_, *clock_, aggregator_->endpoint(),
                                               client_tls(as), options);
  }
  co_return co_await client->send(std::move(request));
}

awaitable<http::Response> TestWorld::post_now(std::string soap, std::string as) {
  auto message = soap_request(std::move(soap));
  auto response = co_await request(std::move(message), std::move(as));
  co_return std::move(response).value();
}

http::Response TestWorld::send(http::Request message, const std::string& as) {
  http::Response response;
  run([&]() -> awaitable<void> { response = (co_await request(message, as)).value(); });
  return response;
}

http::Response TestWorld::post(std::string soap, const std::string& as) {
  return send(soap_request(std::move(soap)), as);
}

contract::Answer TestWorld::ask(const contract::Question& question) {
  return answer_in(post(wire::encode_question(question)));
}

std::vector<std::string> TestWorld::events(std::string_view kind) const {
  const auto mark = "\"event\":\"" + std::string(kind) + "\"";
  std::vector<std::string> found;
  for (const auto& line : memory_log_.lines()) {
    if (line.find(mark) != std::string::npos) found.push_back(line);
  }
  return found;
}

http::Request soap_request(std::string soap) {
  http::Request request;
  request.method = "POST";
  request.target = "/ssbtek/v10";
  request.fields.set("Content-Type", "text/xml; charset=utf-8");
  request.fields.set("SOAPAction", "\"\"");
  request.body = std::move(soap);
  return request;
}

contract::Answer answer_in(const http::Response& response) {
  EXPECT_EQ(response.status, 200);
  const auto decoded = wire::decode_answer(response.body);
  if (!decoded || !std::holds_alternative<contract::Answer>(*decoded)) {
    ADD_FAILURE() << "no answer: " << response.body;
    return {};
  }
  return std::get<contract::Answer>(*decoded);
}

contract::Fault fault_in(const http::Response& response) {
  const auto decoded = wire::decode_answer(response.body);
  if (!decoded || !std::holds_alternative<contract::Fault>(*decoded)) {
    ADD_FAILURE() << "no fault: " << response.body;
    return {};
  }
  return std::get<contract::Fault>(*decoded);
}

}  // namespace provbank::aggregator
