// The checks at the SHS door, each on evidence that is right until something is spoilt.
#include <array>

#include "harness/checks/shs_test_support.hpp"

namespace provbank::checks::testing {
namespace {

// ---- shs-conforms -------------------------------------------------------------------------------

TEST(ShsConforms, PassesWhatIsRight) {
  ShsScene scene;
  scene.ask_synch();
  scene.ask_asynch();
  scene.send("e", scene.synch, refusal("IllegalSender"));
  scene.send("e", scene.synch, response(200, error_about(scene.synch, "OtherError")));
  EXPECT_THAT(scene.run("shs-conforms"), Judged(Verdict::pass));
  EXPECT_THAT(scene.run("shs-conforms", {{"of", "q"}}), Judged(Verdict::pass));
}

TEST(ShsConforms, FailsOnWhatBreaksSynchronousReplies) {
  const std::vector<std::array<std::string, 3>> table = {
      {" tx.id=\"3f0c", " tx.id=\"4f0c", "another tx.id"},
      {" corr.id=\"3f0c", " corr.id=\"4f0c", "another corr.id"},
      {"content.id=\"d4e8", "content.id=\"e4e8", "another content.id"},
      {"transfer-type=\"synch\"", "transfer-type=\"asynch\"", "another transfer"},
      {"status=\"test\"", "status=\"production\"", "another status"},
      {"sequence-type=\"reply\"", "sequence-type=\"request\"", "does not say that it is one"},
      {"urn:X-shs:" + kOperator, "urn:X-shs:" + kOther, "sender is not"},
      {"urn:X-shs:" + kKommun, "urn:X-shs:" + kOther, "receiver is not"},
      {"urn:X-shs:c4e8", "urn:X-shs:c4e9", "another product"},
      {"<datetime>", "<subject>x</subject><datetime>", "a subject or meta"},
      {"</content>",
       "</content><history node.id=\"n\"><datetime>2026-03-02T09:15:00</datetime></history>",
       "history that is not its own"},
      {"no-of-bytes=\"", "no-of-bytes=\"1", "another size"},
      {" document-type=\"simple\"", "", "message-type and document-type"},
  };
  for (const auto& [from, to, why] : table) {
    SCOPED_TRACE(to);
    ShsScene scene;
    scene.ask_synch();
    scene.spoil(0, from, to);
    EXPECT_THAT(scene.run("shs-conforms"), FailsOnlyBecause(why));
  }
}

TEST(ShsConforms, FailsOnWhatBreaksTheMailbox) {
  struct Row {
    std::size_t exchange;
    std::string from, to, why;
  };
  const std::vector<Row> table = {
      {3, " tx.id=\"9d2f", " tx.id=\"8d2f", "Another message was fetched"},
      {3, " corr.id=\"3f0c", " corr.id=\"4f0c", "corr.id than"},
      {3, "content.id=\"d4e8", "content.id=\"e4e8", "content.id than"},
      {3, "sequence-type=\"reply\"", "sequence-type=\"event\"", ""},
      {2, "status=\"test\"", "status=\"production\"", ""},
      {2, "to=\"urn:X-shs:" + kKommun, "to=\"urn:X-shs:" + kOther, "shows a message to another"},
      {2, "<data datapartType=\"xml\"", "<data datapartType=\"pdf\"", "another datapartType"},
      {2, " tx.id=\"9d2f", " tx.id=\"9D2F", "UUID in lower case"},
      {2, "<message ", "<meddelande/><message ", "does not follow its DTD"},
  };
  for (const auto& row : table) {
    SCOPED_TRACE(row.to);
    ShsScene scene;
    scene.ask_asynch();
    scene.spoil(row.exchange, row.from, row.to);
    const auto outcome = scene.run("shs-conforms");
    if (row.why.empty()) {
      EXPECT_THAT(outcome, Judged(Verdict::fail));
    } else {
      EXPECT_THAT(outcome, FailsOnlyBecause(row.why));
    }
  }
}

TEST(ShsConforms, AReplyWithTheRequestsTxIdFailsInTheMailbox) {
  ShsScene scene;
  scene.send("q", scene.asynch, receipt(scene.asynch));
  Label same = turned(scene.asynch);
  same.tx_id = scene.asynch.tx_id;
  scene.fetch("f", same.tx_id, response(200, message(same, {{.content = "x"}})));
  EXPECT_THAT(scene.run("shs-conforms"), FailsOnlyBecause("has the request's tx.id"));
}

TEST(ShsConforms, FailsOnWrongStatusesAndCodes) {
  ShsScene scene;
  scene.send("q", scene.synch, response(202, reply_to(scene.synch)));
  EXPECT_THAT(scene.run("shs-conforms"), FailsOnlyBecause("wrong status for that transfer"));
  ShsScene other;
  other.send("q", other.synch, response(400, "no", "text/plain"));
  EXPECT_THAT(other.run("shs-conforms"), FailsOnlyBecause("none of the error codes"));
}

TEST(ShsConforms, FailsOnManagementMessagesThatNameAnotherMessage) {
  ShsScene scene;
  const auto bytes = error_about(scene.synch, "OtherError");
  const auto inner = bytes.find("<shs.management");
  scene.send("q", scene.synch,
             response(200, bytes.substr(0, inner) +
                               replaced(bytes.substr(inner), "corr.id=\"3f0c", "corr.id=\"4f0c")));
  EXPECT_THAT(scene.run("shs-conforms"), FailsOnlyBecause("names another corr.id"));
}

TEST(ShsConforms, FailsOnAListThatShowsWhatWasNotAskedFor) {
  ShsScene scene;
  scene.list("l", {turned(scene.asynch)});
  scene.evidence.exchanges.back().request.target += "&corrid=another";
  EXPECT_THAT(scene.run("shs-conforms"), FailsOnlyBecause("was not asked for"));
}

/// A question that went that way, with what the bench made of the reply.
struct ThroughShs : ShsScene {
  ThroughShs() {
    ask();
    exchange_of("POST", "/shs/rs", message(synch, {{.content = exchange().request.body}}),
                response(200, reply_to(synch, answer())));
  }
};

TEST(ShsConforms, TheAnswerToAQuestionIsADataPart) {
  ThroughShs scene;
  EXPECT_THAT(scene.run("shs-conforms"), Judged(Verdict::pass));
}

TEST(ShsConforms, ABenchThatReadsSomethingElseIsBroken) {
  ThroughShs scene;
  scene.answer() += " ";
  EXPECT_THROW(scene.run("shs-conforms"), ErrorException);
}

TEST(ShsConforms, DoubtsAreWarnings) {
  ShsScene scene;
  scene.ask_synch();
  scene.spoil(0, "MIME-Version: 1.0\r\n", "");
  EXPECT_THAT(scene.run("shs-conforms"), Judged(Verdict::warning));
}

TEST(ShsConforms, IsUntestableWithoutAnythingThere) {
  Scene scene;
  scene.ask();
  EXPECT_THAT(scene.run("shs-conforms"), UntestableBecause("Nothing went through the SHS door"));
  ShsScene http_alone;
  http_alone.send("q", http_alone.synch, response(413, "no\n", "text/plain"));
  EXPECT_THAT(http_alone.run("shs-conforms"), UntestableBecause("nothing to test"));
}

// ---- shs-receipt --------------------------------------------------------------------------------

TEST(ShsReceipt, PassesAFullReceipt) {
  ShsScene scene;
  scene.ask_asynch();
  EXPECT_THAT(scene.run("shs-receipt"), Judged(Verdict::pass));
  EXPECT_THAT(scene.run("shs-receipt", {{"of", "q"}, {"offset", "0s"}}), Judged(Verdict::pass));
}

TEST(ShsReceipt, FailsOnEachThingThatIsWrong) {
  for (const auto& [name, value] : std::vector<std::pair<std::string, std::string>>{
           {"X-shs-txid", "x"},
           {"X-shs-corrid", ""},
           {"X-shs-contentid", "x"},
           {"X-shs-nodeid", ""},
           {"X-shs-localid", ""},
           {"X-shs-duplicatemsg", "yes"},
           {"X-shs-arrivaldate", "2026-03-02T09:00:00Z"},
           {"X-shs-arrivaldate", "2026-03-02T08:00:00"},
           {"X-shs-arrivaldate", "1970-01-01T01:00:00"},
           {"Content-Type", "application/xml"}}) {
    SCOPED_TRACE(name + " " + value);
    ShsScene scene;
    scene.ask_asynch();
    scene.given(0).fields.set(name, value);
    EXPECT_THAT(scene.run("shs-receipt"), FailsOnlyBecause("The receipt"));
  }
}

TEST(ShsReceipt, FailsWithoutOne) {
  ShsScene scene;
  scene.send("q", scene.asynch, response(200, "OK", "text/plain"));
  EXPECT_THAT(scene.run("shs-receipt"), FailsOnlyBecause("got no receipt"));
  ShsScene refused;
  refused.send("q", refused.asynch, refusal("OtherError"));
  EXPECT_THAT(refused.run("shs-receipt", {{"of", "q"}}), FailsOnlyBecause("got no receipt"));
  EXPECT_THAT(refused.run("shs-receipt"), UntestableBecause("nothing to test"));
}

// ---- shs-duplicate-told -------------------------------------------------------------------------

http::Response duplicate(const Label& label) {
  auto made = receipt(label);
  made.fields.set("X-shs-duplicatemsg", "yes");
  made.fields.erase("X-shs-localid");
  return made;
}

struct Twice : ShsScene {
  Twice() {
    ask_asynch();
    source_call();
    now += 2s;
    again("igen", asynch, duplicate(asynch));
  }
  void source_call() { add_call(Source::af, kAnna, now, now + 10ms); }
};

TEST(ShsDuplicateTold, PassesWhenItIsToldAndDropped) {
  Twice scene;
  scene.list("l", {});
  EXPECT_THAT(scene.run("shs-duplicate-told", {{"of", "igen"}}), Judged(Verdict::pass));
  EXPECT_THAT(scene.run("shs-receipt"), Judged(Verdict::pass));
}

TEST(ShsDuplicateTold, FailsWhenItIsNotTold) {
  Twice scene;
  scene.list("l", {});
  scene.given(6).fields.set("X-shs-duplicatemsg", "no");
  EXPECT_THAT(scene.run("shs-duplicate-told"), FailsOnlyBecause("wrong X-shs-duplicatemsg"));
}

TEST(ShsDuplicateTold, FailsOnAnotherTimeOfArrival) {
  Twice scene;
  scene.list("l", {});
  scene.given(6).fields.set("X-shs-arrivaldate", "2026-03-02T09:00:03");
  EXPECT_THAT(scene.run("shs-duplicate-told"), FailsOnlyBecause("wrong X-shs-arrivaldate"));
}

TEST(ShsDuplicateTold, FailsOnASecondAnswer) {
  Twice scene;
  Label second = turned(scene.asynch);
  second.tx_id = "aaaaaaaa-61c7-4e0d-9b7c-0a4be1f3c955";
  scene.list("l", {second});
  EXPECT_THAT(scene.run("shs-duplicate-told"), FailsOnlyBecause("answered again"));
}

TEST(ShsDuplicateTold, FailsWhenASourceIsAskedAgain) {
  Twice scene;
  scene.source_call();
  scene.list("l", {});
  EXPECT_THAT(scene.run("shs-duplicate-told"), FailsOnlyBecause("asked again"));
}

TEST(ShsDuplicateTold, IsUntestableWhenNobodyLooks) {
  Twice scene;
  EXPECT_THAT(scene.run("shs-duplicate-told"), UntestableBecause("Nobody looked"));
}

TEST(ShsDuplicateTold, IsUntestableWhenTheFirstWasNotTaken) {
  ShsScene scene;
  scene.send("q", scene.asynch, refusal("OtherError"));
  scene.again("igen", scene.asynch, duplicate(scene.asynch));
  EXPECT_THAT(scene.run("shs-duplicate-told"),
              UntestableBecause("was not received the first time"));
}

// ---- shs-refused --------------------------------------------------------------------------------

const Parameters kIllegal = {{"of", "q"}, {"code", "IllegalSender"}};

TEST(ShsRefused, PassesEveryWayOfSayingNo) {
  ShsScene http;
  http.send("q", http.synch, refusal("illegalsender"));
  EXPECT_THAT(http.run("shs-refused", kIllegal), Judged(Verdict::pass));
  EXPECT_THAT(http.run("shs-refused", {{"code", "OtherError IllegalSender"}}),
              Judged(Verdict::pass));
  EXPECT_THAT(http.run("shs-refused"), Judged(Verdict::pass));
  ShsScene message;
  message.send("q", message.synch, response(200, error_about(message.synch, "IllegalSender")));
  EXPECT_THAT(message.run("shs-refused", kIllegal), Judged(Verdict::pass));
  ShsScene later;
  later.send("q", later.asynch, receipt(later.asynch));
  later.fetch("f", kNewTxId, response(200, error_about(later.asynch, "IllegalSender")));
  EXPECT_THAT(later.run("shs-refused", kIllegal), Judged(Verdict::pass));
}

TEST(ShsRefused, TakesBytesThatNobodyCanRead) {
  ShsScene scene;
  scene.send_bytes("q", scene.synch, "", refusal("IllegalMessageStructure"));
  EXPECT_THAT(scene.run("shs-refused", {{"code", "IllegalMessageStructure"}}),
              Judged(Verdict::pass));
}

TEST(ShsRefused, FailsOnAnotherCodeOrNone) {
  ShsScene scene;
  scene.send("q", scene.synch, refusal("OtherError"));
  EXPECT_THAT(scene.run("shs-refused", kIllegal), FailsOnlyBecause("for another reason"));
  scene.given(0).fields.erase("X-shs-errorcode");
  EXPECT_THAT(scene.run("shs-refused", kIllegal),
              FailsOnlyBecause("without one of the error codes"));
  scene.given(0).status = 500;
  EXPECT_THAT(scene.run("shs-refused", kIllegal), FailsOnlyBecause("another HTTP status"));
}

TEST(ShsRefused, FailsOnAnAnswerOrSilence) {
  ShsScene scene;
  scene.ask_synch();
  EXPECT_THAT(scene.run("shs-refused", kIllegal), FailsOnlyBecause("was not turned down"));
  ShsScene asynch;
  asynch.ask_asynch();
  EXPECT_THAT(asynch.run("shs-refused", kIllegal), FailsOnlyBecause("was not turned down"));
  ShsScene silent;
  silent.send("q", silent.asynch, receipt(silent.asynch));
  silent.list("l", {});
  EXPECT_THAT(silent.run("shs-refused", kIllegal), FailsOnlyBecause("was not turned down"));
  ShsScene none;
  none.send_bytes("q", none.synch, "x", std::nullopt);
  EXPECT_THAT(none.run("shs-refused", kIllegal), FailsOnlyBecause("got no response"));
}

TEST(ShsRefused, IsUntestableWhenNobodyFetchesWhatWasSaid) {
  ShsScene scene;
  scene.send("q", scene.asynch, receipt(scene.asynch));
  EXPECT_THAT(scene.run("shs-refused", kIllegal), UntestableBecause("nobody fetched"));
  scene.evidence.source_leg_observable = false;
  ShsScene blind;
  blind.send("q", blind.synch, refusal("IllegalSender"));
  blind.evidence.source_leg_observable = false;
  EXPECT_THAT(blind.run("shs-refused", kIllegal), UntestableBecause("does not see the traffic"));
}

TEST(ShsRefused, FailsWhenASourceIsAsked) {
  ShsScene scene;
  scene.send("q", scene.synch, refusal("IllegalSender"));
  scene.add_call(Source::af, kAnna, 10ms, 20ms);
  EXPECT_THAT(scene.run("shs-refused", kIllegal), FailsOnlyBecause("A source was asked"));
}

TEST(ShsRefused, LetsSourcesBeAskedForWhatWasLetIn) {
  ShsScene scene;
  scene.send("q", scene.synch, refusal("IllegalSender"));
  scene.send("ratt", scene.synch, response(200, reply_to(scene.synch)));
  scene.add_call(Source::af, kAnna, 210ms, 220ms);
  EXPECT_THAT(scene.run("shs-refused", kIllegal), Judged(Verdict::pass));
  scene.add_call(Source::af, kAnna, 230ms, 240ms);
  EXPECT_THAT(scene.run("shs-refused", kIllegal), FailsOnlyBecause("A source was asked"));
}

TEST(ShsRefused, FailsWhenThePersonIsToldBack) {
  ShsScene scene;
  scene.send("q", scene.synch, refusal("IllegalSender", "not about " + kAnna + "\n"));
  evidence::AskedQuestion asked;
  asked.step = "q";
  asked.kind = evidence::Ask::raw;
  asked.identities = {contract::PersonIdentity::parse(kAnna).value()};
  scene.evidence.questions.push_back(asked);
  EXPECT_THAT(scene.run("shs-refused", kIllegal), FailsOnlyBecause("tells back"));
}

const Parameters kTooLarge = {{"of", "stort"}, {"too-large", "true"}};

http::Response too_large() {
  return response(413, "no\n", "text/plain");
}

/// A message that is too large, and then a right one.
struct TooLarge : ShsScene {
  TooLarge(std::optional<http::Response> given, http::Response next) {
    send_bytes("stort", synch, message(synch, {{.content = soap().question}}), std::move(given));
    send("sedan", after, std::move(next));
  }
  /// Without a response.
  TooLarge(Errc code, http::Response next) : TooLarge(std::nullopt, std::move(next)) {
    evidence.shs.front().failure = fail(code, "the connection ended");
  }
  static inline const Label after{.tx_id = "5d0e7a41-93b8-4f26-a1c7-2e60d8b4f953",
                                  .corr_id = "5d0e7a41-93b8-4f26-a1c7-2e60d8b4f953",
                                  .content_id = "8f2b6c10-47d9-4ea5-b36f-0c91a7d5e284"};
};
http::Response right_answer() {
  return response(200, reply_to(TooLarge::after));
}

TEST(ShsRefused, TakesHttpsOwnNoToWhatIsTooLarge) {
  TooLarge scene(too_large(), right_answer());
  EXPECT_THAT(scene.run("shs-refused", kTooLarge), Judged(Verdict::pass));
  EXPECT_THAT(scene.run("shs-refused", {{"of", "stort"}}), FailsOnlyBecause("another HTTP status"));
  TooLarge closed(Errc::closed, right_answer());
  EXPECT_THAT(closed.run("shs-refused", kTooLarge), Judged(Verdict::pass));
  EXPECT_THAT(closed.run("shs-refused", {{"of", "stort"}}), FailsOnlyBecause("got no response"));
  TooLarge reset(Errc::reset, right_answer());
  EXPECT_THAT(reset.run("shs-refused", kTooLarge), Judged(Verdict::pass));
}

TEST(ShsRefused, TakesTheNodesOwnNoToWhatIsTooLarge) {
  ShsScene scene;
  scene.send("stort", scene.synch, refusal("OtherError"));
  EXPECT_THAT(scene.run("shs-refused", kTooLarge), Judged(Verdict::pass));
  EXPECT_THAT(
      scene.run("shs-refused", {{"of", "stort"}, {"too-large", "true"}, {"code", "IllegalSender"}}),
      FailsOnlyBecause("for another reason"));
  scene.given(0).fields.erase("X-shs-errorcode");
  EXPECT_THAT(scene.run("shs-refused", kTooLarge),
              FailsOnlyBecause("without one of the error codes"));
}

TEST(ShsRefused, HoldsACodeThatHttpsOwnNoTells) {
  TooLarge scene(too_large(), right_answer());
  scene.given(0).fields.set("X-shs-errorcode", "OtherError");
  EXPECT_THAT(scene.run("shs-refused", kTooLarge), Judged(Verdict::pass));
  scene.given(0).fields.set("X-shs-errorcode", "TooLarge");
  EXPECT_THAT(scene.run("shs-refused", kTooLarge),
              FailsOnlyBecause("without one of the error codes"));
}

TEST(ShsRefused, FailsOnWhatIsTooLargeAndAnsweredOrMetWithAnotherStatus) {
  const Label label;
  for (const auto& answer : {reply_to(label), reply_to(label, fault("SSBTEK-104"))}) {
    TooLarge scene(response(200, answer), right_answer());
    EXPECT_THAT(scene.run("shs-refused", kTooLarge), FailsOnlyBecause("was not turned down"));
  }
  for (const int status : {200, 202, 404, 408, 431, 500, 503}) {
    SCOPED_TRACE(status);
    TooLarge scene(response(status, "no\n", "text/plain"), right_answer());
    EXPECT_THAT(scene.run("shs-refused", kTooLarge), Judged(Verdict::fail));
  }
}

TEST(ShsRefused, FailsOnOtherWaysToGiveNoResponse) {
  for (const auto code : {Errc::timed_out, Errc::refused, Errc::tls_rejected, Errc::truncated}) {
    SCOPED_TRACE(to_string(code));
    TooLarge scene(code, right_answer());
    EXPECT_THAT(scene.run("shs-refused", kTooLarge), FailsOnlyBecause("got no response"));
  }
}

TEST(ShsRefused, FailsWhenASourceIsAskedForWhatIsTooLarge) {
  for (const bool closed : {false, true}) {
    SCOPED_TRACE(closed);
    TooLarge scene =
        closed ? TooLarge(Errc::reset, right_answer()) : TooLarge(too_large(), right_answer());
    scene.add_call(Source::af, kAnna, 210ms, 220ms);  // for the next one
    EXPECT_THAT(scene.run("shs-refused", kTooLarge), Judged(Verdict::pass));
    scene.add_call(Source::af, kAnna, 10ms, 20ms);
    EXPECT_THAT(scene.run("shs-refused", kTooLarge), FailsOnlyBecause("A source was asked"));
  }
}

TEST(ShsRefused, FailsWhenWhatIsTooLargeIsAnsweredLater) {
  ShsScene scene;
  scene.send("stort", scene.asynch, too_large());
  scene.send("sedan", TooLarge::after, right_answer());
  scene.fetch("f", kNewTxId, response(200, error_about(scene.asynch, "OtherError")));
  EXPECT_THAT(scene.run("shs-refused", kTooLarge), Judged(Verdict::pass));
  scene.fetch("f", kNewTxId, response(200, reply_to(scene.asynch)));
  EXPECT_THAT(scene.run("shs-refused", kTooLarge),
              FailsOnlyBecause("answered although it was turned down"));
}

TEST(ShsRefused, FailsWhenTheNodeDoesNotGoOnAfterHttpsOwnNo) {
  Label stranger = TooLarge::after;
  stranger.corr_id = kNewTxId;
  const std::vector<http::Response> wrong = {
      response(503, "no\n", "text/plain"),
      response(200, ""),
      response(202, "", "text/plain"),
      response(200, message(TooLarge::after, {})),
      response(200, error_about(TooLarge::after, "OtherError")),
      response(200, reply_to(stranger)),
      refusal("OtherError")};
  for (const auto& next : wrong) {
    SCOPED_TRACE(next.body.substr(0, 100));
    TooLarge refused(too_large(), next);
    EXPECT_THAT(refused.run("shs-refused", kTooLarge),
                FailsOnlyBecause("the next message was not answered"));
    TooLarge closed(Errc::closed, next);
    EXPECT_THAT(closed.run("shs-refused", kTooLarge),
                FailsOnlyBecause("the next message was not answered"));
  }
  TooLarge fallen(Errc::closed, {});
  fallen.evidence.exchanges.back().response.reset();
  EXPECT_THAT(fallen.run("shs-refused", kTooLarge),
              FailsOnlyBecause("the next message was not answered"));
}

TEST(ShsRefused, IsUntestableWhenNothingRightComesAfterHttpsOwnNo) {
  TooLarge scene(too_large(), right_answer());
  scene.evidence.shs.back().letter = "wrong-size";  // whose refusal would be right
  EXPECT_THAT(scene.run("shs-refused", kTooLarge), UntestableBecause("no right message was sent"));
}

TEST(ShsRefused, KnowsItsCodes) {
  EXPECT_FALSE(find("shs-refused")->make({{"code", "NoSuchCode"}}));
}

// ---- shs-answered -------------------------------------------------------------------------------

TEST(ShsAnswered, PassesBothKinds) {
  ShsScene scene;
  scene.ask_synch();
  scene.ask_asynch();
  EXPECT_THAT(scene.run("shs-answered"), Judged(Verdict::pass));
  EXPECT_THAT(scene.run("shs-answered", {{"of", "q"}, {"limit", "early"}}), Judged(Verdict::pass));
}

TEST(ShsAnswered, FailsOnRefusalsErrorsFaultsAndNothing) {
  const Label label;
  for (const auto& given :
       {refusal("OtherError"), response(200, error_about(label, "OtherError")),
        response(200, reply_to(label, fault("SSBTEK-104"))), response(200, reply_to(label, "x")),
        response(200, "x"), response(202, label.tx_id, "text/plain")}) {
    SCOPED_TRACE(given.body.substr(0, 60));
    ShsScene scene;
    scene.send("q", label, given);
    EXPECT_THAT(scene.run("shs-answered"), FailsOnlyBecause("was not answered"));
  }
}

TEST(ShsAnswered, FailsWhenTheMailboxStaysEmptyOrKeepsWhatItLists) {
  ShsScene empty;
  empty.send("q", empty.asynch, receipt(empty.asynch));
  empty.list("l", {});
  EXPECT_THAT(empty.run("shs-answered"), FailsOnlyBecause("was not answered"));
  ShsScene kept;
  kept.send("q", kept.asynch, receipt(kept.asynch));
  kept.list("l", {turned(kept.asynch)});
  kept.fetch("f", kNewTxId, not_there());
  EXPECT_THAT(kept.run("shs-answered"), FailsOnlyBecause("was not answered"));
}

TEST(ShsAnswered, IsUntestableWhenNobodyLooksOrFetches) {
  ShsScene scene;
  scene.send("q", scene.asynch, receipt(scene.asynch));
  EXPECT_THAT(scene.run("shs-answered"), UntestableBecause("Nobody looked"));
  scene.list("l", {turned(scene.asynch)});
  EXPECT_THAT(scene.run("shs-answered"), UntestableBecause("nobody fetched"));
}

TEST(ShsAnswered, MeasuresFromTheMessageToTheListThatShowsTheAnswer) {
  ShsScene scene;
  scene.send("q", scene.asynch, receipt(scene.asynch));
  scene.now += 8s;
  scene.list("l", {});
  scene.list("l", {turned(scene.asynch)});
  scene.fetch("f", kNewTxId, response(200, reply_to(scene.asynch)));
  EXPECT_THAT(scene.run("shs-answered", {{"limit", "late"}}), Judged(Verdict::pass));
  EXPECT_THAT(scene.run("shs-answered", {{"limit", "early"}}), FailsOnlyBecause("too late"));
}

TEST(ShsAnswered, SaysNothingOfATimeThatNobodySaw) {
  ShsScene scene;
  scene.send("q", scene.asynch, receipt(scene.asynch));
  scene.list("l", {});
  scene.now += 8s;
  scene.list("l", {turned(scene.asynch)});
  scene.fetch("f", kNewTxId, response(200, reply_to(scene.asynch)));
  EXPECT_THAT(scene.run("shs-answered", {{"limit", "early"}}),
              UntestableBecause("looks more often"));
}

/// A question through the mailbox: the answer came at `listed`, the bench had it at `had`.
struct ThroughMailbox : ShsScene {
  ThroughMailbox(time::Duration looked, time::Duration listed, time::Duration had) {
    ask({.takes = had});
    exchange_of("POST", "/shs/rs", message(asynch, {{.content = exchange().request.body}}),
                receipt(asynch));
    look(looked, {});
    look(listed, {turned(asynch)});
  }
  void look(time::Duration at, const std::vector<Label>& waiting) {
    now = at - 100ms;
    exchange_of("GET", "/shs/ds/" + kKommun + "?status=test", "",
                response(200, list_xml(waiting), "application/xml"));
  }
};

TEST(AnsweredWithin, ThroughAMailboxEndsWhenTheAnswerIsThere) {
  EXPECT_THAT(ThroughMailbox(6s, 6900ms, 7200ms).run("answered-within", {{"limit", "early"}}),
              Judged(Verdict::pass));
  EXPECT_THAT(ThroughMailbox(7200ms, 7500ms, 8s).run("answered-within", {{"limit", "early"}}),
              FailsOnlyBecause("too late"));
  EXPECT_THAT(ThroughMailbox(6s, 7500ms, 8s).run("answered-within", {{"limit", "early"}}),
              UntestableBecause("looks more often"));
}

// ---- shs-mailbox-private ------------------------------------------------------------------------

struct Intruded : ShsScene {
  explicit Intruded(http::Response given = response(403, "no\n", "text/plain")) {
    send("q", asynch, receipt(asynch));
    list("l", {turned(asynch)});
    fetch("annan", kNewTxId, std::move(given)).certificate = "grannkommun";
  }
};

TEST(ShsMailboxPrivate, PassesWhenAnotherIsRefused) {
  Intruded scene;
  scene.fetch("f", kNewTxId, response(200, reply_to(scene.asynch)));
  EXPECT_THAT(scene.run("shs-mailbox-private"), Judged(Verdict::pass));
  EXPECT_THAT(scene.run("shs-mailbox-private", {{"of", "annan"}}), Judged(Verdict::pass));
}

TEST(ShsMailboxPrivate, FailsWhenAnotherIsServed) {
  const Intruded scene(response(200, reply_to(Label{.transfer = "asynch"})));
  EXPECT_THAT(scene.run("shs-mailbox-private"), Judged(Verdict::fail));
}

TEST(ShsMailboxPrivate, FailsWhenARefusalTellsOfTheMessages) {
  const Intruded scene(response(403, Label().content_id, "text/plain"));
  EXPECT_THAT(scene.run("shs-mailbox-private"), FailsOnlyBecause("was told something"));
}

TEST(ShsMailboxPrivate, FailsWhenTheMessageIsGoneForItsOwner) {
  Intruded scene;
  scene.fetch("f", kNewTxId, not_there());
  EXPECT_THAT(scene.run("shs-mailbox-private"), FailsOnlyBecause("gone for its owner"));
}

TEST(ShsMailboxPrivate, IsUntestableWhenNobodyElseTries) {
  ShsScene scene;
  scene.ask_asynch();
  EXPECT_THAT(scene.run("shs-mailbox-private"), UntestableBecause("nothing to test"));
  scene.act(Kind::fetch, "annan", nullptr).certificate = "grannkommun";
  EXPECT_THAT(scene.run("shs-mailbox-private"), UntestableBecause("Nothing was in the mailbox"));
}

// ---- shs-fetched-once ---------------------------------------------------------------------------

TEST(ShsFetchedOnce, PassesWhenItIsGone) {
  ShsScene scene;
  scene.ask_asynch();
  scene.fetch("f2", kNewTxId, not_there());
  scene.acknowledge("k2", kNewTxId);
  scene.list("l2", {});
  EXPECT_THAT(scene.run("shs-fetched-once"), Judged(Verdict::pass));
}

TEST(ShsFetchedOnce, FailsOnASecondFetch) {
  ShsScene scene;
  scene.ask_asynch();
  scene.fetch("f2", kNewTxId, response(200, reply_to(scene.asynch)));
  EXPECT_THAT(scene.run("shs-fetched-once"), FailsOnlyBecause("could be fetched"));
}

TEST(ShsFetchedOnce, FailsWhenItIsStillListed) {
  ShsScene scene;
  scene.ask_asynch();
  scene.list("l2", {turned(scene.asynch)});
  EXPECT_THAT(scene.run("shs-fetched-once"), FailsOnlyBecause("still listed"));
}

TEST(ShsFetchedOnce, FailsWhenItCannotBeAcknowledgedAgain) {
  ShsScene scene;
  scene.ask_asynch();
  scene.acknowledge("k2", kNewTxId, not_there());
  EXPECT_THAT(scene.run("shs-fetched-once"), FailsOnlyBecause("acknowledged again"));
}

TEST(ShsFetchedOnce, FailsWhenWhatWasAcknowledgedUnfetchedCanBeFetched) {
  ShsScene scene;
  scene.send("q", scene.asynch, receipt(scene.asynch));
  scene.acknowledge("k", kNewTxId);
  scene.fetch("f", kNewTxId, response(200, reply_to(scene.asynch)));
  EXPECT_THAT(scene.run("shs-fetched-once"), FailsOnlyBecause("could be fetched"));
}

TEST(ShsFetchedOnce, ListsThatWouldNotShowItShowNothing) {
  ShsScene scene;
  scene.send("q", scene.asynch, receipt(scene.asynch));
  scene.fetch("f", kNewTxId, response(200, reply_to(scene.asynch)));
  scene.list("l", {});
  scene.evidence.exchanges.back().request.target = "/shs/ds/" + kKommun;
  EXPECT_THAT(scene.run("shs-fetched-once"), UntestableBecause("nothing to test"));
}

}  // namespace
}  // namespace provbank::checks::testing
