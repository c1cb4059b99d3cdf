// What the bench sends to the SHS door, by name: the scenario language's <shs letter="...">. Right
// messages in the forms that other nodes write, and messages with one thing wrong.
#pragma once
#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "platform/text/language.hpp"
#include "reference-impl/wire/shs/message.hpp"

namespace provbank::world {

struct Letter {
  std::string_view name;
  Bilingual description;
  /// Changes the message before it is written; may be empty.
  std::function<void(wire::shs::Message&)> change;
  /// Changes the bytes; may be empty.
  std::function<std::string(std::string)> bytes;
  bool of_made_up_world = false;  // needs the agreements and product types of fixtures/shs
};

std::span<const Letter> letters();
const Letter* find_letter(std::string_view name);

/// The bytes of the letter that is made from a right message.
std::string written(const Letter& letter, wire::shs::Message right);

}  // namespace provbank::world
