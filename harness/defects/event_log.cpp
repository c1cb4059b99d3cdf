// What the event log lacks, or says and should not.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <memory>
#include <system_error>
#include <utility>

#include "harness/defects/defect.hpp"
#include "harness/defects/tools.hpp"
#include "harness/world/parties.hpp"
#include "platform/base/file.hpp"

namespace provbank::defects {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using aggregator::Event;
using aggregator::EventKind;
using Events = std::vector<Event>;

/// A log whose file is changed by somebody else once it is closed for the day.
class TouchedLog final : public aggregator::EventLog {
 public:
  TouchedLog(std::unique_ptr<aggregator::EventLog> inner, fs::path file,
             std::function<void(std::string&)> change)
      : inner_(std::move(inner)), file_(std::move(file)), change_(std::move(change)) {}

  net::awaitable<Result<void>> append(Events events) override {
    return inner_->append(std::move(events));
  }
  net::awaitable<Result<void>> check() override { return inner_->check(); }
  net::awaitable<Result<void>> seal() override {
    auto sealed = co_await inner_->seal();
    auto content = read_file(file_);
    if (content) {
      change_(*content);
      std::ofstream(file_, std::ios::binary | std::ios::trunc) << *content;
    }
    co_return sealed;
  }

 private:
  std::unique_ptr<aggregator::EventLog> inner_;
  fs::path file_;
  std::function<void(std::string&)> change_;
};

/// Events that the log never sees.
MakeDecorators without(std::function<bool(const Event&)> which) {
  return logging([which = std::move(which)](Events& events) { std::erase_if(events, which); });
}

MakeDecorators each(std::function<void(Event&)> change) {
  return logging([change = std::move(change)](Events& events) {
    for (auto& event : events) change(event);
  });
}

/// What the operator's verification of its log says of a copy, given what is right.
MakeDecorators verifying(std::function<bool(evidence::Tampering, bool)> says) {
  return [says = std::move(says)](const Scene&) {
    world::Decorators made;
    made.log_verification = says;
    return made;
  };
}

MakeDecorators keeping(std::optional<time::Duration> keep) {
  return [keep](const Scene&) {
    world::Decorators made;
    made.log_keeping = [keep](std::optional<time::Duration>& kept) { kept = keep; };
    return made;
  };
}

/// Somebody changes what stands in the log's file, behind the log's back, when the second question
/// has been written.
MakeDecorators behind_its_back(std::function<void(std::string&)> change) {
  return [change = std::move(change)](const Scene& scene) {
    const auto file = scene.driftspart_dir / world::kEventLogFile;
    world::Decorators made;
    made.event_log = [file, change](std::unique_ptr<aggregator::EventLog> log) {
      return std::make_unique<TouchedLog>(std::move(log), file, change);
    };
    return made;
  };
}

/// The file's rights are wider than they were made.
MakeDecorators open_to(std::filesystem::perms more) {
  return [more](const Scene& scene) {
    const auto file = scene.driftspart_dir / world::kEventLogFile;
    return logging([file, more](Events&) {
      std::error_code ignored;
      std::filesystem::permissions(file, more, std::filesystem::perm_options::add, ignored);
    })(scene);
  };
}

}  // namespace

