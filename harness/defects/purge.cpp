// What is left when it should be gone. Files are left where the aggregator writes.
#include <algorithm>
#include <array>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/this_coro.hpp>
#include <fstream>
#include <nlohmann/json.hpp>
#include <utility>

#include "harness/defects/defect.hpp"
#include "harness/defects/packing.hpp"
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

/// Leaves something of each question about a person, made of the person's number.
MakeDecorators leaving_number(
    std::function<void(const std::filesystem::path&, const std::string&)> how) {
  return leaving(
      [how = std::move(how)](const auto& dir, const http::Request& request, const http::Response&) {
        const std::string person = person_asked_about(request);
        if (person.size() == 12) how(dir, person);
      });
}

void overwrite(const std::filesystem::path& file, const std::string& content) {
  std::filesystem::create_directories(file.parent_path());
  std::ofstream(file, std::ios::binary | std::ios::trunc) << content;
}

std::string in_utf16(const std::string& digits) {
  std::string out;
  for (const char digit : digits) out += {digit, '\0'};
  return out;
}

/// The texts of the document that are not plain ASCII, written as a careful JSON writer does.
std::string json_of_foreign_texts(const std::string& xml) {
  std::string out;
  for (auto begin = xml.find('>'); begin != std::string::npos; begin = xml.find('>', begin + 1)) {
    const auto end = xml.find('<', begin);
    if (end == std::string::npos) break;
    const std::string text = xml.substr(begin + 1, end - begin - 1);
    const bool foreign =
        std::ranges::any_of(text, [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
    if (!foreign) continue;
    using Json = nlohmann::json;
    out += Json(text).dump(-1, ' ', true, Json::error_handler_t::replace) + "\n";
  }
  return out;
}

using namespace std::chrono_literals;

/// Removes the file when an hour has gone. Nobody waits for it: it is the careless housekeeping of
/// a party, and ends with the world it was started in.
net::awaitable<void> remove_after_an_hour(std::filesystem::path file, time::Clock& clock) {
  co_await time::sleep_for(clock, 1h - 1s);
  std::filesystem::remove(file);
}

net::awaitable<http::Response> answer_and_keep_for_an_hour(Passing passing,
                                                           std::filesystem::path file) {
  const std::string question = passing.request.body;
  auto response = co_await passing.inner(std::move(passing.request), passing.peer);
  append(file, question);
  const auto executor = co_await net::asio::this_coro::executor;
  net::asio::co_spawn(executor, remove_after_an_hour(file, passing.clock), net::asio::detached);
  co_return response;
}

/// Containers, encodings and places in which something is left.
void add_hidden(const Entry& add) {
  for (const std::size_t before : {1U, 2U}) {
    static const std::array<std::string_view, 2> ids = {"GALLR-base64-fas-1", "GALLR-base64-fas-2"};
    add(ids[before - 1], "TV-8.3.4",
        {"Personens nummer sparas i base64, med andra byte före så att det börjar mitt i en grupp.",
         "The person's number is kept in base64, with other bytes before it so that it begins "
         "inside a group."},
        {"purged"}, {"no-cross-talk"},
        leaving_number([before](const auto& dir, const std::string& person) {
          append(dir / "nyckel.b64",
                 crypto::base64(std::string(before, ';') + person + ";") + "\n");
        }));
  }
  add("GALLR-base64-i-rader", "TV-8.3.4",
      {"Personens nummer sparas i ett brev som MIME kodar i base64, delat av en radbrytning.",
       "The person's number is kept in a letter that MIME codes in base64, parted by a line's "
       "end."},
      {"purged"}, {}, leaving_number([](const auto& dir, const std::string& person) {
        // Of the letter a line holds 57 bytes; the number begins with the 53rd.
        const std::string coded =
            crypto::base64("Hej! Handlingarna i det ärende som du frågade om: " + person + ".");
        append(dir / "brev.eml", "Content-Transfer-Encoding: base64\r\n\r\n" + coded.substr(0, 76) +
                                     "\r\n" + coded.substr(76) + "\r\n");
      }));
  add("GALLR-quoted-printable", "TV-8.3.4",
      {"Personens nummer sparas i ett brev i quoted-printable, delat av en mjuk radbrytning.",
       "The person's number is kept in a letter in quoted-printable, parted by a soft break."},
      {"purged"}, {}, leaving_number([](const auto& dir, const std::string& person) {
        append(dir / "brev.eml", "=C3=84rendet g=C3=A4ller " + person.substr(0, 6) + "=\r\n" +
                                     person.substr(6) + ".\r\n");
      }));
  add("GALLR-utf-16", "TV-8.3.4",
      {"Personens nummer sparas i UTF-16.", "The person's number is kept in UTF-16."}, {"purged"},
      {"no-cross-talk"}, leaving_number([](const auto& dir, const std::string& person) {
        append(dir / "personer.utf16", in_utf16(person + "\n"));
      }));
  add("GALLR-json", "TV-8.3.4",
      {"Texter ur svaret sparas i JSON, med å, ä och ö som \\u00e5, \\u00e4 och \\u00f6.",
       "Texts of the answer are kept in JSON, with its letters written as \\u00e5 and so on."},
      {"purged"}, {"no-cross-talk"},
      leaving([](const auto& dir, const http::Request&, const http::Response& response) {
        append(dir / "texter.jsonl", json_of_foreign_texts(response.body));
      }));
  add("GALLR-gzip", "TV-8.3.4",
      {"Svaren sparas i en komprimerad logg.", "The answers are kept in a compressed log."},
      {"purged"}, {}, leaving([](const auto& dir, const http::Request&, const http::Response& r) {
        append(dir / "svar.log.gz", gzipped(r.body + "\n"));
      }));
  add("GALLR-tar-zst", "B3-5.9",
      {"Frågan ligger i ett packat arkiv, tänkt som säkerhetskopia.",
       "The question lies in a packed archive that is meant as a backup."},
      {"purged"}, {}, leaving([](const auto& dir, const http::Request& q, const http::Response&) {
        overwrite(dir / "kopior" / "dygn.tar.zst", tar_zst("fraga.xml", q.body));
      }));
  add("GALLR-tillfallig-fil", "TV-8.3.4",
      {"Svaret skrivs till en tillfällig fil, som blir kvar.",
       "The answer is written to a temporary file, which stays."},
      {"purged"}, {"no-cross-talk"},
      leaving([](const auto& dir, const http::Request&, const http::Response& response) {
        overwrite(dir / "tmp" / "svar-7f3a.tmp", response.body);
      }));
  add("GALLR-karna", "TV-8.3.4",
      {"En kärndump av processen ligger kvar, med frågan i minnet.",
       "A core dump of the process is left, with the question in its memory."},
      {"purged"}, {"no-cross-talk"},
      leaving([](const auto& dir, const http::Request& request, const http::Response&) {
        overwrite(dir / "core.4711", core_of(request.body));
      }));
  add("GALLR-sqlite", "TV-8.3.4",
      {"Personens nummer sparas i en databas, i en packad kolumn.",
       "The person's number is kept in a database, in a packed column."},
      {"purged"}, {}, leaving_number([](const auto& dir, const std::string& person) {
        add_row(dir / "cache.db", gzipped(person));
      }));
  add("GALLR-sqlite-wal", "TV-8.3.4",
      {"Raden tas bort ur databasen, men står kvar i skrivloggen.",
       "The row is deleted from the database but still stands in its write-ahead log."},
      {"purged"}, {"no-cross-talk"}, leaving_number([](const auto& dir, const std::string& person) {
        add_and_delete_row(dir / "cache.db", person);
      }));
  add("GALLR-borta-efter-en-timme", "TV-8.3.4",
      {"Frågan ligger i en fil som städas bort efter en timme i stället för genast.",
       "The question lies in a file that is tidied away after an hour instead of at once."},
      {"purged"}, {}, [](const Scene& scene) {
        const auto file = scene.driftspart_dir / "kö" / "fraga.xml";
        std::filesystem::create_directories(file.parent_path());
        return door([file](Passing passing) {
          return answer_and_keep_for_an_hour(std::move(passing), file);
        })(scene);
      });
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
      {"log-minimal"}, {"purged", "no-cross-talk"}, [](const Scene& scene) {
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
      {"log-minimal", "log-sufficient"}, {"purged", "no-cross-talk"}, [](const Scene& scene) {
        auto last = std::make_shared<std::string>();
        return both(
            door_request([last](http::Request& request) { *last = person_asked_about(request); }),
            logging([last](std::vector<Event>& events) {
              for (auto& event : events) {
                if (!event.person.empty() && !last->empty()) event.person = *last;
              }
            }))(scene);
      });
  add("GALLR-handlaggare", "TV-8.3.4",
      {"En lista förs över handläggare och ärenden utanför händelseloggen.",
       "A list of case workers and cases is kept outside the event log."},
      {"purged"}, {}, leaving([](const auto& dir, const http::Request& request, const auto&) {
        append(dir / "statistik.csv", text_at(request.body, "//ssbt:handlaggare") + ";" +
                                          text_at(request.body, "//ssbt:arendeidentitet") + "\n");
      }));
  add("GALLR-korrelationsid", "TV-8.3.4",
      {"En teknisk logg behåller frågornas id.", "A technical log keeps the questions' ids."},
      {"purged"}, {}, leaving([](const auto& dir, const http::Request& request, const auto&) {
        append(dir / "teknik.log", text_at(request.body, "//ssbt:korrelationsid") + "\n");
      }));
  add_hidden(add);
  return list;
}

}  // namespace provbank::defects
