// One JSON object on one line, of which a few fields are wanted: scanned in place, nothing built.
// The whole line is held to the grammar of RFC 8259, wanted or not.
#pragma once
#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace provbank::sla {

class JsonLine {
 public:
  enum class Kind : std::uint8_t { absent, text, number, other };
  struct Field {
    Kind kind = Kind::absent;
    /// As it stands in the line: a text without its quotation marks, escapes and all.
    std::string_view raw;
  };
  static constexpr std::size_t kFieldsMax = 32;
  static constexpr int kDepthMax = 32;

  /// Paths to fields: "time", or "event.duration" for one inside another object.
  explicit JsonLine(std::vector<std::string> paths);

  /// Null when the line is an object; else what is wrong with it. Fields refer to `line`.
  const char* scan(std::string_view line);
  const Field& field(std::size_t index) const { return fields_[index]; }

  /// A text's characters; `scratch` holds them when there are escapes. A lone surrogate becomes
  /// U+FFFD.
  static std::string_view text_of(std::string_view raw, std::string& scratch);

 private:
  using Wanted = std::uint32_t;  // a bit for each path that may still match

  const char* object(Wanted wanted, int depth);
  const char* array(int depth);
  const char* value(Wanted wanted, int depth, Field& found);
  const char* string(std::string_view& raw);
  const char* number(std::string_view& raw);
  const char* literal(std::string_view word);
  void blanks();
  Wanted matching(Wanted wanted, int depth, std::string_view key) const;

  std::vector<std::vector<std::string>> paths_;
  std::array<Wanted, 32> sizes_{};  // paths whose first step is so long; spares comparisons
  std::vector<Field> fields_;
  const char* at_ = nullptr;
  const char* end_ = nullptr;
};

}  // namespace provbank::sla
