#include "harness/scenario/loader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <pugixml.hpp>
#include <set>
#include <sstream>

#include "harness/scenario/duration.hpp"
#include "harness/scenario/slots.hpp"
#include "platform/base/file.hpp"

namespace provbank::scenario {

std::string_view to_string(Door door) {
  switch (door) {
    case Door::http:
      return "http";
    case Door::shs:
      return "shs";
    case Door::shs_asynch:
      return "shs-asynch";
  }
  return "http";
}

std::optional<Door> door_from(std::string_view text) {
  for (const Door door : {Door::http, Door::shs, Door::shs_asynch}) {
    if (to_string(door) == text) return door;
  }
  return std::nullopt;
}

namespace {

namespace fs = std::filesystem;
using bastjanst::Behaviour;

constexpr std::size_t kFileBytesMax = 1U << 20U;

std::vector<std::string> words(std::string_view text) {
  std::istringstream in{std::string(text)};
  std::vector<std::string> out;
  for (std::string word; in >> word;) out.push_back(word);
  return out;
}

/// One file being read: its text, and what has been found wrong with it.
class Reading {
 public:
  Reading(fs::path file, std::string text, std::vector<Problem>& problems)
      : file_(std::move(file)), text_(std::move(text)), problems_(problems) {}

  const std::string& text() const { return text_; }

  void problem(const pugi::xml_node& where, Bilingual message) {
    const auto offset = static_cast<std::size_t>(std::max<std::ptrdiff_t>(0, where.offset_debug()));
    const auto before = std::string_view(text_).substr(0, offset);
    const auto line = static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n')) + 1;
    const auto line_start = before.rfind('\n');
    const std::size_t column =
        offset - (line_start == std::string_view::npos ? 0 : line_start + 1) + 1;
    problems_.push_back({file_, line, column, std::move(message)});
  }

  void unknown(const pugi::xml_node& where, const char* sv, const char* en, const std::string& name,
               const std::vector<std::string>& known) {
    std::string list;
    for (const auto& each : known) list += (list.empty() ? "" : ", ") + each;
    problem(where, {fmt::format("okänt {}: {} (kända: {})", sv, name, list),
                    fmt::format("unknown {}: {} (known: {})", en, name, list)});
  }

  std::size_t line_of(const pugi::xml_node& node) const {
    const auto offset = static_cast<std::size_t>(std::max<std::ptrdiff_t>(0, node.offset_debug()));
    return static_cast<std::size_t>(std::count(
               text_.begin(), text_.begin() + static_cast<std::ptrdiff_t>(offset), '\n')) +
           1;
  }

