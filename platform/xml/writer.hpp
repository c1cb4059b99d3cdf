// Writing XML as a stream, through libxml2: escaping is its business, what XML cannot carry is
// ours.
#pragma once
#include <memory>
#include <string>
#include <string_view>

namespace provbank::xml {

/// Makes any bytes fit for XML 1.0: control characters and bytes that are not UTF-8 become `\xHH`.
std::string printable(std::string_view bytes);
/// The same, cut to about `bytes_max` bytes with an ellipsis and the full size.
std::string excerpt(std::string_view bytes, std::size_t bytes_max);

/// For element content and for attributes in double quotes.
std::string escaped(std::string_view text);

class Writer {
 public:
  Writer();
  ~Writer();
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  /// `namespace_uri` is declared as the default namespace when given (on the root).
  Writer& start(const char* element, const char* namespace_uri = nullptr);
  Writer& attribute(const char* name, std::string_view value);
  Writer& text(std::string_view value);
  Writer& element(const char* name, std::string_view value);  // start, text, end
  Writer& end();
  /// Closes what is open and hands over the document: UTF-8, indented by two blanks.
  std::string finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace provbank::xml
