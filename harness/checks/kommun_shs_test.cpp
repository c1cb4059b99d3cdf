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

  /// The party's own doing: no acts of the bench. What is taken comes out as a question.
  void asks(const Label& label, std::optional<http::Response> given,
            const std::string& content = soap().question) {
    const bool taken = !given || given->status / 100 == 2;
    asks_in_vain(label, std::move(given), content);
    if (!taken) return;
    auto& came = exchange_of("POST", "/ssbtek/v10", content, response(200, soap().answer));
    came.leg = evidence::Leg::kommun;
  }
  void asks_in_vain(const Label& label, std::optional<http::Response> given,
                    const std::string& content = soap().question) {
    exchange_of("POST", "/shs/rs", message(label, {{.content = content}}), std::move(given));
  }
  evidence::Awaited& deed() { return evidence.awaited.front(); }
  void lose_a_receipt() {
    deed().answer = "lost-receipt";
    deed().receipt_lost = true;
    deed().questions = {"q1"};
    deed().ended = 1h;
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
  label.content_id = "e4e83b70-1f6a-4c05-8e92-a7b35c0d1f46";
  return label;
}

// ---- shs-question-conforms ----------------------------------------------------------------------

TEST(ShsQuestionConforms, PassesWhatIsRight) {
  KommunShsScene scene;
  const auto first = another(scene.synch);
  scene.asks(first, response(200, reply_to(first)));
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
  scene.deed().answer = "shs-error";
  EXPECT_THAT(scene.run("shs-question-conforms"), Judged(Verdict::pass));
}

TEST(ShsQuestionConforms, FailsOnAPersonalNumberOnTheOutside) {
  const std::string hyphen = kAnna.substr(0, 8) + "-" + kAnna.substr(8);
  for (const std::string& number : {kAnna, kAnna.substr(2), hyphen}) {
    KommunShsScene scene;
    scene.asks(scene.synch, response(200, reply_to(scene.synch)));
    scene.sent(0) =
        replaced(scene.sent(0), "<datetime>", "<subject>" + number + "</subject><datetime>");
    EXPECT_THAT(scene.run("shs-question-conforms"), FailsOnlyBecause("says whom")) << number;
  }
  const std::vector<std::pair<std::string, std::string>> headers = {
      {"filename=svar.xml", "filename=" + kAnna + ".xml"},
      {"; name=svar.xml", "; name=" + kAnna + ".xml"},
      {"Content-Transfer-Encoding: binary\r\nContent-Disposition",
       "Content-Description: " + kAnna +
           "\r\nContent-Transfer-Encoding: "
           "binary\r\nContent-Disposition"}};
  for (const auto& [from, to] : headers) {
    KommunShsScene scene;
    scene.asks(scene.synch, response(200, reply_to(scene.synch)));
    ASSERT_NE(scene.sent(0).find(from), std::string::npos) << scene.sent(0).substr(0, 2000);
    scene.sent(0) = replaced(scene.sent(0), from, to);
    EXPECT_THAT(scene.run("shs-question-conforms"), Judged(Verdict::fail)) << to;
  }
}

TEST(ShsQuestionConforms, DoubtsWhatEveryNodeTakes) {
  const std::vector<std::pair<std::string, std::string>> table = {
      {" document-type=\"simple\"", ""},
      {"urn:X-shs:" + kKommun, kKommun},
      {"Content-Transfer-Encoding: binary\r\nContent-Disposition",
       "Content-Transfer-Encoding: 8bit\r\nContent-Disposition"}};
  for (const auto& [from, to] : table) {
    KommunShsScene scene;
    scene.asks(scene.synch, response(200, reply_to(scene.synch)));
    ASSERT_NE(scene.sent(0).find(from), std::string::npos) << from;
    scene.sent(0) = replaced(scene.sent(0), from, to);
    EXPECT_THAT(scene.run("shs-question-conforms"), Judged(Verdict::warning)) << from;
  }
}

TEST(ShsQuestionConforms, FailsOnWhatWasTakenAndThenTurnedDown) {
  KommunShsScene told;
  told.asks_in_vain(told.asynch, receipt(told.asynch));
  told.fetches(kNewTxId, response(200, error_about(told.asynch, "IllegalDatapartContent")));
  const auto outcome = told.run("shs-question-conforms");
  ASSERT_THAT(outcome, Judged(Verdict::fail));
  EXPECT_EQ(outcome.findings.front().received, "IllegalDatapartContent");
  KommunShsScene unread;
  unread.asks_in_vain(unread.asynch, receipt(unread.asynch));
  EXPECT_THAT(unread.run("shs-question-conforms"), FailsOnlyBecause("could not hand the question"));
  KommunShsScene made_up;
  made_up.deed().answer = "shs-error";
  made_up.asks(made_up.asynch, receipt(made_up.asynch));
  made_up.fetches(kNewTxId, response(200, error_about(made_up.asynch, "MissingDeliveryExecution")));
  EXPECT_THAT(made_up.run("shs-question-conforms"), Judged(Verdict::pass));
}

