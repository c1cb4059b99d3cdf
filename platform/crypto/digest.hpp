// SHA-256 for many messages: the algorithm is looked up once.
#pragma once
#include <memory>
#include <string>
#include <string_view>

namespace provbank::crypto {

/// Not for several threads at once.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(Sha256&&) noexcept;
  Sha256& operator=(Sha256&&) noexcept;

  /// 32 bytes.
  std::string of(std::string_view bytes);
  /// 64 lower-case hex digits.
  std::string hex_of(std::string_view bytes);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace provbank::crypto
