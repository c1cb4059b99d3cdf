// What a kommun sends at the SHS door and does with its mailbox, right until something is spoilt.
#include "harness/checks/shs_test_support.hpp"

namespace provbank::checks::testing {
namespace {

struct KommunShsScene : ShsScene {
  KommunShsScene() {
    evidence.kommun = kParty;
    evidence.awaited.emplace_back();
    evidence.awaited.front().identity = contract::PersonIdentity::parse(kAnna).value();
  }

  /// The party's own doing: no acts of the bench.
  void asks(const Label& label, std::optional<http::Response> given,
            const std::string& content = soap().question) {
    exchange_of("POST", "/shs/rs", message(label, {{.content = content}}), std::move(given));
  }
  void looks(const std::vector<Label>& waiting, const std::string& whose = kKommun) {
    exchange_of("GET", "/shs/ds/" + whose + "?status=test", "",
                whose == kKommun ? response(200, list_xml(waiting), "application/xml")
                                 : response(403, "no\n", "text/plain"));
  }
  void fetches(const std::string& tx_id, http::Response given) {
    exchange_of("GET", "/shs/ds/" + kKommun + "/" + tx_id, "", std::move(given));
  }
  void acknowledges(const std::string& tx_id) {
    exchange_of("POST", "/shs/ds/" + kKommun + "/" + tx_id + "?action=ack", "",
                response(200, "OK", "text/plain"));
  }
  void empties() {
    asks(asynch, receipt(asynch));
    looks({});
    looks({turned(asynch)});
    fetches(kNewTxId, response(200, reply_to(asynch)));
    acknowledges(kNewTxId);
  }

  std::string& sent(std::size_t i) { return evidence.exchanges.at(i).request.body; }

