#include "reference-impl/shs/test_support.hpp"

#include <gmock/gmock.h>

namespace provbank::shs {
namespace {

using wire::shs::Agreement;
using wire::shs::Flow;
using wire::shs::ProductType;

constexpr std::chrono::seconds kMondayMorning{1'772'438'400};  // 2026-03-02 09:00 in Sweden

std::shared_ptr<const Agreements> agreements() {
  std::vector<Agreement> all;
  all.push_back({.uuid = "a0000000-0000-4000-8000-000000000001",
                 .principal = kOperator,
                 .products = {kQuestion, kNoService},
                 .flow = Flow::from_customer});
  all.push_back({.uuid = "a0000000-0000-4000-8000-000000000002",
                 .principal = kOperator,
                 .products = {kOneWay},
                 .flow = Flow::to_customer});
  std::vector<ProductType> products;
  for (const auto& id : {kQuestion, kOneWay, kNoService, kElsewhere})
    products.push_back({.uuid = id, .principal = kOperator, .data = {{.datapart_type = "xml"}}});
  return std::make_shared<Agreements>(std::move(all), std::move(products));
}

std::shared_ptr<Directory> directory() {
  std::vector<FixedDirectory::Organisation> all;
  all.push_back({.number = kKommun, .name = "Exempelkommun"});
  all.push_back({.number = kOperator, .name = "Driftsparten"});
  all.push_back({.number = kNeighbour,
                 .name = "Grannkommunen",
                 .agreements = {{"b", kElsewhere, "any"}},
                 .addresses = {{kElsewhere, "https://granne.test/shs/rs"}}});
  return std::make_shared<FixedDirectory>(std::move(all));
}

}  // namespace

TestNode::TestNode(std::function<void(NodeSettings&)> adjust)
    : clock_(io_, time::WallTime(kMondayMorning)) {
  NodeSettings settings;
  settings.organisation = kOperator;
  settings.common_name = "Driftsparten";
  settings.node_id = "provnod";
  settings.mail_folder = mail_folder();
  settings.mail_kept = std::chrono::hours(24);
  settings.calendar = std::make_shared<contract::Calendar>(
      contract::Calendar::create({std::chrono::hours(8), std::chrono::hours(17)}).value());
  settings.agreements = agreements();
  settings.directory = directory();
  const LocalService service =
      [this](Delivery delivery) -> awaitable<OrShsError<std::vector<wire::shs::DataPart>>> {
    ++served;
    const std::string asked = delivery.message.parts.front().content;
    if (service_time.count() > 0) co_await time::sleep_for(clock_, service_time);
    std::vector<wire::shs::DataPart> parts(1);
    parts.front().filename = "svar.xml";
    parts.front().content = "<svar>" + asked + "</svar>";
    co_return parts;
  };
  settings.services = {{kQuestion, service}};
  settings.forward = [this](std::string url,
                            std::string message) -> awaitable<Result<http::Response>> {
    forwarded.push_back(url);
    forwarded_message = message;
    co_return remote_answer;
  };
  settings.journal = [this](NodeEvent event) -> awaitable<bool> {
    if (journal_works) events.push_back(std::move(event));
    co_return journal_works;
  };
  if (adjust) adjust(settings);
  node = std::make_unique<Node>(clock_, chance::Rng(chance::Seed{7}), std::move(settings));
}

void TestNode::run(std::function<awaitable<void>()> script) {
  std::exception_ptr failure;
  bool done = false;
  const auto body = [&](net::TaskGroup& group) -> awaitable<void> {
    group.spawn(node->run());
    co_await script();
    node->stop();
  };
  asio::co_spawn(io_, net::with_task_group(body), [&](std::exception_ptr error) {
    failure = error;
    done = true;
  });
  clock_.run();
  if (failure) std::rethrow_exception(failure);
  EXPECT_TRUE(done) << "the node did not stop";
}

namespace {

net::Peer peer_of(const std::string& organisation) {
  net::Peer peer{.address = "10.0.0.1:1", .certificate = std::nullopt, .protocol = "TLSv1.3"};
  if (organisation.empty()) return peer;
  peer.certificate.emplace();
  peer.certificate->organisation_number = organisation;
  return peer;
}

}  // namespace

awaitable<http::Response> TestNode::send_bytes(std::string bytes, std::string as) {
  http::Request request;
  request.method = "POST";
  request.target = "/shs/rs";
  request.body = std::move(bytes);
  const auto peer = peer_of(as);
  co_return co_await node->handle(std::move(request), peer);
}

awaitable<http::Response> TestNode::mailbox(std::string what, std::string method, std::string as) {
  http::Request request;
  request.method = std::move(method);
  request.target = "/shs/ds/" + what;
  const auto peer = peer_of(as);
  co_return co_await node->handle(std::move(request), peer);
}

awaitable<std::vector<wire::shs::ListedMessage>> TestNode::waiting(std::string query,
                                                                   std::string as) {
  co_await time::sleep_for(clock_, std::chrono::minutes(2));
  auto listed = co_await mailbox(as + "?" + query, "GET", as);
  EXPECT_EQ(listed.status, 200) << listed.body;
  co_return wire::shs::read_message_list(listed.body).value();
}

awaitable<wire::shs::ListedMessage> TestNode::one_waiting() {
  auto all = co_await waiting();
  EXPECT_EQ(all.size(), 1U);
  co_return all.empty() ? wire::shs::ListedMessage() : all.front();
}

std::string TestNode::story() const {
  std::string out;
  for (const auto& event : events) {
    if (!out.empty()) out += ' ';
    out += to_string(event.what);
    if (!event.error_code.empty()) out += "(" + event.error_code + ")";
  }
  return out;
}

}  // namespace provbank::shs
