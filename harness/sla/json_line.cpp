#include "harness/sla/json_line.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cassert>

namespace provbank::sla {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// What stands for itself in a text.
constexpr std::array<bool, 256> plain_bytes() {
  std::array<bool, 256> plain{};
  for (std::size_t i = 0x20; i < plain.size(); ++i) plain[i] = i != '"' && i != '\\';
  return plain;
}
constexpr std::array<bool, 256> kPlain = plain_bytes();

/// -1 for anything but four hexadecimal digits.
int hex4(const char* at, const char* end) {
  if (end - at < 4) return -1;
  int value = 0;
  for (int i = 0; i < 4; ++i) {
    const char c = at[i];
    const int digit = is_digit(c)            ? c - '0'
                      : c >= 'a' && c <= 'f' ? c - 'a' + 10
                      : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                             : -1;
    if (digit < 0) return -1;
    value = 16 * value + digit;
  }
  return value;
}

void append_utf8(std::string& to, unsigned code) {
  const auto byte = [&](unsigned value) { to += static_cast<char>(value); };
  if (code < 0x80) {
    byte(code);
  } else if (code < 0x800) {
    byte(0xC0U | (code >> 6U));
    byte(0x80U | (code & 0x3FU));
  } else if (code < 0x10000) {
    byte(0xE0U | (code >> 12U));
    byte(0x80U | ((code >> 6U) & 0x3FU));
    byte(0x80U | (code & 0x3FU));
  } else {
    byte(0xF0U | (code >> 18U));
    byte(0x80U | ((code >> 12U) & 0x3FU));
    byte(0x80U | ((code >> 6U) & 0x3FU));
    byte(0x80U | (code & 0x3FU));
  }
}

bool is_high(unsigned code) {
  return code >= 0xD800 && code < 0xDC00;
}
bool is_low(unsigned code) {
  return code >= 0xDC00 && code < 0xE000;
}

/// The character of a \u escape whose digits begin at `at`; moves past it and, for a pair, past its
/// second half.
unsigned escaped_character(const char*& at, const char* end) {
  constexpr unsigned kReplacement = 0xFFFD;
  const auto first = static_cast<unsigned>(hex4(at, end));
  at += 4;
  if (!is_high(first)) return is_low(first) ? kReplacement : first;
  if (end - at < 6 || at[0] != '\\' || at[1] != 'u') return kReplacement;
  const auto second = static_cast<unsigned>(hex4(at + 2, end));
  if (!is_low(second)) return kReplacement;
  at += 6;
  return 0x10000U + ((first - 0xD800U) << 10U) + (second - 0xDC00U);
}

char plain_escape(char c) {
  switch (c) {
    case 'b':
      return '\b';
    case 'f':
      return '\f';
    case 'n':
      return '\n';
    case 'r':
      return '\r';
    case 't':
      return '\t';
    default:
      return c;  // a quotation mark, either slash
  }
}

}  // namespace

JsonLine::JsonLine(std::vector<std::string> paths) : fields_(paths.size()) {
  assert(paths.size() <= kFieldsMax);
  for (const auto& path : paths) {
    auto& steps = paths_.emplace_back();
    for (std::size_t from = 0;;) {
      const auto dot = path.find('.', from);
      steps.push_back(path.substr(from, dot - from));
      if (dot == std::string::npos) break;
      from = dot + 1;
    }
    const auto bit = Wanted{1} << (paths_.size() - 1);
    if (steps.front().size() < sizes_.size()) sizes_[steps.front().size()] |= bit;
  }
}

const char* JsonLine::scan(std::string_view line) {
  std::ranges::fill(fields_, Field{});
  at_ = line.data();
  end_ = at_ + line.size();
  blanks();
  if (at_ == end_ || *at_ != '{') return "no JSON object";
  const auto all = static_cast<Wanted>((std::uint64_t{1} << paths_.size()) - 1);
  if (const char* wrong = object(all, 0)) return wrong;
  blanks();
  return at_ == end_ ? nullptr : "something after the object";
}

void JsonLine::blanks() {
  while (at_ != end_ && (*at_ == ' ' || *at_ == '\t' || *at_ == '\r')) ++at_;
}

JsonLine::Wanted JsonLine::matching(Wanted wanted, int depth, std::string_view key) const {
  if (depth == 0 && key.size() < sizes_.size()) wanted &= sizes_[key.size()];
  Wanted found = 0;
  for (Wanted left = wanted; left != 0; left &= left - 1) {
    const auto index = static_cast<std::size_t>(std::countr_zero(left));
    if (paths_[index][static_cast<std::size_t>(depth)] == key) found |= Wanted{1} << index;
  }
  return found;
}

