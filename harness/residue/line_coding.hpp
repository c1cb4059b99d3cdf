// Values that a line's end parts, or that are coded line by line: base64 in lines (MIME, PEM) and
// quoted-printable.
#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace provbank::residue {

/// Lines of base64 that are shorter are taken for words; the last one of some lines may be.
inline constexpr std::size_t kCodedLineBytesMin = 16;
/// Of a longer line its end alone can go on in the next one.
inline constexpr std::size_t kCodedLineBytesMax = 4'096;
/// What is put together at a time. More is handed over in parts, which overlap.
inline constexpr std::size_t kJoinedBytesMax = 1U << 20U;

/// True when a part of it may be coded in lines: quick where nothing is. Bytes before and after are
/// not known.
bool may_be_line_coded(std::string_view bytes);

enum class LineCoding { base64, quoted_printable };

/// Takes bytes in order and gives what is coded in lines: base64 as one line, still base64, so that
/// it is found in each alignment as if it had never been broken; quoted-printable decoded.
class LineDecoder {
 public:
  /// `at`: how many bytes came before it. The text is valid during the call.
  using Take = std::function<void(LineCoding coding, std::uint64_t at, std::string_view text)>;
  /// What is handed over in parts overlaps by `overlap` bytes.
  LineDecoder(Take take, std::size_t overlap) : take_(std::move(take)), overlap_(overlap) {}

  void bytes(std::string_view chunk);
  void end();

 private:
  /// A text in the making.
  struct Joined {
    std::string text;
    std::uint64_t at = 0;
    std::size_t lines = 0;   // of base64
    bool coded = false;      // of quoted-printable: something in it is
    bool under_way = false;  // goes on in the next line
  };

  void line(std::string_view text, std::uint64_t at, bool ended);
  void base64(std::string_view text, std::uint64_t at, bool ended);
  void quoted(std::string_view text, std::uint64_t at, bool ended);
  void close(Joined& joined, LineCoding coding);
  void grown(Joined& joined, LineCoding coding);

  Take take_;
  std::size_t overlap_;
  std::string rest_;  // of a line whose end has not come
  std::uint64_t at_ = 0;
  Joined base64_;
  Joined quoted_;
};

}  // namespace provbank::residue
