#include "platform/json/parse.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <set>
#include <utility>
#include <vector>

namespace provbank::json {
namespace {

constexpr int kNumberTooLarge = 406;  // nlohmann's error id

/// Reads along and stops at the first thing that is not allowed.
class Guard final : public nlohmann::json_sax<Value> {
 public:
  Guard(std::string_view text, const JsonLimits& limits) : text_(text), limits_(limits) {}

  const Error& error() const { return error_; }

  /// "line 3, column 7", both from 1.
  std::string place(std::size_t offset) const {
    const auto before = text_.substr(0, offset);
    const auto line = 1 + std::ranges::count(before, '\n');
    const auto line_start = before.rfind('\n') + 1;  // 0 when there is none
    return "line " + std::to_string(line) + ", column " + std::to_string(offset - line_start + 1);
  }

  bool null() override { return value(); }
  bool boolean(bool) override { return value(); }
  bool number_integer(number_integer_t) override { return value(); }
  bool number_unsigned(number_unsigned_t) override { return value(); }
  bool number_float(number_float_t, const string_t&) override { return value(); }
  bool string(string_t&) override { return value(); }
  bool binary(binary_t&) override { return refuse(Errc::malformed, "binary data"); }
  bool start_object(std::size_t) override { return open(true); }
  bool start_array(std::size_t) override { return open(false); }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }

  bool key(string_t& name) override {
    if (name.size() > limits_.key_bytes) {
      return refuse(Errc::too_large,
                    "a name of more than " + std::to_string(limits_.key_bytes) + " bytes");
    }
    Level& level = levels_.back();
    level.name = name;
    if (!level.names.insert(name).second)
      return refuse(Errc::malformed, "the name stands twice in one object");
    return true;
  }

  bool parse_error(std::size_t position, const std::string&,
                   const nlohmann::detail::exception& e) override {
    const std::size_t offset = std::min(position > 0 ? position - 1 : 0, text_.size());
    std::string what = "not JSON";
    if (position > text_.size()) what = "the text ends too early";
    if (e.id == kNumberTooLarge) what = "a number too large to be held";
    error_ = fail(Errc::malformed, place(offset) + ": " + what);
    return false;
  }

 private:
  struct Level {
    bool is_object{};
    std::set<std::string> names;
    std::string name;     // of the member at hand
    std::size_t count{};  // of values begun
  };

  bool value() {
    if (!levels_.empty()) ++levels_.back().count;
    return true;
  }

  bool open(bool is_object) {
    value();
    if (levels_.size() >= limits_.depth) {
      return refuse(Errc::too_large, "more than " + std::to_string(limits_.depth) + " levels");
    }
    levels_.push_back({.is_object = is_object, .names = {}, .name = {}, .count = 0});
    return true;
  }

  bool close() {
    levels_.pop_back();
    return true;
  }

  bool refuse(Errc code, const std::string& what) {
    std::string pointer;
    for (const Level& level : levels_) {
      pointer += pointer_step(level.is_object ? level.name.substr(0, 100)
                                              : std::to_string(level.count - 1));
    }
    error_ = fail(code, (pointer.empty() ? "(root)" : pointer) + ": " + what);
    return false;
  }

  std::string_view text_;
  const JsonLimits& limits_;
  std::vector<Level> levels_;
  Error error_;
};

/// 1.0 is an integer to JSON Schema; up to 2^53 nothing is lost.
void make_integers(Value& value) {
  constexpr double kExactMost = 9007199254740992.0;
  if (value.is_number_float()) {
    const double number = value.get<double>();
    if (std::trunc(number) == number && std::abs(number) <= kExactMost)
      value = static_cast<std::int64_t>(number);
    return;
  }
  if (value.is_structured()) {
    for (Value& inner : value) make_integers(inner);
  }
}

}  // namespace

std::string pointer_step(std::string_view name) {
  std::string step = "/";
  for (const char c : name) {
    if (c == '~')
      step += "~0";
    else if (c == '/')
      step += "~1";
    else
      step += c;
  }
  return step;
}

Result<void> check_well_formed(std::string_view text, const JsonLimits& limits) {
  if (text.size() > limits.bytes) {
    return fail(Errc::too_large, std::to_string(text.size()) + " bytes, the limit is " +
                                     std::to_string(limits.bytes));
  }
  Guard guard(text, limits);
  // nlohmann takes a NUL for the end and would not see what follows.
  if (const auto nul = text.find('\0'); nul != std::string_view::npos) {
    return fail(Errc::malformed, guard.place(nul) + ": a NUL byte");
  }
  if (!Value::sax_parse(text.begin(), text.end(), &guard)) return guard.error();
  return {};
}

Result<Value> parse(std::string_view text, const JsonLimits& limits) {
  const auto checked = check_well_formed(text, limits);
  if (!checked) return checked.error();
  Value value = Value::parse(text.begin(), text.end());
  make_integers(value);
  return Result<Value>(boost::system::in_place_value, std::move(value));
}

}  // namespace provbank::json
