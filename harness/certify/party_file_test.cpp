#include "harness/certify/party_file.hpp"

#include "harness/certify/test_support.hpp"
#include "platform/crypto/encoding.hpp"

namespace provbank::certify::testing {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

struct PartyFile : ::testing::Test {
  ScratchFolder scratch;
  fs::path plan = scratch.path() / "plan.xml";
  std::vector<scenario::Problem> problems;
  std::string kommun = plan_skeleton(skeleton_party(Role::kommun));
  std::string base_service =
      plan_skeleton(skeleton_party(Role::uppgiftslamnare, contract::Source::so));
  std::string driftspart = plan_skeleton(skeleton_party(Role::driftspart));

  void SetUp() override {
    write_file(scratch.path() / "certifikat/ca.pem", "a certificate").value();
  }

  std::optional<Certification> load(const std::string& text) {
    write_file(plan, text).value();
    problems.clear();
    return load_party(plan, problems, PROVBANK_DATA_DIR);
  }

  /// Nothing but one problem that says so, in the line where `marker` stands.
  void expect_problem(const std::string& text, const std::string& says,
                      const std::string& marker = {}) {
    EXPECT_FALSE(load(text));
    ASSERT_THAT(problems, SizeIs(1)) << says;
    EXPECT_THAT(problems[0].message.en, HasSubstr(says));
    EXPECT_FALSE(problems[0].message.sv.empty());
    EXPECT_EQ(problems[0].file, plan);
    if (marker.empty()) return;
    const auto before = text.substr(0, text.find(marker));
    EXPECT_EQ(problems[0].line, 1U + static_cast<std::size_t>(std::ranges::count(before, '\n')));
  }
};

TEST_F(PartyFile, ReadsEachRolesSkeletonWithoutAProblem) {
  for (const auto& text : {kommun, base_service, driftspart}) {
    const auto party = load(text);
    EXPECT_THAT(problems, IsEmpty());
    ASSERT_TRUE(party);
    EXPECT_EQ(party->name, "Exempelparten");
    EXPECT_EQ(party->organisation.wire(), "162120009903");
    EXPECT_EQ(party->certificates.folder, scratch.path() / "certifikat");
    EXPECT_EQ(party->certificates.trust_pem, "a certificate");
  }
}

TEST_F(PartyFile, ReadsWhatAKommunsPlanSays) {
  const auto party = load(kommun).value();
  EXPECT_EQ(party.role, Role::kommun);
  ASSERT_THAT(party.persons, SizeIs(2));
  EXPECT_EQ(party.person("anna")->identity.digits(), kAnna);
  EXPECT_EQ(party.person("ingen"), nullptr);
  EXPECT_EQ(party.aggregator->port, 8443);
  EXPECT_EQ(party.door, scenario::Door::http);
  const std::string listen = "<listen host=\"127.0.0.1\" port=\"8443\"";
  EXPECT_EQ(load(changed(kommun, listen, listen + " door=\"shs-asynch\"")).value().door,
            scenario::Door::shs_asynch);
  EXPECT_EQ(party.limits.wait_max, std::chrono::minutes(30));
  const auto& act = std::get<Request>(*party.act);
  EXPECT_EQ(act.method, "POST");
  EXPECT_EQ(act.endpoint, (net::Endpoint{"127.0.0.1", 8765}));
  EXPECT_EQ(act.target, "/fragor");
  EXPECT_EQ(act.timeout, std::chrono::minutes(5));
  EXPECT_THAT(act.body, HasSubstr("\"person\": \"{person}\""));
  EXPECT_EQ(party.show->of_source->as, Reading::As::json_pointer);
  EXPECT_THAT(party.show->of_source->words.at("failed"),
              ::testing::ElementsAre("kunde inte hämtas"));
}

TEST_F(PartyFile, ReadsCommandsAndOperators) {
  const auto by_command =
      changed(changed(kommun, "<act>",
                      "<act><command program=\"./fraga.sh\" timeout=\"2s\">"
                      "<argument>{person}</argument><argument/></command></act><x>"),
              "</act>\n    <!--", "</x>\n    <!--");
  const auto command = std::get<Command>(*load(by_command).value().act);
  EXPECT_EQ(command.program, "./fraga.sh");
  EXPECT_EQ(command.timeout, std::chrono::seconds(2));
  EXPECT_THAT(command.arguments, ::testing::ElementsAre("{person}", ""));
  auto by_hand = changed(kommun, "<act>", "<act><operator/></act><x>");
  by_hand = changed(by_hand, "</act>\n    <!--", "</x>\n    <!--");
  EXPECT_TRUE(std::holds_alternative<Operator>(*load(by_hand).value().act));
}

TEST_F(PartyFile, ReadsHowTheEventLogIsReadVerifiedAndReached) {
  write_file(scratch.path() / "mappning.xml",
             "<loggbok xmlns=\"urn:provbank:logbook:1\" form=\"json-rader\">"
             "<falt betydelse=\"arende\" vid=\"/akt\"/></loggbok>")
      .value();
  const std::string plain = "<event-log file=\"part/event-log.jsonl\"/>";
  const auto with = [&](const std::string& log) { return changed(driftspart, plain, log); };
  const auto party = load(with(
      "<event-log file=\"l\" mapping=\"mappning.xml\" readers=\"granskare drift\" "
      "address=\"https://logg.test:8443/h\"><verify program=\"kolla\"><argument>{log}</argument>"
      "</verify></event-log>"));
  ASSERT_TRUE(party);
  const auto& observed = party->observed;
  EXPECT_EQ(observed.event_log, scratch.path() / "l");
  EXPECT_TRUE(observed.log_mapping->has(logbook::Meaning::case_id));
  EXPECT_THAT(observed.log_readers, ::testing::ElementsAre("granskare", "drift"));
  EXPECT_EQ(observed.log_verify->program, "kolla");
  EXPECT_TRUE(observed.log_address->tls);
  EXPECT_EQ(observed.log_address->endpoint, (net::Endpoint{"logg.test", 8443}));
  EXPECT_EQ(observed.log_address->target, "/h");
  expect_problem(with("<event-log file=\"l\" mapping=\"ingen.xml\"/>"), "cannot be read");
  expect_problem(with("<event-log file=\"l\"><verify program=\"kolla\"/></event-log>"),
                 "no argument has {log}");
  expect_problem(with("<event-log file=\"l\" address=\"http://logg.test:0/\"/>"),
                 "the port in the address");
}

TEST_F(PartyFile, ReadsThePlacesThatMayBeLookedAt) {
  const std::string plain = "<event-log file=\"part/event-log.jsonl\"/>";
  const auto with = [&](const std::string& places) {
    return changed(driftspart, plain, plain + places);
  };
  write_file(scratch.path() / "vi.pem", "x").value();
  write_file(scratch.path() / "ca.pem", "x").value();
  const auto party =
      load(with("<place at=\"logg\"/><place at=\"sqlite:/var/a.db\"/><place at=\"pid:417\"/>"
                "<place at=\"command:journalctl -u ssbtek\"/>"
                "<place at=\"postgresql://db/ssbtek\" event-log=\"logg.post logg.arkiv\"/>"
                "<place at=\"https://db:8443/fel\" certificate=\"vi.pem\" trust=\"ca.pem\"/>"));
  ASSERT_TRUE(party);
  const auto& points = party->observed.points;
  ASSERT_THAT(points, SizeIs(6));
  EXPECT_EQ(points[0].kind, residue::Point::Kind::path);
  EXPECT_EQ(points[0].what, scratch.path() / "logg") << "beside the plan";
  EXPECT_EQ(points[1].what, "/var/a.db");
  EXPECT_EQ(points[2].kind, residue::Point::Kind::process);
  EXPECT_EQ(points[3].what, "journalctl -u ssbtek");
  EXPECT_THAT(points[4].log_tables, ::testing::ElementsAre("logg.post", "logg.arkiv"));
  EXPECT_EQ(points[5].access.certificate, scratch.path() / "vi.pem");
  EXPECT_EQ(points[5].access.key, "");
  EXPECT_EQ(points[5].access.trust, scratch.path() / "ca.pem");
}

TEST_F(PartyFile, TellsWhatIsWrongWithAPlace) {
  const std::string plain = "<event-log file=\"part/event-log.jsonl\"/>";
  const struct {
    const char* place;
    const char* said;
  } rows[] = {{"at=\"pid:x\"", "a process number is needed"},
              {"at=\"logg\" event-log=\"a.b\"", "no PostgreSQL database"},
              {"at=\"http://x/\" trust=\"plan.xml\"", "https:// alone"},
              {"at=\"https://x/\" trust=\"ingen.pem\"", "is not there"},
              {"at=\"https://x/\" key=\"plan.xml\"", "key without certificate"}};
  for (const auto& row : rows) {
    SCOPED_TRACE(row.place);
    expect_problem(changed(driftspart, plain, plain + "<place " + std::string(row.place) + "/>"),
                   row.said);
  }
}

TEST_F(PartyFile, TellsWhatIsWrongInTheMappingAndWhere) {
  const auto mapping = scratch.path() / "mappning.xml";
  write_file(mapping,
             "<loggbok xmlns=\"urn:provbank:logbook:1\" form=\"json-rader\">\n"
             "<falt betydelse=\"arende\" vid=\"akt\"/></loggbok>")
      .value();
  EXPECT_FALSE(load(changed(driftspart, "<event-log file=\"part/event-log.jsonl\"/>",
                            "<event-log file=\"l\" mapping=\"mappning.xml\"/>")));
  ASSERT_THAT(problems, SizeIs(1));
  EXPECT_EQ(problems[0].file, mapping);
  EXPECT_EQ(problems[0].line, 2U);
  EXPECT_THAT(problems[0].message.en, HasSubstr("no JSON Pointer"));
}

TEST_F(PartyFile, IsNothingForAPlanWithoutAParty) {
  EXPECT_FALSE(load("<plan id=\"p\" xmlns=\"urn:provbank:plan:1\"/>"));
  EXPECT_THAT(problems, IsEmpty());
}

TEST_F(PartyFile, TellsOfAFileThatIsNotThere) {
  EXPECT_FALSE(load_party(scratch.path() / "ingen.xml", problems, PROVBANK_DATA_DIR));
  EXPECT_THAT(problems, SizeIs(1));
}

TEST_F(PartyFile, TellsOfAWrongCheckDigitInTheOrganisation) {
  expect_problem(changed(kommun, "162120009903", "162120009904"), "right check digit", "<party");
}

TEST_F(PartyFile, TellsOfAWrongCheckDigitInAPerson) {
  expect_problem(changed(kommun, kAnna, "198503149829"), "person anna: the number is no",
                 "198503149829");
  EXPECT_THAT(problems[0].message.en, ::testing::Not(HasSubstr("198503149829")));
}

TEST_F(PartyFile, TellsOfADateThatDoesNotExist) {
  expect_problem(changed(kommun, kAnna, "198502309828"), "person anna: the number is no");
}

TEST_F(PartyFile, RefusesANumberThatMayBeSomebodys) {
  const std::string nine = "900101010";  // the ninth digit of the century before last: nobody lives
  const std::string real = "18" + nine + contract::luhn_check_digit(nine);
  expect_problem(changed(kommun, kAnna, real), "may belong to somebody");
  EXPECT_THAT(problems[0].message.en, ::testing::Not(HasSubstr(real)));
}

TEST_F(PartyFile, TellsOfAPersonThatIsThereTwice) {
  expect_problem(changed(kommun, "as=\"bertil\"", "as=\"anna\""), "anna is there twice",
                 "number=\"" + kBertil);
}

TEST_F(PartyFile, TellsOfTwoPersonsWithOneNumber) {
  expect_problem(changed(kommun, kBertil, kAnna), "anna and bertil have the same number");
}

TEST_F(PartyFile, TellsOfMissingTrust) {
  fs::remove(scratch.path() / "certifikat/ca.pem");
  expect_problem(kommun, "ca.pem cannot be read", "<certificates");
  expect_problem(changed(kommun, "<certificates ", "<certificates trust=\"annan.pem\" "),
                 "annan.pem cannot be read");
}

TEST_F(PartyFile, TellsOfMissingListenActAndShow) {
  expect_problem(changed(kommun, "<listen host=\"127.0.0.1\" port=\"8443\"/>", ""),
                 "listen is missing", "<party");
  auto without_act = changed(kommun, "<act>", "<!--act>");
  without_act = changed(without_act, "</act>\n    <!--", "</act>");
  expect_problem(without_act, "act and show are needed");
  expect_problem(changed(changed(kommun, "<show>", "<x>"), "</show>", "</x>"),
                 "act and show are needed");
}

TEST_F(PartyFile, TellsOfTwoPlacesToListen) {
  const std::string listen = "<listen host=\"127.0.0.1\" port=\"8443\"/>";
  expect_problem(changed(kommun, listen, listen + "\n" + listen), "two listen without source");
  const std::string af = "<listen source=\"AF\" host=\"127.0.0.1\" port=\"9101\"/>";
  const std::string door = "<listen source=\"AF\" host=\"127.0.0.1\" port=\"9101\" door=\"shs\"/>";
  expect_problem(changed(driftspart, af, door), "door is for the listen", "<listen source=\"AF\"");
  expect_problem(changed(driftspart, af, af + "\n" + af), "AF has a listen already");
}

TEST_F(PartyFile, TellsOfAMissingAddress) {
  for (const auto& text : {driftspart, base_service}) {
    expect_problem(changed(text, "<address ", "<x "), "address is missing");
  }
}

TEST_F(PartyFile, TellsOfASourceThatIsNowhere) {
  expect_problem(changed(driftspart, "<listen source=\"SKV\"", "<x source=\"SKV\""),
                 "listen source=\"SKV\" is missing");
  expect_problem(changed(base_service, "source=\"SO\"", "x=\"SO\""), "source is missing");
}

TEST_F(PartyFile, TellsOfAPortThatDoesNotExist) {
  expect_problem(changed(kommun, "127.0.0.1:8765/fragor", "127.0.0.1:70000/fragor"),
                 "the port in the address does not exist", "<request method=\"POST\"");
  expect_problem(changed(kommun, "127.0.0.1:8765/fragor", "127.0.0.1:0/fragor"),
                 "the port in the address does not exist");
}

TEST_F(PartyFile, TellsOfATimeThatIsNone) {
  expect_problem(changed(base_service, "tom=\"2026-02-28\"", "tom=\"2025-11-30\""),
                 "ends before it begins");
}

TEST_F(PartyFile, TellsOfAnAskerWithAWrongCheckDigit) {
  expect_problem(changed(base_service, "<limits ",
                         "<asker organisation=\"162120009904\" name=\"Kommunen\"/><limits "),
                 "wrong check digit", "<asker organisation=\"162");
}

TEST_F(PartyFile, TellsOfReadingsThatCannotTell) {
  expect_problem(changed(kommun, "at=\"/kallor/{source}/visar\"", ""), "at is missing");
  expect_problem(changed(kommun, "/kallor/{source}/visar", "/kallor/AF/visar"),
                 "the same for every source", "<source-reading");
  expect_problem(changed(kommun, "nothing=\"inga uppgifter\"", "nothing=\"uppgifter\""),
                 "\"uppgifter\" means both found and nothing");
  expect_problem(changed(kommun, "nothing=\"inga uppgifter\"", "nothing=\"|\""),
                 "nothing has no word");
  expect_problem(
      changed(kommun, "as=\"json-pointer\" at=\"/kallor/{source}/visar\"", "as=\"text\""),
      "the same for every source");
}

TEST_F(PartyFile, NeedsAReadingForWhatAProgramShows) {
  expect_problem(changed(kommun, "<source-reading ", "<x "), "source-reading is missing");
}

TEST_F(PartyFile, PartsSeveralWords) {
  const auto party =
      load(changed(kommun, "found=\"uppgifter\"", "found=\"uppgifter|visas||finns\"")).value();
  EXPECT_THAT(party.show->of_source->words.at("found"),
              ::testing::ElementsAre("uppgifter", "visas", "finns"));
}

TEST_F(PartyFile, HashesTheEvidenceOfAnAttestation) {
  const std::string attest =
      "<attest clause=\"TV-12.4.1\" by=\"Namn\" date=\"2026-01-31\"><statement>Så\n gör vi"
      "</statement><evidence file=\"rutin.pdf\"/></attest>\n  </party>";
  const auto text = changed(kommun, "</party>", attest);
  expect_problem(text, "the evidence rutin.pdf cannot be read", "<evidence file=\"rutin.pdf\"/></");
  write_file(scratch.path() / "rutin.pdf", "rutin").value();
  const auto party = load(text).value();
  ASSERT_THAT(party.attestations, SizeIs(1));
  EXPECT_EQ(party.attestations[0].statement, "Så gör vi");
  EXPECT_EQ(party.attestations[0].evidence.at(0).sha256, crypto::sha256_hex("rutin"));
}

TEST_F(PartyFile, TellsEverythingAtOnce) {
  auto text = changed(kommun, "162120009903", "162120009904");
  text = changed(text, kAnna, "198503149829");
  text = changed(text, "127.0.0.1:8765/fragor", "127.0.0.1:0/fragor");
  EXPECT_FALSE(load(text));
  EXPECT_THAT(problems, SizeIs(3));
}

// ---- The skeletons

TEST(Skeleton, OfEachRoleAndSourceIsValid) {
  const auto loader = scenario::Loader::create(PROVBANK_DATA_DIR,
                                               {{"anna", "bertil"}, {"exempelkommun"}, {"own"}, {}})
                          .value();
  std::vector<SkeletonParty> parties = {skeleton_party(Role::kommun),
                                        skeleton_party(Role::driftspart)};
  for (const auto source : contract::kAllSources)
    parties.push_back(skeleton_party(Role::uppgiftslamnare, source));
  for (auto& party : parties) {
    ScratchFolder folder;
    const auto file = folder.path() / "plan.xml";
    write_file(file, plan_skeleton(party)).value();
    write_file(folder.path() / "certifikat/ca.pem", "x").value();
    std::vector<scenario::Problem> problems;
    const auto plan = loader.load_plan(file, problems);
    const auto certification = load_party(file, problems, PROVBANK_DATA_DIR);
    for (const auto& problem : problems) ADD_FAILURE() << to_string(problem, Language::en);
    ASSERT_TRUE(plan && certification);
    EXPECT_EQ(certification->role, party.role);
    EXPECT_EQ(certification->source, party.source);
    EXPECT_EQ(certification->persons.size(), party.persons.size());
  }
}

TEST(Skeleton, WritesNamesAsXmlMust) {
  auto party = skeleton_party(Role::kommun);
  party.name = "Bygg & Bo <AB> \"väst\"";
  ScratchFolder folder;
  const auto file = folder.path() / "plan.xml";
  write_file(file, plan_skeleton(party)).value();
  write_file(folder.path() / "certifikat/ca.pem", "x").value();
  std::vector<scenario::Problem> problems;
  const auto certification = load_party(file, problems, PROVBANK_DATA_DIR);
  ASSERT_TRUE(certification);
  EXPECT_EQ(certification->name, party.name);
}

}  // namespace
}  // namespace provbank::certify::testing