 private:
  fs::path file_;
  std::string text_;
  std::vector<Problem>& problems_;
};

bool contains(const std::vector<std::string>& list, const std::string& word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

/// Reads the elements of one scenario. The schema has checked their form; this checks what they
/// refer to.
class ScenarioReader {
 public:
  ScenarioReader(Reading& reading, const Vocabulary& known) : reading_(reading), known_(known) {}

  Scenario read(const pugi::xml_node& root) {
    Scenario scenario;
    scenario.id = root.attribute("id").value();
    scenario.role = role_ = root.attribute("role").value();
    scenario.title = bilingual(root, "title");
    for (const auto& verifies : root.children("verifies")) {
      const std::string clause = verifies.attribute("clause").value();
      if (!contains(known_.clauses, clause)) {
        reading_.problem(verifies, {"ingen klausul heter " + clause + " (se `provbank list`)",
                                    "no clause is called " + clause + " (see `provbank list`)"});
      }
      scenario.clauses.push_back(clause);
    }
    for (const auto& source : root.child("given").children("source"))
      read_given(source, scenario.given);
    if (const auto door = root.attribute("door")) {
      scenario.door = door_from(door.value());
      if (role_ == "uppgiftslamnare")
        reading_.problem(root, {"door gäller bara rollerna driftspart och kommun",
                                "door is for the roles driftspart and kommun alone"});
    }
    door_ = scenario.door.value_or(Door::http);
    scenario.when = read_steps(root.child("when"));
    check_role(root, scenario);
    scenario.source = source_;
    for (const auto& check : root.child("then").children())
      scenario.then.push_back(read_check(check));
    return scenario;
  }

  Bilingual bilingual(const pugi::xml_node& parent, const char* element) {
    Bilingual text;
    for (const auto& each : parent.children(element)) {
      std::string& side =
          std::string_view(each.attribute("xml:lang").value()) == "sv" ? text.sv : text.en;
      if (!side.empty())
        reading_.problem(each, {"samma språk två gånger", "the same language twice"});
      std::string joined;
      for (const auto& word : words(each.child_value()))
        joined += (joined.empty() ? "" : " ") + word;
      side = joined;
    }
    return text;
  }

 private:
  void read_given(const pugi::xml_node& element, std::vector<GivenSource>& out) {
    const auto sources = contract::SourceSet::parse(element.attribute("code").value());
    if (!sources) return;  // the schema has told
    GivenSource given;
    given.certificate = element.attribute("certificate").as_string("own");
    given.behaviour.latency = latency(element);
    given.behaviour.share = element.attribute("share").as_double(1.0);
    const std::string behaviour = element.attribute("behaviour").as_string("none");
    const auto fault = bastjanst::parse_misbehaviour(behaviour);
    if (!fault) {
      reading_.problem(element,
                       {"okänt beteende: " + behaviour, "unknown behaviour: " + behaviour});
      return;
    }
    given.behaviour.fault = *fault;
    if (!bastjanst::listens(given.behaviour) && given.behaviour.share < 1.0) {
      reading_.problem(element,
                       {"connection-refused gäller alla eller inga: share går inte",
                        "connection-refused holds for all or none: share is not possible"});
    }
    for (const auto source : sources->in_order()) {
      given.source = source;
      const bool twice = std::any_of(out.begin(), out.end(),
                                     [source](const auto& g) { return g.source == source; });
      if (twice) {
        reading_.problem(element, {fmt::format("{} beskrivs två gånger", contract::code(source)),
                                   fmt::format("{} is described twice", contract::code(source))});
      }
      out.push_back(given);
    }
  }

  Duration duration(const pugi::xml_node& element, const char* attribute) {
    const auto value = parse_duration(element.attribute(attribute).value());
    if (!value) {
      reading_.problem(
          element, {fmt::format("{} saknas eller är ingen tid (till exempel 300ms, 2s)", attribute),
                    fmt::format("{} is missing or is no duration (300ms, 2s ...)", attribute)});
    }
    return value.value_or(Duration{1});
  }

  // Exactly the attributes that the kind of latency takes, so none is silently without effect.
  bool only(const pugi::xml_node& element, std::initializer_list<std::string_view> wanted) {
    bool fine = true;
    for (const std::string_view name : {"delay", "low", "high", "median", "p99", "mean"}) {
      const bool given = !element.attribute(std::string(name).c_str()).empty();
      const bool used = std::find(wanted.begin(), wanted.end(), name) != wanted.end();
      if (given && !used) {
        reading_.problem(element, {fmt::format("{} hör inte till denna latency", name),
                                   fmt::format("{} does not belong to this latency", name)});
        fine = false;
      }
    }
    return fine;
  }

  bastjanst::Latency latency(const pugi::xml_node& element) {
    const std::string_view kind =
        element.attribute("latency").as_string(element.attribute("delay").empty() ? "" : "fixed");
    if (kind == "fixed" && only(element, {"delay"}))
      return bastjanst::FixedDelay{duration(element, "delay")};
    if (kind == "uniform" && only(element, {"low", "high"})) {
      const bastjanst::UniformDelay delay{duration(element, "low"), duration(element, "high")};
      if (delay.low > delay.high)
        reading_.problem(element, {"low är större än high", "low is larger than high"});
      return delay;
    }
    if (kind == "lognormal" && only(element, {"median", "p99"})) {
      const bastjanst::LognormalDelay delay{duration(element, "median"), duration(element, "p99")};
      if (delay.median <= Duration{} || delay.p99 <= delay.median) {
        reading_.problem(element, {"p99 måste vara större än median, och median större än noll",
                                   "p99 must be larger than median, and median above zero"});
      }
      return delay;
    }
    if (kind == "exponential" && only(element, {"mean"}))
      return bastjanst::ExponentialDelay{duration(element, "mean")};
    if (kind.empty()) only(element, {});
    return {};
  }

  std::vector<Step> read_steps(const pugi::xml_node& parent) {
    std::vector<Step> steps;
    for (const auto& element : parent.children()) {
      const std::string_view name = element.name();
      remember_step(element);
      require_role(element, name);
      if (name == "ask") steps.emplace_back(read_ask(element));
      if (name == "ping") {
        steps.emplace_back(
            PingStep{element.attribute("id").value(), kommun(element), certificate(element)});
      }
      if (name == "send") steps.emplace_back(read_send(element));
      if (name == "shs") steps.emplace_back(read_shs(element));
      if (name == "mailbox") steps.emplace_back(read_mailbox(element));
      if (name == "await") steps.emplace_back(read_await(element));
      if (name == "ask-source") steps.emplace_back(read_ask_source(element));
      if (name == "test-source") {
        steps.emplace_back(
            TestSourceStep{element.attribute("id").value(), source(element), certificate(element)});
      }
      if (name == "send-source") steps.emplace_back(read_send_source(element));
      if (name == "ask-generated") steps.emplace_back(read_generated(element));
      if (name == "ask-crowd") steps.emplace_back(read_crowd(element));
      if (name == "pause") steps.emplace_back(PauseStep{duration(element, "for")});
      if (name == "look") steps.emplace_back(LookStep{});
      if (name == "together") steps.emplace_back(TogetherStep{read_steps(element)});
    }
    return steps;
  }

  /// A step that the role's stage does not play would be silently without effect.
  void require_role(const pugi::xml_node& element, std::string_view step) {
    const bool of_any = step == "pause" || step == "together";
    const bool known = step == "look" || step == "shs" || step == "mailbox"
                           ? role_ == "driftspart"
                           : of_any || (step == "await") == (role_ == "kommun");
    if (!known) {
      reading_.problem(element, {fmt::format("steget {} hör inte till rollen {}", step, role_),
                                 fmt::format("the step {} is not of the role {}", step, role_)});
    }
  }

  void remember_step(const pugi::xml_node& element) {
    const std::string id = element.attribute("id").value();
    if (!id.empty() && !step_ids_.insert(id).second) {
      reading_.problem(element, {"två steg heter " + id, "two steps are called " + id});
    }
  }

  std::string kommun(const pugi::xml_node& element) {
    std::string id = element.attribute("kommun").as_string("exempelkommun");
    if (!contains(known_.kommuner, id))
      reading_.unknown(element, "kommun", "kommun", id, known_.kommuner);
    return id;
  }

  std::string certificate(const pugi::xml_node& element) {
    std::string name = element.attribute("certificate").as_string("own");
    if (!contains(known_.certificates, name)) {
      reading_.unknown(element, "certifikat", "certificate", name, known_.certificates);
    }
    return name;
  }

  std::string person(const pugi::xml_node& element, const std::string& id) {
    if (!contains(known_.persons, id))
      reading_.unknown(element, "testperson", "test person", id, known_.persons);
    return id;
  }

  AwaitStep read_await(const pugi::xml_node& element) {
    AwaitStep step;
    step.id = element.attribute("id").value();
    step.person = person(element, element.attribute("person").value());
    step.sources = contract::SourceSet::parse(element.attribute("sources").as_string("alla"))
                       .value_or(contract::SourceSet::all());
    step.answer = element.attribute("answer").as_string("normal");
    if (element.attribute("delay")) step.delay = duration(element, "delay");
    if (element.attribute("watch")) step.watch = duration(element, "watch");
    const bool of_shs = step.answer == "shs-error" || step.answer == "lost-receipt";
    if ((of_shs && door_ == Door::http) ||
        (step.answer == "lost-receipt" && door_ != Door::shs_asynch)) {
      reading_.problem(
          element,
          {fmt::format("answer=\"{}\" finns bara i SHS: scenariot behöver door=\"shs-asynch\"{}",
                       step.answer, step.answer == "shs-error" ? " eller \"shs\"" : ""),
           fmt::format(
               "answer=\"{}\" exists in SHS alone: the scenario needs door=\"shs-asynch\"{}",
               step.answer, step.answer == "shs-error" ? " or \"shs\"" : "")});
    }
    if (const auto from = element.attribute("from")) step.from = from.value();
    if (const auto tom = element.attribute("tom")) step.tom = tom.value();
    return step;
  }

  AskStep read_ask(const pugi::xml_node& element) {
    AskStep ask;
    ask.id = element.attribute("id").value();
    ask.kommun = kommun(element);
    for (const auto& id : words(element.attribute("person").value()))
      ask.persons.push_back(person(element, id));
    ask.sources = contract::SourceSet::parse(element.attribute("sources").as_string("alla"))
                      .value_or(contract::SourceSet::all());
    ask.certificate = certificate(element);
    ask.tls = element.attribute("tls").value();
    ask.times = element.attribute("times").as_ullong(1);
    if (const auto rate = element.attribute("rate"))
      ask.per_second = rate.as_double();  // stops at "/s"
    ask.at_once = element.attribute("at-once").as_bool(false);
    ask.echo = element.attribute("echo").as_bool(false);
    ask.correlate = element.attribute("correlate").as_bool(true);
    ask.rewrites = rewrites(element);
    if (const auto from = element.attribute("from")) ask.from = from.value();
    if (const auto tom = element.attribute("tom")) ask.tom = tom.value();
    if (ask.per_second && ask.at_once) {
      reading_.problem(
          element, {"rate och at-once utesluter varandra", "rate and at-once exclude each other"});
    }
    if (ask.per_second && *ask.per_second <= 0) {
      reading_.problem(element, {"rate måste vara större än noll", "rate must be above zero"});
    }
    check_period(element, ask.from.value_or(""), ask.tom.value_or(""));
    for (const auto& child : element.children()) read_ask_detail(child, ask);
    return ask;
  }

  AskGeneratedStep read_generated(const pugi::xml_node& element) {
    AskGeneratedStep ask;
    ask.id = element.attribute("id").value();
    ask.kommun = kommun(element);
    ask.person = person(element, element.attribute("person").as_string("anna"));
    ask.sources = contract::SourceSet::parse(element.attribute("sources").as_string("alla"))
                      .value_or(contract::SourceSet::all());
    const std::string_view cases = element.attribute("cases").value();
    if (cases == "valid") ask.cases = AskGeneratedStep::Cases::valid;
    if (cases == "pairs") ask.cases = AskGeneratedStep::Cases::pairs;
    ask.most = element.attribute("most").as_ullong(ask.most);
    const std::string_view document = element.attribute("document").value();
    if (document == "fraga") return ask;
    ask.answers_of = contract::source_from_code(document);
    if (ask.answers_of && ask.cases == AskGeneratedStep::Cases::pairs) {
      reading_.problem(element,
                       {"en källas svar är giltiga eller ogiltiga; pairs gäller frågor",
                        "a source's answers are valid or invalid; pairs is for questions"});
    }
    if (ask.answers_of && !ask.sources.contains(*ask.answers_of)) {
      reading_.problem(element, {"källan frågas inte", "that source is not asked"});
    }
    return ask;
  }

  AskCrowdStep read_crowd(const pugi::xml_node& element) {
    AskCrowdStep ask;
    ask.id = element.attribute("id").value();
    ask.kommun = kommun(element);
    ask.size = element.attribute("size").as_ullong(1);
    ask.sources = contract::SourceSet::parse(element.attribute("sources").as_string("alla"))
                      .value_or(contract::SourceSet::all());
    if (const auto rate = element.attribute("rate")) ask.per_second = rate.as_double();
    ask.at_once = element.attribute("at-once").as_bool(false);
    if (ask.per_second.has_value() == ask.at_once) {
      reading_.problem(element, {"ange antingen rate eller at-once", "say either rate or at-once"});
    }
    if (ask.per_second && *ask.per_second <= 0) {
      reading_.problem(element, {"rate måste vara större än noll", "rate must be above zero"});
    }
    return ask;
  }

  static std::vector<Rewrite> rewrites(const pugi::xml_node& element) {
    static const std::map<std::string, Rewrite, std::less<>> kWords = {
        {"prefixes", Rewrite::prefixes},
        {"default-namespace", Rewrite::default_namespace},
        {"white-space", Rewrite::white_space},
        {"attribute-order", Rewrite::attribute_order},
        {"member-order", Rewrite::member_order}};
    std::vector<Rewrite> out;
    for (const auto& word : words(element.attribute("rewrite").value()))
      out.push_back(kWords.at(word));  // the schema has checked it
    return out;
  }

  void check_period(const pugi::xml_node& element, const std::string& from,
                    const std::string& tom) {
    if (from.empty() != tom.empty()) {
      reading_.problem(element, {"from och tom hör ihop", "from and tom belong together"});
    }
    if (!from.empty() && !tom.empty() && tom < from) {
      reading_.problem(element,
                       {"perioden slutar före sin början; en felaktig period skrivs med <set>",
                        "the period ends before it begins; a wrong period is written with <set>"});
    }
  }

  void read_ask_detail(const pugi::xml_node& element, AskStep& ask) {
    const std::string_view name = element.name();
    using Kind = Alteration::Kind;
    if (name == "period") {
      const auto source = contract::source_from_code(element.attribute("source").value());
      if (!source) return;
      check_period(element, element.attribute("from").value(), element.attribute("tom").value());
      ask.periods.push_back(
          {*source, element.attribute("from").value(), element.attribute("tom").value()});
      if (!ask.sources.contains(*source)) {
        reading_.problem(element, {"källan frågas inte", "that source is not asked"});
      }
    }
    if (name == "set") {
      ask.alterations.push_back(
          {Kind::set, element.attribute("at").value(), element.attribute("to").value()});
    }
    if (name == "remove")
      ask.alterations.push_back({Kind::remove, element.attribute("at").value(), {}});
    if (name == "insert") {
      ask.alterations.push_back(
          {Kind::insert, element.attribute("into").value(), element.child_value()});
    }
    if (name == "http") {
      if (const auto method = element.attribute("method")) ask.http.method = method.value();
      if (const auto target = element.attribute("target")) ask.http.target = target.value();
      if (const auto type = element.attribute("content-type")) ask.http.content_type = type.value();
    }
    if (name == "lefi") {
      if (const auto version = element.attribute("version")) ask.lefi_version = version.value();
      if (const auto other = element.attribute("person"))
        ask.lefi_person = person(element, other.value());
      ask.lefi_empty = element.attribute("empty").as_bool(false);
    }
  }

  /// The base service that the step is about: one and the same in a whole scenario.
  contract::Source source(const pugi::xml_node& element) {
    const auto named = contract::source_from_code(element.attribute("source").value());
    if (!named) return {};  // the schema has told
    if (source_ && *source_ != *named) {
      reading_.problem(element,
                       {"ett scenario prövar en källa; här nämns en annan än förut",
                        "a scenario judges one source; another is named here than before"});
    }
    source_ = *named;
    return *named;
  }

  std::string slot(const pugi::xml_node& element, const std::string& name) {
    if (find_slot(name) == nullptr) {
      std::vector<std::string> known;
      for (const Slot& each : slots()) known.emplace_back(each.name);
      reading_.unknown(element, "personslag", "kind of person", name, known);
    }
    return name;
  }

  AskSourceStep read_ask_source(const pugi::xml_node& element) {
    AskSourceStep ask;
    ask.id = element.attribute("id").value();
    ask.source = source(element);
    for (const auto& name : words(element.attribute("person").value()))
      ask.persons.push_back(slot(element, name));
    ask.certificate = certificate(element);
    ask.tls = element.attribute("tls").value();
    ask.times = element.attribute("times").as_ullong(1);
    if (const auto rate = element.attribute("rate"))
      ask.per_second = rate.as_double();  // stops at "/s"
    ask.at_once = element.attribute("at-once").as_bool(false);
    ask.later_half = std::string_view(element.attribute("period").value()) == "later-half";
    if (ask.per_second && ask.at_once) {
      reading_.problem(
          element, {"rate och at-once utesluter varandra", "rate and at-once exclude each other"});
    }
    if (ask.per_second && *ask.per_second <= 0)
      reading_.problem(element, {"rate måste vara större än noll", "rate must be above zero"});
    AskStep details;  // the alterations are written as in an ordinary question
    for (const auto& child : element.children()) read_ask_detail(child, details);
    ask.alterations = std::move(details.alterations);
    ask.http = std::move(details.http);
    return ask;
  }

  SendSourceStep read_send_source(const pugi::xml_node& element) {
    SendSourceStep send;
    send.id = element.attribute("id").value();
    send.source = source(element);
    send.what = element.attribute("what").value();
    send.connections = element.attribute("connections").as_ullong(1);
    send.person = slot(element, element.attribute("person").as_string("med-uppgifter"));
    return send;
  }

  /// Who is judged decides what can be asked of whom, and who can be played.
  void check_role(const pugi::xml_node& root, const Scenario& scenario) {
    const bool judges_source = scenario.role == "uppgiftslamnare";
    if (judges_source && !source_) {
      reading_.problem(root, {"ett scenario för en uppgiftslämnare måste fråga den (ask-source, "
                              "test-source eller send-source)",
                              "a scenario for a source must ask it (ask-source, test-source or "
                              "send-source)"});
    }
    if (!judges_source && source_) {
      reading_.problem(root, {"bara rollen uppgiftslamnare frågar en källa direkt",
                              "only the role uppgiftslamnare asks a source directly"});
    }
    if (judges_source && asks_the_service(scenario.when)) {
      reading_.problem(root, {"rollen uppgiftslamnare har ingen tjänst att fråga; skriv ask-source",
                              "the role uppgiftslamnare has no service to ask; write ask-source"});
    }
    if (judges_source && !scenario.given.empty()) {
      reading_.problem(root, {"källan är den som prövas och kan inte spelas (given)",
                              "the source is the one that is judged and cannot be played (given)"});
    }
  }

  static bool asks_the_service(const std::vector<Step>& steps) {
    return std::any_of(steps.begin(), steps.end(), [](const Step& step) {
      if (const auto* together = std::get_if<TogetherStep>(&step))
        return asks_the_service(together->steps);
      return std::holds_alternative<AskStep>(step) || std::holds_alternative<PingStep>(step) ||
             std::holds_alternative<SendStep>(step) || std::holds_alternative<ShsStep>(step) ||
             std::holds_alternative<AskGeneratedStep>(step) ||
             std::holds_alternative<AskCrowdStep>(step);
    });
  }

  /// The id of an earlier step, by that attribute.
  std::string earlier(const pugi::xml_node& element, const char* attribute) {
    std::string id = element.attribute(attribute).value();
    if (!id.empty() && !step_ids_.contains(id)) {
      reading_.problem(element,
                       {"inget tidigare steg heter " + id, "no earlier step is called " + id});
    }
    return id;
  }

  ShsStep read_shs(const pugi::xml_node& element) {
    ShsStep step;
    step.id = element.attribute("id").value();
    step.letter = element.attribute("letter").as_string("question");
    step.synch = element.attribute("transfer").as_string("synch") == std::string_view("synch");
    step.kommun = kommun(element);
    step.person = person(element, element.attribute("person").as_string("anna"));
    step.certificate = certificate(element);
    step.again = earlier(element, "again");
    step.times = element.attribute("times").as_ullong(1);
    return step;
  }

  MailboxStep read_mailbox(const pugi::xml_node& element) {
    using Action = MailboxStep::Action;
    MailboxStep step;
    step.id = element.attribute("id").value();
    const std::string_view action = element.attribute("do").value();
    if (action == "fetch") step.action = Action::fetch;
    if (action == "acknowledge") step.action = Action::acknowledge;
    step.of = earlier(element, "of");
    step.kommun = kommun(element);
    step.by = element.attribute("by").value();
    if (!step.by.empty() && !contains(known_.kommuner, step.by))
      reading_.unknown(element, "kommun", "kommun", step.by, known_.kommuner);
    step.certificate = certificate(element);
    if (element.attribute("within")) step.within = duration(element, "within");
    return step;
  }

  SendStep read_send(const pugi::xml_node& element) {
    SendStep send;
    send.id = element.attribute("id").value();
    send.what = element.attribute("what").value();
    send.kommun = kommun(element);
    send.connections = element.attribute("connections").as_ullong(1);
    send.person = person(element, element.attribute("person").as_string("anna"));
    return send;
  }

  CheckUse read_check(const pugi::xml_node& element) {
    CheckUse use;
    use.name = element.name();
    use.line = reading_.line_of(element);
    for (const auto& attribute : element.attributes())
      use.parameters[attribute.name()] = attribute.value();
    for (const char* name : {"of", "as"}) {
      const auto of = use.parameters.find(name);
      if (of != use.parameters.end() && !step_ids_.contains(of->second)) {
        reading_.problem(element,
                         {"inget steg heter " + of->second, "no step is called " + of->second});
      }
    }
    return use;
  }

  Reading& reading_;
  const Vocabulary& known_;
  std::set<std::string> step_ids_;
  std::string role_;
  Door door_ = Door::http;  // that the scenario says
  std::optional<contract::Source> source_;
};

// A prefixed element would be read by the schema and overlooked by the reader.
void forbid_prefixes(Reading& reading, const pugi::xml_node& node) {
  for (const auto& child : node.children()) {
    if (child.type() != pugi::node_element) continue;
    if (std::string_view(child.name()).find(':') != std::string_view::npos) {
      reading.problem(child,
                      {"elementen skrivs utan prefix", "elements are written without a prefix"});
    }
    forbid_prefixes(reading, child);
  }
}

// The root element; null after telling what is wrong.
pugi::xml_node parse(Reading& reading, pugi::xml_document& document) {
  const std::string& text = reading.text();
  if (!document.load_buffer(text.data(), text.size())) {
    reading.problem(document, {"går inte att läsa som XML", "cannot be read as XML"});
    return {};
  }
  forbid_prefixes(reading, document);
  return document.document_element();
}

// `$source` stands for each code in turn. Replacing it in the text keeps every line where it is.
std::string for_source(std::string text, contract::Source source) {
  constexpr std::string_view kPlaceholder = "$source";
  const std::string_view code = contract::code(source);
  for (auto at = text.find(kPlaceholder); at != std::string::npos;
       at = text.find(kPlaceholder, at)) {
    text.replace(at, kPlaceholder.size(), code);
  }
  return text;
}

}  // namespace

std::string to_string(const Problem& problem, Language language) {
  if (problem.line == 0)
    return fmt::format("{}: {}", problem.file.string(), problem.message.in(language));
  return fmt::format("{}:{}:{}: {}", problem.file.string(), problem.line, problem.column,
                     problem.message.in(language));
}

struct Loader::State {
  xml::Schema scenario_schema;
  xml::Schema plan_schema;
  Vocabulary vocabulary;

