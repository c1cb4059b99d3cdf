// What is left when it should be gone. Files are left where the aggregator writes.
#include <utility>

#include "harness/defects/defect.hpp"
#include "harness/defects/tools.hpp"
#include "platform/crypto/encoding.hpp"

namespace provbank::defects {
namespace {

using aggregator::Event;

/// Leaves something of each question and its reply.
MakeDecorators leaving(
    std::function<void(const std::filesystem::path&, const http::Request&, const http::Response&)>
        how) {
  return [how = std::move(how)](const Scene& scene) {
    const auto dir = scene.driftspart_dir;
    return door_reply([how, dir](const http::Request& request, http::Response& response) {
      how(dir, request, response);
    })(scene);
  };
}

}  // namespace

std::vector<Defect> purge_defects() {
  std::vector<Defect> list;
  const Entry add(list, Part::purge, checks::Party::driftspart);
  add("GALLR-sparar-fragor", "B3-5.9",
      {"Varje fråga sparas i en fil.", "Each question is kept in a file."}, {"purged"},
      {"no-cross-talk"},
      leaving([](const auto& dir, const http::Request& request, const http::Response&) {
        append(dir / "fragor.log", request.body + "\n");
      }));
  add("GALLR-sparar-svar", "TV-8.3.4",
      {"Varje svar sparas i en fil.", "Each answer is kept in a file."}, {"purged"},
      {"no-cross-talk"},
      leaving([](const auto& dir, const http::Request&, const http::Response& response) {
        append(dir / "svar.log", response.body + "\n");
      }));
  add("GALLR-sparar-svar-kodat", "TV-8.3.4",
      {"Varje svar sparas, kodat i base64.", "Each answer is kept, encoded in base64."}, {"purged"},
      {"no-cross-talk"},
      leaving([](const auto& dir, const http::Request&, const http::Response& response) {
        append(dir / "cache.b64", crypto::base64(response.body) + "\n");
      }));
  add("GALLR-sparar-en-kalla", "B3-5.9",
      {"Transportstyrelsens svar sparas som de kom.",
       "Transportstyrelsen's answers are kept as they came."},
      {"purged"}, {"no-cross-talk"}, [](const Scene& scene) {
        const auto file = scene.driftspart_dir / "tns.cache";
        return call_reply(Source::tns, [file](const http::Request&, http::Response& response) {
          append(file, response.body);
        })(scene);
      });
  add("GALLR-personregister", "TV-8.3.3",
      {"En lista förs över dem som det har frågats om, med bindestreck i numren.",
       "A list is kept of those asked about, their numbers written with a hyphen."},
      {"purged"}, {"no-cross-talk"},
      leaving([](const auto& dir, const http::Request& request, const http::Response&) {
        const std::string person = person_asked_about(request);
        if (person.size() == 12)
          append(dir / "personer.txt", person.substr(2, 6) + "-" + person.substr(8) + "\n");
      }));
  add("GALLR-felspar", "TV-12.5.12",
      {"En felsökningsfil får hela frågan när något går fel, och bara då.",
       "A debug file gets the whole question when something fails, and only then."},
      {"purged"}, {},
      leaving([](const auto& dir, const http::Request& request, const http::Response& response) {
        if (is_fault(response) && is_question(request))
          append(dir / "felspar.txt", request.body + "\n");
      }));
  add("GALLR-nummer-i-loggen", "B3-5.9",
      {"Personens nummer står i händelseloggens anmärkning.",
       "The person's number stands in the event log's remark."},
      {"purged", "log-minimal"}, {"no-cross-talk"}, [](const Scene& scene) {
        auto last = std::make_shared<std::string>();
        return both(
            door_request([last](http::Request& request) { *last = person_asked_about(request); }),
            logging([last](std::vector<Event>& events) {
              for (auto& event : events) {
                if (event.kind == aggregator::EventKind::question && !last->empty())
                  event.detail = "person " + *last;
              }
            }))(scene);
      });
  add("GALLR-nummer-som-pseudonym", "B3-5.9",
      {"Loggens pseudonym är personens nummer.", "The log's pseudonym is the person's number."},
      {"purged", "log-minimal", "log-sufficient"}, {"no-cross-talk"}, [](const Scene& scene) {
        auto last = std::make_shared<std::string>();
        return both(
            door_request([last](http::Request& request) { *last = person_asked_about(request); }),
            logging([last](std::vector<Event>& events) {
              for (auto& event : events) {
                if (!event.person.empty() && !last->empty()) event.person = *last;
              }
            }))(scene);
      });
  return list;
}

}  // namespace provbank::defects