TEST(ShsQuestionConforms, IsUntestableByAnotherDoorThanWasSaid) {
  KommunShsScene scene;
  scene.evidence.door = "shs-asynch";
  scene.asks(scene.synch, response(200, reply_to(scene.synch)));
  EXPECT_THAT(scene.run("shs-question-conforms"), Judged(Verdict::untestable));
  scene.evidence.door = "shs";
  EXPECT_THAT(scene.run("shs-question-conforms"), Judged(Verdict::pass));
}

TEST(ShsQuestionConforms, DoubtsATestThatIsMarkedProduction) {
  KommunShsScene scene;
  scene.asks(scene.synch, response(200, reply_to(scene.synch)));
  scene.sent(0) = replaced(scene.sent(0), "status=\"test\"", "status=\"production\"");
  EXPECT_THAT(scene.run("shs-question-conforms"), Judged(Verdict::warning));
}

TEST(ShsQuestionConforms, FailsOnIdsThatAreNotItsOwn) {
  KommunShsScene scene;
  scene.asks(scene.asynch, receipt(scene.asynch));
  scene.asks(scene.asynch, receipt(scene.asynch));
  scene.sent(2) = replaced(scene.sent(2), scene.asynch.datetime, "2026-03-02T09:15:01");
  EXPECT_THAT(scene.run("shs-question-conforms"), Judged(Verdict::pass)) << "the same, sent anew";
  KommunShsScene other = scene;
  other.asks(other.asynch, receipt(other.asynch), "<another/>");
  EXPECT_THAT(other.run("shs-question-conforms"), FailsOnlyBecause("the same tx.id"));
  auto label = scene.asynch;
  label.tx_id = another(label).tx_id;
  scene.asks(label, receipt(label));
  EXPECT_THAT(scene.run("shs-question-conforms"), FailsOnlyBecause("the same corr.id"));
}

TEST(ShsQuestionConforms, AfterALostReceiptTheSameTxIdOrNothing) {
  const auto judged = [](const Label& again, const std::string& content) {
    KommunShsScene scene;
    scene.lose_a_receipt();
    scene.asks(scene.asynch, std::nullopt);
    scene.asks(again, receipt(again), content);
    return scene.run("shs-question-conforms");
  };
  const KommunShsScene right;
  EXPECT_THAT(judged(right.asynch, soap().question), Judged(Verdict::pass));
  auto anew = another(right.asynch);
  EXPECT_THAT(judged(anew, soap().question), FailsOnlyBecause("under a new tx.id"));
  EXPECT_THAT(judged(anew, replaced(soap().question, "</", " </")), Judged(Verdict::warning));
  KommunShsScene gave_up;
  gave_up.lose_a_receipt();
  gave_up.asks(gave_up.asynch, std::nullopt);
  EXPECT_THAT(gave_up.run("shs-question-conforms"), Judged(Verdict::pass));
  KommunShsScene answered;
  answered.asks(answered.asynch, receipt(answered.asynch));
  answered.asks(anew, receipt(anew));
  EXPECT_THAT(answered.run("shs-question-conforms"), Judged(Verdict::pass));
}

TEST(ShsQuestionConforms, IsUntestableWhenNoReceiptCouldBeLost) {
  KommunShsScene scene;
  scene.lose_a_receipt();
  scene.deed().receipt_lost = false;
  scene.asks(scene.synch, response(200, reply_to(scene.synch)));
  EXPECT_THAT(scene.run("shs-question-conforms"), Judged(Verdict::untestable));
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
  scene.deed().answer = "none";
  scene.asks(scene.asynch, receipt(scene.asynch));
  scene.looks({});
  EXPECT_THAT(scene.run("shs-mailbox-emptied"), Judged(Verdict::untestable));
}

TEST(ShsMailboxEmptied, DoubtsWhoGaveUpBeforeALateAnswerCame) {
  KommunShsScene scene;
  scene.deed().delay = 15s;
  scene.asks(scene.asynch, receipt(scene.asynch));
  scene.looks({});
  EXPECT_THAT(scene.run("shs-mailbox-emptied"), Judged(Verdict::warning));
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
