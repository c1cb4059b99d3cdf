// What a person or a party sends: an answer must be read or refused with a reason, a page be read
// or refused, and nothing be guessed for a source that was not told of.
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <string>

#include "harness/certify/placeholders.hpp"
#include "harness/certify/show_reading.hpp"
#include "harness/certify/task_answer.hpp"

namespace {

using namespace provbank;
using contract::Source;

certify::Task task() {
  certify::Task out;
  out.kind = certify::Task::Kind::look;
  out.sources = {Source::af, Source::csn};
  return out;
}

void read_answers(const std::string& text) {
  static const certify::Task look = task();
  const std::filesystem::path nowhere("/finns-inte");
  for (const auto& json :
       {text, certify::answer_from_form(text), certify::answer_from_line(text, look)}) {
    const auto answer = certify::parse_answer(json, look, nowhere);
    if (answer && answer->sources.size() != 2) std::abort();
    if (!answer && answer.error().detail.empty()) std::abort();
  }
}

void read_pages(const std::string& text) {
  using As = certify::Reading::As;
  for (const auto& [as, at] :
       {std::pair{As::json_pointer, "/k/{source}"}, std::pair{As::xpath, "//k[@kod='{source}']"},
        std::pair{As::text, ""}}) {
    certify::Show show;
    show.of_source = certify::Reading{
        as, at, {{"found", {"{source} ja"}}, {"nothing", {"nej"}}, {"failed", {"fel"}}}};
    const auto shown = certify::read_shown(show, text, {Source::af, Source::csn});
    if (shown && shown->sources.size() != 2) std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  read_answers(text);
  read_pages(text);
  if (provbank::certify::filled(text, {}) != text) std::abort();
  (void)provbank::certify::filled(text, {{"person", "{person}"}, {"", "x"}});
  return 0;
}