const char* JsonLine::object(Wanted wanted, int depth) {
  if (depth > kDepthMax) return "nested too deep";
  ++at_;
  blanks();
  if (at_ != end_ && *at_ == '}') {
    ++at_;
    return nullptr;
  }
  for (;;) {
    blanks();
    std::string_view key;
    if (const char* wrong = string(key)) return wrong;
    blanks();
    if (at_ == end_ || *at_ != ':') return "a colon is missing";
    ++at_;
    Wanted here = wanted == 0 ? 0 : matching(wanted, depth, key);
    Wanted deeper = 0;
    for (Wanted left = here; left != 0; left &= left - 1) {
      const auto index = static_cast<std::size_t>(std::countr_zero(left));
      if (paths_[index].size() > static_cast<std::size_t>(depth) + 1) deeper |= Wanted{1} << index;
    }
    Field found;
    if (const char* wrong = value(deeper, depth, found)) return wrong;
    for (here &= ~deeper; here != 0; here &= here - 1) {
      Field& field = fields_[static_cast<std::size_t>(std::countr_zero(here))];
      if (field.kind != Kind::absent) return "the same field twice";
      field = found;
    }
    blanks();
    if (at_ == end_) return "the line ends inside an object";
    if (*at_ == '}') break;
    if (*at_ != ',') return "a comma is missing";
    ++at_;
  }
  ++at_;
  return nullptr;
}

const char* JsonLine::array(int depth) {
  if (depth > kDepthMax) return "nested too deep";
  ++at_;
  blanks();
  if (at_ != end_ && *at_ == ']') {
    ++at_;
    return nullptr;
  }
  for (;;) {
    Field ignored;
    if (const char* wrong = value(0, depth, ignored)) return wrong;
    blanks();
    if (at_ == end_) return "the line ends inside a list";
    if (*at_ == ']') break;
    if (*at_ != ',') return "a comma is missing";
    ++at_;
  }
  ++at_;
  return nullptr;
}

const char* JsonLine::value(Wanted wanted, int depth, Field& found) {
  blanks();
  if (at_ == end_) return "the line ends before a value";
  switch (*at_) {
    case '"':
      found.kind = Kind::text;
      return string(found.raw);
    case '{':
      found.kind = Kind::other;
      return object(wanted, depth + 1);
    case '[':
      found.kind = Kind::other;
      return array(depth + 1);
    case 't':
      found.kind = Kind::other;
      return literal("true");
    case 'f':
      found.kind = Kind::other;
      return literal("false");
    case 'n':  // as if it were not there
      return literal("null");
    default:
      found.kind = Kind::number;
      return number(found.raw);
  }
}

const char* JsonLine::string(std::string_view& raw) {
  if (at_ == end_ || *at_ != '"') return "a name or text without its quotation mark";
  const char* begin = ++at_;
  for (;; ++at_) {
    while (at_ != end_ && kPlain[static_cast<unsigned char>(*at_)]) ++at_;
    if (at_ == end_) return "the line ends inside a text";
    if (*at_ == '"') break;
    if (*at_ != '\\') return "a control character in a text";
    if (++at_ == end_) return "the line ends inside a text";
    if (*at_ == 'u') {
      if (hex4(at_ + 1, end_) < 0) return "a broken escape in a text";
      at_ += 4;
    } else if (std::string_view("\"\\/bfnrt").find(*at_) == std::string_view::npos) {
      return "a broken escape in a text";
    }
  }
  raw = {begin, static_cast<std::size_t>(at_ - begin)};
  ++at_;
  return nullptr;
}

const char* JsonLine::number(std::string_view& raw) {
  const char* begin = at_;
  const auto digits = [&] {
    const char* from = at_;
    while (at_ != end_ && is_digit(*at_)) ++at_;
    return at_ != from;
  };
  if (*at_ == '-') ++at_;
  const bool zero = at_ != end_ && *at_ == '0';
  const char* whole = at_;
  if (!digits()) return "no JSON value";
  if (zero && at_ - whole > 1) return "a number with a leading zero";
  if (at_ != end_ && *at_ == '.') {
    ++at_;
    if (!digits()) return "a broken number";
  }
  if (at_ != end_ && (*at_ == 'e' || *at_ == 'E')) {
    ++at_;
    if (at_ != end_ && (*at_ == '+' || *at_ == '-')) ++at_;
    if (!digits()) return "a broken number";
  }
  raw = {begin, static_cast<std::size_t>(at_ - begin)};
  return nullptr;
}

const char* JsonLine::literal(std::string_view word) {
  if (!std::string_view(at_, static_cast<std::size_t>(end_ - at_)).starts_with(word)) {
    return "no JSON value";
  }
  at_ += word.size();
  return nullptr;
}

std::string_view JsonLine::text_of(std::string_view raw, std::string& scratch) {
  if (raw.find('\\') == std::string_view::npos) return raw;
  scratch.clear();
  const char* end = raw.data() + raw.size();
  for (const char* at = raw.data(); at != end;) {
    if (*at != '\\') {
      scratch += *at++;
      continue;
    }
    ++at;
    if (*at == 'u') {
      append_utf8(scratch, escaped_character(++at, end));
    } else {
      scratch += plain_escape(*at++);
    }
  }
  return scratch;
}

}  // namespace provbank::sla