  // The file's text when it follows its schema; empty after telling what is wrong.
  static std::string valid_text(const fs::path& file, const xml::Schema& schema,
                                std::vector<Problem>& problems) {
    auto text = read_file(file, kFileBytesMax);
    if (!text) {
      problems.push_back({file, 1, 1, {text.error().detail, text.error().detail}});
      return {};
    }
    const auto found = schema.problems(*text, {}, xml::Values::shown);
    for (const auto& problem : found) {
      problems.push_back({file, problem.line, problem.column, {problem.message, problem.message}});
    }
    return found.empty() ? std::move(*text) : std::string();
  }
};

Loader::Loader(std::shared_ptr<const State> state) : state_(std::move(state)) {}

Result<Loader> Loader::create(const fs::path& data_dir, Vocabulary vocabulary) {
  const fs::path folder = data_dir / "schemas" / "provbank";
  auto scenario_schema = xml::Schema::load(folder / "scenario-1.xsd");
  if (!scenario_schema) return scenario_schema.error();
  auto plan_schema = xml::Schema::load(folder / "plan-1.xsd");
  if (!plan_schema) return plan_schema.error();
  return Loader(std::make_shared<const State>(
      State{std::move(*scenario_schema), std::move(*plan_schema), std::move(vocabulary)}));
}

std::vector<Scenario> Loader::load_scenarios(const fs::path& file,
                                             std::vector<Problem>& problems) const {
  const std::size_t before = problems.size();
  const std::string text = State::valid_text(file, state_->scenario_schema, problems);
  if (problems.size() > before) return {};
  pugi::xml_document document;
  Reading whole(file, text, problems);
  const auto root = parse(whole, document);
  const auto each = root.attribute("for-each-source");
  if (problems.size() > before) return {};
  const auto read = [this, &file, &problems](const std::string& one) {
    pugi::xml_document instance;
    Reading reading(file, one, problems);
    Scenario scenario = ScenarioReader(reading, state_->vocabulary).read(parse(reading, instance));
    scenario.file = file;
    return scenario;
  };
  std::vector<Scenario> scenarios;
  if (!each) {
    scenarios.push_back(read(text));
  } else {
    const auto sources = contract::SourceSet::parse(each.value()).value_or(contract::SourceSet{});
    for (const auto source : sources.in_order()) {
      if (problems.size() > before) break;  // the other instances would only say the same again
      scenarios.push_back(read(for_source(text, source)));
      scenarios.back().id += fmt::format("-{}", contract::code(source));
    }
  }
  if (problems.size() > before) return {};
  return scenarios;
}

std::vector<Scenario> Loader::load_folder(const fs::path& folder,
                                          std::vector<Problem>& problems) const {
  std::vector<fs::path> files;
  for (auto it = fs::recursive_directory_iterator(folder); it != fs::recursive_directory_iterator();
       ++it) {
    // What proves the checks is no part of what is proven with them.
    const auto name = it->path().filename();
    if (it->is_directory() && (name == "plans" || name == "bevis")) it.disable_recursion_pending();
    if (it->is_regular_file() && it->path().extension() == ".xml") files.push_back(it->path());
  }
  std::sort(files.begin(), files.end());
  std::vector<Scenario> scenarios;
  std::map<std::string, fs::path> seen;
  for (const auto& file : files) {
    for (auto& scenario : load_scenarios(file, problems)) {
      const auto [other, fresh] = seen.emplace(scenario.id, file);
      if (!fresh) {
        problems.push_back({file,
                            1,
                            1,
                            {scenario.id + " finns redan i " + other->second.string(),
                             scenario.id + " exists already in " + other->second.string()}});
      }
      scenario.file = fs::relative(file, folder);
      scenarios.push_back(std::move(scenario));
    }
  }
  std::sort(scenarios.begin(), scenarios.end(),
            [](const auto& a, const auto& b) { return a.id < b.id; });
  return scenarios;
}

std::optional<Plan> Loader::load_plan(const fs::path& file, std::vector<Problem>& problems) const {
  const std::size_t before = problems.size();
  const std::string text = State::valid_text(file, state_->plan_schema, problems);
  if (problems.size() > before) return std::nullopt;
  pugi::xml_document document;
  Reading reading(file, text, problems);
  const auto root = parse(reading, document);
  ScenarioReader reader(reading, state_->vocabulary);
  Plan plan;
  plan.id = root.attribute("id").value();
  plan.title = reader.bilingual(root, "title");
  plan.file = file;
  for (const auto& role : root.children("role")) plan.roles.emplace_back(role.child_value());
  for (const auto& include : root.children("include")) {
    plan.include.emplace_back(include.attribute("scenario").value());
  }
  for (const auto& exclude : root.children("exclude")) {
    plan.exclude.push_back(
        {exclude.attribute("scenario").value(), reader.bilingual(exclude, "reason")});
  }
  if (problems.size() > before) return std::nullopt;
  return plan;
}

}  // namespace provbank::scenario
