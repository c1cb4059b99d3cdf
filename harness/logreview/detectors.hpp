// How each kind of rule finds what it looks for. A detector sees every entry, and the end of every
// day on which there were any; it keeps no more than it needs to compare with.
#pragma once
#include <functional>
#include <memory>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "harness/logreview/review.hpp"

namespace provbank::logreview {

/// Texts under small numbers.
class Names {
 public:
  static constexpr std::uint32_t kNone = ~std::uint32_t{0};

  explicit Names(std::size_t limit) : limit_(limit) {}
  /// kNone when there is room for no more.
  std::uint32_t number(std::string_view text);
  const std::string& text(std::uint32_t number) const { return *texts_[number]; }

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const {
      return std::hash<std::string_view>{}(text);
    }
  };
  std::size_t limit_;
  std::unordered_map<std::string, std::uint32_t, Hash, std::equal_to<>> numbers_;
  std::vector<const std::string*> texts_;
};

/// Who asked: an organisation and somebody in it.
struct Worker {
  std::uint32_t organisation = Names::kNone;
  std::uint32_t worker = Names::kNone;  // organisation and name together
  bool known() const { return worker != Names::kNone; }
};

/// Takes what is found: fills in the rule and counts what is past the limits.
class Finds {
 public:
  virtual ~Finds() = default;
  virtual void hit(Hit hit) = 0;
  virtual void unwatched() = 0;
};

class Detector {
 public:
  virtual ~Detector() = default;
  virtual void on(const Entry& entry, const Worker& worker) = 0;
  virtual void end_of(contract::Day day) = 0;
};

std::unique_ptr<Detector> make_detector(const RuleKind& kind, const Names& names,
                                        const Limits& limits, std::unique_ptr<Finds> finds);

/// Organisation and handlaggare as one text, and apart again.
std::string joined(std::string_view organisation, std::string_view handlaggare);
std::pair<std::string, std::string> apart(std::string_view joined);

}  // namespace provbank::logreview