  static constexpr const char* kParty = "exempelkommun";
};

Label another(Label label) {
  label.tx_id = "5b7c6f3e-2d51-4c1a-8f5e-3a9d41c0e70a";
  label.corr_id = label.tx_id;
  return label;
}

// ---- shs-question-conforms ----------------------------------------------------------------------

TEST(ShsQuestionConforms, PassesWhatIsRight) {
  KommunShsScene scene;
  scene.asks(scene.synch, response(200, reply_to(scene.synch)));
  scene.empties();
  EXPECT_THAT(scene.run("shs-question-conforms"), Judged(Verdict::pass));
}

TEST(ShsQuestionConforms, IsUntestableWhenNothingCameThatWay) {
  KommunShsScene scene;
  EXPECT_THAT(scene.run("shs-question-conforms"), Judged(Verdict::untestable));
}

TEST(ShsQuestionConforms, FailsOnBytesThatAreNotShs) {
  KommunShsScene scene;
  scene.asks(scene.synch, response(200, reply_to(scene.synch)));
  scene.sent(0) = replaced(scene.sent(0), " tx.id=\"3f0c", " tx.id=\"3F0C");
  EXPECT_THAT(scene.run("shs-question-conforms"), Judged(Verdict::fail));
}

TEST(ShsQuestionConforms, FailsOnAMessageThatTheNodeTurnedDown) {
  KommunShsScene scene;
  scene.asks(scene.synch, refusal("IllegalSender", "from: somebody else\n"));
  const auto outcome = scene.run("shs-question-conforms");
  ASSERT_THAT(outcome, Judged(Verdict::fail));
  EXPECT_EQ(outcome.findings.front().received, "IllegalSender: from: somebody else");
}

TEST(ShsQuestionConforms, ForgivesTheRefusalThatTheBenchMadeUp) {
  KommunShsScene scene;
  scene.asks(scene.synch, refusal("MissingDeliveryExecution"));
  EXPECT_THAT(scene.run("shs-question-conforms"), Judged(Verdict::fail));
  scene.evidence.awaited.front().answer = "shs-error";
  EXPECT_THAT(scene.run("shs-question-conforms"), Judged(Verdict::pass));
}

TEST(ShsQuestionConforms, FailsOnAPersonalNumberOnTheOutside) {
  for (const std::string& number :
       {kAnna, kAnna.substr(2), kAnna.substr(0, 8) + "-" + kAnna.substr(8)}) {
    KommunShsScene scene;
    scene.asks(scene.synch, response(200, reply_to(scene.synch)));
    scene.sent(0) =
        replaced(scene.sent(0), "<datetime>", "<subject>" + number + "</subject><datetime>");
    EXPECT_THAT(scene.run("shs-question-conforms"), Judged(Verdict::fail)) << number;
  }
  KommunShsScene scene;
  auto label = scene.synch;
  scene.exchange_of("POST", "/shs/rs",
                    message(label, {{.content = soap().question, .filename = kAnna + ".xml"}}),
                    response(200, reply_to(label)));
  EXPECT_THAT(scene.run("shs-question-conforms"), Judged(Verdict::fail));
}

TEST(ShsQuestionConforms, FailsOnTheSameTxIdForAnotherMessage) {
  KommunShsScene scene;
  scene.asks(scene.asynch, receipt(scene.asynch));
  scene.asks(scene.asynch, receipt(scene.asynch));
  EXPECT_THAT(scene.run("shs-question-conforms"), Judged(Verdict::pass)) << "the same bytes again";
  scene.asks(scene.asynch, receipt(scene.asynch), "<another/>");
  EXPECT_THAT(scene.run("shs-question-conforms"), Judged(Verdict::fail));
}

TEST(ShsQuestionConforms, FailsOnAQuestionWithoutReceiptThatGoesAgainAsANewOne) {
  KommunShsScene again;
  again.asks(again.asynch, std::nullopt);
  again.asks(again.asynch, receipt(again.asynch));
  EXPECT_THAT(again.run("shs-question-conforms"), Judged(Verdict::pass));
  KommunShsScene anew;
  anew.asks(anew.asynch, std::nullopt);
  anew.asks(another(anew.asynch), receipt(another(anew.asynch)));
  EXPECT_THAT(anew.run("shs-question-conforms"), Judged(Verdict::fail));
  KommunShsScene after_an_answer;
  after_an_answer.asks(after_an_answer.asynch, receipt(after_an_answer.asynch));
  after_an_answer.asks(another(after_an_answer.asynch), receipt(another(after_an_answer.asynch)));
  EXPECT_THAT(after_an_answer.run("shs-question-conforms"), Judged(Verdict::pass));
}

// ---- shs-mailbox-emptied ------------------------------------------------------------------------

TEST(ShsMailboxEmptied, PassesWhatIsRight) {
  KommunShsScene scene;
  scene.empties();
  EXPECT_THAT(scene.run("shs-mailbox-emptied"), Judged(Verdict::pass));
}

TEST(ShsMailboxEmptied, IsUntestableWithoutAsynchronousMessages) {
  KommunShsScene scene;
  scene.asks(scene.synch, response(200, reply_to(scene.synch)));
  EXPECT_THAT(scene.run("shs-mailbox-emptied"), Judged(Verdict::untestable));
}

TEST(ShsMailboxEmptied, FailsOnAnAnswerThatIsLeft) {
  KommunShsScene scene;
  scene.asks(scene.asynch, receipt(scene.asynch));
  scene.looks({turned(scene.asynch)});
  EXPECT_THAT(scene.run("shs-mailbox-emptied"), Judged(Verdict::fail));
  scene.fetches(kNewTxId, response(200, reply_to(scene.asynch)));
  EXPECT_THAT(scene.run("shs-mailbox-emptied"), Judged(Verdict::fail)) << "not acknowledged";
  scene.acknowledges(kNewTxId);
  EXPECT_THAT(scene.run("shs-mailbox-emptied"), Judged(Verdict::pass));
}

TEST(ShsMailboxEmptied, AsksForNothingWhereTheBenchGaveNothing) {
  KommunShsScene scene;
  scene.evidence.awaited.front().answer = "none";
  scene.asks(scene.asynch, receipt(scene.asynch));
  scene.looks({});
  EXPECT_THAT(scene.run("shs-mailbox-emptied"), Judged(Verdict::untestable));
}

TEST(ShsMailboxEmptied, WarnsOfASecondFetchAndFailsInAnothersMailbox) {
  KommunShsScene scene;
  scene.empties();
  scene.fetches(kNewTxId, not_there());
  EXPECT_THAT(scene.run("shs-mailbox-emptied"), Judged(Verdict::warning));
  scene.looks({}, kOther);
  EXPECT_THAT(scene.run("shs-mailbox-emptied"), Judged(Verdict::fail));
}

}  // namespace
}  // namespace provbank::checks::testing