std::vector<Defect> log_defects() {
  std::vector<Defect> list;
  const auto add = [&list](std::string_view id, std::string_view clause, Bilingual text,
                           std::vector<std::string_view> collateral, MakeDecorators decorate,
                           std::vector<std::string_view> expected = {"log-sufficient"}) {
    list.push_back({.id = id,
                    .part = Part::event_log,
                    .guilty = checks::Party::driftspart,
                    .clause = clause,
                    .text = std::move(text),
                    .expected = std::move(expected),
                    .collateral = std::move(collateral),
                    .decorate = std::move(decorate)});
  };
  add("LOGG-tom", "B3-6.1.1",
      {"Inga frågor skrivs i loggen.", "No questions are written to the log."}, {},
      without([](const Event& event) {
        return event.kind != EventKind::start && event.kind != EventKind::stop;
      }));
  add("LOGG-var-tionde", "B3-6.1.1",
      {"Var tionde fråga kommer inte med i loggen.", "One question in ten is not in the log."}, {},
      logging([count = 0](Events& events) mutable {
        const bool question = std::ranges::any_of(
            events, [](const Event& event) { return event.kind == EventKind::question; });
        if (question && ++count % 10 == 1) events.clear();
      }));
  add("LOGG-utan-handlaggare", "B3-6.1.1",
      {"Handläggaren står inte i loggen.", "The case worker is not in the log."}, {},
      each([](Event& event) { event.handlaggare.clear(); }));
  add("LOGG-utan-arende", "B3-6.1.1",
      {"Ärendet står inte i loggen.", "The case is not in the log."}, {},
      each([](Event& event) { event.case_id.clear(); }));
  add("LOGG-kapar-arende", "B3-6.1.1",
      {"Ärendets beteckning kapas till fyra tecken.", "The case id is cut to four characters."}, {},
      each([](Event& event) { event.case_id = event.case_id.substr(0, 4); }));
  add("LOGG-fel-organisation", "B3-6.1.1",
      {"Driftsparten står som den som frågade.", "The operator stands as the one who asked."}, {},
      each([](Event& event) {
        if (!event.organisation.empty()) event.organisation = "162021009986";
      }));
  add("LOGG-utan-kallor", "B3-6.1.1",
      {"Det står inte vilka källor som frågan gällde.",
       "It is not written which sources the question concerned."},
      {}, each([](Event& event) { event.sources = {}; }));
  add("LOGG-alla-kallor", "B3-6.1.1",
      {"Alla källor står i loggen, vilka frågan än gällde.",
       "All sources are in the log, whichever the question concerned."},
      {}, each([](Event& event) {
        if (!event.sources.empty()) event.sources = contract::SourceSet::all();
      }));
  add("LOGG-alltid-fullstandigt", "B3-6.1.2",
      {"Varje fråga står som fullständigt besvarad.",
       "Every question is written down as completely answered."},
      {}, each([](Event& event) {
        if (event.kind == EventKind::question && event.outcome == "partial")
          event.outcome = "complete";
      }));
  add("LOGG-utan-avvikelser", "B3-6.1.2",
      {"Avvikelser skrivs inte ner.", "Deviations are not written down."}, {},
      without([](const Event& event) { return event.kind == EventKind::deviation; }));
  add("LOGG-sena-svar-saknas", "B3-6.1.2",
      {"Att ett svar var sent skrivs inte ner.", "That an answer was late is not written down."},
      {}, without([](const Event& event) {
        return event.kind == EventKind::deviation && event.outcome == "late";
      }));
  add("LOGG-avvisade-saknas", "B3-6.1.3",
      {"Avvisade frågor skrivs inte ner som fel.",
       "Refused questions are not written down as errors."},
      {}, without([](const Event& event) { return event.kind == EventKind::refusal; }));
  add("LOGG-obehoriga-saknas", "B3-6.1.2",
      {"Att en obehörig försökte skrivs inte ner som avvikelse.",
       "That somebody unauthorised tried is not written down as a deviation."},
      {}, without([](const Event& event) {
        return event.kind == EventKind::deviation && !event.source && event.outcome == "refused";
      }));
  add("LOGG-tls-saknas", "B3-6.1.3",
      {"Nekade TLS-förbindelser skrivs inte ner.", "Refused TLS connections are not written down."},
      {}, without([](const Event& event) { return event.kind == EventKind::incident; }));
  add("LOGG-fel-felkod", "B3-6.1.3",
      {"Alla fel skrivs ner med samma felkod.", "All errors are written down with one code."}, {},
      each([](Event& event) {
        if (!event.felkod.empty()) event.felkod = "SSBTEK-000";
      }));
  add("LOGG-ping-saknas", "B3-6.1.1", {"Testanrop skrivs inte ner.", "Pings are not written down."},
      {}, without([](const Event& event) { return event.kind == EventKind::ping; }));
  add("LOGG-ping-okand", "B3-6.1.1",
      {"Den som gjorde ett testanrop står inte i loggen.",
       "Whoever made a ping is not in the log."},
      {}, each([](Event& event) {
        if (event.kind == EventKind::ping) event.caller.clear();
      }));
  add("LOGG-dubbelt", "B3-6.1.1",
      {"Varje fråga skrivs ner två gånger.", "Each question is written down twice."}, {},
      logging([](Events& events) {
        const Events copy = events;
        for (const auto& event : copy) {
          if (event.kind == EventKind::question) events.push_back(event);
        }
      }));
  add("LOGG-bara-forsta-personen", "B3-6.1.1",
      {"Av flera personer i en fråga skrivs bara den första ner.",
       "Of several persons in a question only the first is written down."},
      {}, logging([](Events& events) {
        bool seen = false;
        std::erase_if(events, [&seen](const Event& event) {
          return event.kind == EventKind::question && std::exchange(seen, true);
        });
      }));
  add("LOGG-en-pseudonym-for-alla", "B3-6.1.1",
      {"Alla personer har samma pseudonym.", "All persons have the same pseudonym."}, {},
      each([](Event& event) {
        if (!event.person.empty()) event.person = std::string(32, '0');
      }));
  add("LOGG-ny-pseudonym", "B3-6.1.1",
      {"Samma person får en ny pseudonym för varje fråga.",
       "The same person gets a new pseudonym for each question."},
      {}, logging([count = 0](Events& events) mutable {
        ++count;
        for (auto& event : events) {
          if (!event.person.empty()) event.person = std::to_string(count) + event.person;
        }
      }));
  add("LOGG-utan-person", "B3-6.1.1", {"Pseudonymen saknas.", "The pseudonym is missing."}, {},
      each([](Event& event) { event.person.clear(); }));
  add("LOGG-fel-tid", "B3-6.1.1",
      {"Klockan i loggen går fem minuter fel under dagen.",
       "The log's clock is five minutes off in the course of the day."},
      {}, logging([count = 0](Events& events) mutable {
        const bool question = std::ranges::any_of(
            events, [](const Event& event) { return event.kind == EventKind::question; });
        if (question) ++count;
        for (auto& event : events) event.time += count * 5min;
      }),
      {"log-timely"});
  add("LOGG-klockan-efter", "B3-5.3",
      {"Loggens klocka går en timme efter, hela tiden.",
       "The log's clock is an hour behind, all the time."},
      {}, each([](Event& event) { event.time -= 1h; }), {"log-timely"});
  add("LOGG-skrivs-senare", "B3-6.1.1",
      {"Var tredje fråga får den tid då den till slut skrevs, sju sekunder senare.",
       "Every third question gets the time at which it was written at last, seven seconds later."},
      {}, logging([count = 0](Events& events) mutable {
        if (++count % 3 == 0) {
          for (auto& event : events) event.time += 7s;
        }
      }),
      {"log-timely"});
  add("LOGG-svarsvarde", "TV-8.3.4",
      {"Ett namn ur ett svar står i loggens anmärkning.",
       "A name of an answer stands in the log's remark."},
      {"purged"},
      [](const Scene& scene) {
        auto seen = std::make_shared<std::string>();
        return both(door_reply([seen](const http::Request&, http::Response& response) {
                      if (is_answer(response))
                        *seen = text_at(response.body, "//*[local-name()='efternamn']");
                    }),
                    logging([seen](Events& events) {
                      for (auto& event : events) event.detail = *seen;
                    }))(scene);
      },
      {"log-minimal"});
  add("LOGG-lasbar-for-alla", "B3-6.3/behorighet",
      {"Alla på maskinen får läsa loggen.", "Everybody on the machine may read the log."}, {},
      open_to(std::filesystem::perms::others_read), {"log-restricted"});
  add("LOGG-skrivbar-for-gruppen", "B3-6.3/behorighet",
      {"Gruppen får skriva i loggen.", "The group may write to the log."}, {},
      open_to(std::filesystem::perms::group_write), {"log-restricted"});
  add("LOGG-trasiga-rader", "B3-6.1.1",
      {"Rader i loggen går inte att läsa.", "Lines of the log cannot be read."},
      {"log-tamper-evident"}, [](const Scene& scene) {
        const auto file = scene.driftspart_dir / "event-log.jsonl";
        return logging([file](Events&) { append(file, "{\"v\":1,\"event\":\"question\",\n"); })(
            scene);
      });
  const std::vector<std::string_view> found = {"log-tamper-evident"};
  add("LOGG-kontroll-godtar-allt", "B3-6.2/manipulation",
      {"Kontrollen av loggen godtar vad som helst.",
       "The verification of the log accepts anything."},
      {}, verifying([](evidence::Tampering, bool) { return true; }), found);
  add("LOGG-kontroll-godtar-omskrivet", "B3-6.2/manipulation",
      {"Kontrollen av loggen räknar poster men läser dem inte: en omskriven post godtas.",
       "The verification of the log counts entries and does not read them: a rewritten one is "
       "accepted."},
      {}, verifying([](evidence::Tampering what, bool accepted) {
        return accepted || what == evidence::Tampering::altered;
      }),
      found);
  add("LOGG-kontroll-ser-inte-slutet", "B3-6.2/manipulation",
      {"Kontrollen av loggen märker inte att slutet är avskuret.",
       "The verification of the log does not notice that the end is cut off."},
      {}, verifying([](evidence::Tampering what, bool accepted) {
        return accepted || what == evidence::Tampering::cut;
      }),
      found);
  add("LOGG-kontroll-godtar-inget", "B3-6.2/manipulation",
      {"Kontrollen av loggen underkänner vad som helst.",
       "The verification of the log refuses anything."},
      {}, verifying([](evidence::Tampering, bool) { return false; }), found);
  add("LOGG-omskriven-post", "B3-6.2/manipulation",
      {"Någon har bytt en handläggares namn i en post.",
       "Somebody has changed a case worker's name in an entry."},
      {"log-sufficient"}, behind_its_back([](std::string& log) {
        const auto at = log.find("handlaggare.");
        if (at != std::string::npos) log[at + 12] = log[at + 12] == 'x' ? 'y' : 'x';
      }),
      found);
  add("LOGG-borttagen-post", "B3-6.2/manipulation",
      {"Någon har tagit bort en post.", "Somebody has removed an entry."}, {"log-sufficient"},
      behind_its_back([](std::string& log) {
        const auto at = log.find("\"event\":\"question\"");
        if (at == std::string::npos) return;
        const auto begin = log.rfind('\n', at) + 1;
        log.erase(begin, log.find('\n', at) + 1 - begin);
      }),
      found);
  add("LOGG-avriven", "B3-6.2/manipulation",
      {"Loggens sista rad är avriven.", "The log's last line is torn off."}, {"log-sufficient"},
      behind_its_back([](std::string& log) { log.resize(log.size() - 20); }), found);
  add("LOGG-gallras-for-tidigt", "B3-6.1/bevarande",
      {"Loggen gallras efter tre månader.", "The log is weeded after three months."}, {},
      keeping(std::chrono::days(90)), {"log-kept"});
  add("LOGG-gallras-aldrig", "B3-6.1/bevarande",
      {"Loggen gallras aldrig.", "The log is never weeded."}, {}, keeping(std::nullopt),
      {"log-kept"});
  return list;
}

}  // namespace provbank::defects
