#include "harness/world/letters.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

#include "platform/crypto/encoding.hpp"
#include "platform/http/ascii.hpp"
#include "platform/xml/document.hpp"

namespace provbank::world {
namespace {

using wire::shs::Actor;
using wire::shs::Message;
using Change = std::function<void(Message&)>;
using Bytes = std::function<std::string(std::string)>;

// Of the made-up world: fixtures/shs and fixtures/organisations.xml.
constexpr std::string_view kNeighbour = "162120009911";
constexpr std::string_view kNobody = "165560009994";
constexpr std::string_view kNoSuchId = "00000000-0000-4000-8000-000000000000";
constexpr std::string_view kExpired = "2d6b9f04-17ac-4e83-b5d9-60c8f3a1e572";
constexpr std::string_view kOutwards = "b93e7d51-c08f-4a26-81e4-5d7f20c9a6b3";
constexpr std::string_view kNobodyTakes = "f4270ae8-93d1-4c5b-a68f-1eb5d07c2943";
constexpr std::string_view kUnreachable = "6e05c1b8-fd47-4982-9ca3-28b7e4d06f91";

/// The first occurrence; the letter would be right without it, so it must be there.
std::string replaced(std::string text, std::string_view what, std::string_view with) {
  const auto at = text.find(what);
  if (at == std::string::npos)
    throw ErrorException(fail(Errc::invalid, "a letter without " + std::string(what)));
  return text.replace(at, what.size(), with);
}

std::string all_replaced(std::string text, std::string_view what, std::string_view with) {
  for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size()))
    text.replace(at, what.size(), with);
  return text;
}

/// "----=_..." as the message's own header names it.
std::string boundary_of(const std::string& message) {
  constexpr std::string_view kName = "boundary=\"";
  const auto from = message.find(kName) + kName.size();
  return message.substr(from, message.find('"', from) - from);
}

/// Where the second part, the question, begins: at its boundary line.
std::size_t second_part(const std::string& message) {
  const std::string line = "\r\n--" + boundary_of(message);
  return message.find(line, message.find(line, message.find("\r\n\r\n")) + line.size());
}

std::string question_part(const std::string& message) {
  const std::string line = "\r\n--" + boundary_of(message);
  const auto from = second_part(message);
  return message.substr(from, message.rfind(line + "--") - from);
}

/// In quoted-printable (RFC 2045 section 6.7).
std::string quoted_printable(std::string_view text) {
  std::string out;
  std::size_t column = 0;
  constexpr std::size_t kLine = 72;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = byte > 32 && byte < 127 && c != '=';
    const std::string next = plain ? std::string(1, c) : fmt::format("={:02X}", byte);
    if (column + next.size() > kLine) {
      out += "=\r\n";
      column = 0;
    }
    out += next;
    column += next.size();
  }
  return out;
}

/// The question's part with another encoding of the same content.
std::string with_content(const std::string& message, std::string_view encoding,
                         std::string (*encode)(std::string_view)) {
  std::string part = question_part(message);
  const auto at = part.find("\r\n\r\n") + 4;
  const auto content = crypto::from_base64(std::string_view(part).substr(at)).value();
  const std::string changed = replaced(part.substr(0, at), "base64", encoding) + encode(content);
  return replaced(message, part, changed);
}

std::string nested_multiparts(const std::string& message) {
  constexpr int kLevels = 2'000;
  std::string inside;
  for (int i = 0; i < kLevels; ++i)
    inside += fmt::format("Content-Type: multipart/mixed; boundary=\"n{0}\"\r\n\r\n--n{0}\r\n", i);
  const auto part = question_part(message);
  const auto head = part.substr(0, part.find("\r\n", 2) + 2);
  return replaced(message, part, head + inside);
}

Change label(std::function<void(wire::shs::Label&)> change) {
  return [change = std::move(change)](Message& message) { change(message.label); };
}

Change product(std::string_view id) {
  return label([id](auto& one) { one.product = id; });
}

Letter changed(std::string_view name, Bilingual text, Change change) {
  return {name, std::move(text), std::move(change), {}, false};
}
/// For letters that write something into the subject.
Letter respelt_subject(std::string_view name, Bilingual text, Bytes bytes) {
  return {name, std::move(text), [](Message& m) { m.label.subject = "test"; }, std::move(bytes),
          false};
}
Letter respelt(std::string_view name, Bilingual text, Bytes bytes) {
  return {name, std::move(text), {}, std::move(bytes), false};
}

void add_right_ones(std::vector<Letter>& list) {
  list.push_back({"question", {"ett rätt meddelande", "a right message"}, {}, {}, false});
  list.push_back(respelt("lf-lines", {"radslut av bara LF", "line ends of LF alone"},
                         [](std::string b) { return all_replaced(b, "\r\n", "\n"); }));
  list.push_back(respelt(
      "preamble",
      {"text före första och efter sista delen", "text before the first and after the last part"},
      [](std::string b) {
        return replaced(b, "\r\n\r\n", "\r\n\r\nThis is SHS.\r\n") + "\r\nThat was SHS.\r\n";
      }));
  list.push_back(respelt("no-subject",
                         {"inget Subject och ingen MIME-Version", "no Subject and no MIME-Version"},
                         [](std::string b) { return b.substr(b.find("Content-Type:")); }));
  list.push_back(changed("no-file-name", {"delen saknar filnamn", "the part has no file name"},
                         [](Message& m) {
                           m.parts.front().filename.clear();
                           m.label.data.front().filename.clear();
                         }));
  list.push_back(changed("eight-bit-file-name",
                         {"filnamn med å, ä och ö", "a file name with å, ä and ö"}, [](Message& m) {
                           m.parts.front().filename = "fråga på svenska.xml";
                           m.label.data.front().filename = "fråga på svenska.xml";
                         }));
  list.push_back(
      changed("binary", {"delen är inte kodad", "the part is not encoded"},
              [](Message& m) { m.parts.front().encoding = wire::shs::TransferEncoding::binary; }));
  list.push_back(respelt(
      "quoted-printable", {"delen i quoted-printable", "the part in quoted-printable"},
      [](std::string b) { return with_content(b, "quoted-printable", &quoted_printable); }));
  list.push_back(
      respelt("label-says-utf-8",
              {"etikettens del säger UTF-8 och dess XML ISO 8859-1",
               "the label's part says UTF-8 and its XML ISO 8859-1"},
              [](std::string b) { return replaced(b, "charset=ISO-8859-1", "charset=UTF-8"); }));
  list.push_back(changed(
      "meta-and-history", {"etikett med meta och historik", "a label with meta and history"},
      label([](auto& one) {
        one.meta.push_back({"system", "ärendesystemet"});
        one.history.push_back({.node_id = "avsandarens-nod", .datetime = one.datetime});
      })));
}

void add_wrong_labels(std::vector<Letter>& list) {
  const auto add = [&list](std::string_view name, Bilingual text, Change change) {
    list.push_back(changed(name, std::move(text), std::move(change)));
  };
  add("no-sender", {"ingen avsändare", "no sender"}, label([](auto& one) {
        one.originator = one.from;
        one.from.reset();
      }));
  add("another-sender",
      {"en avsändare som inte är certifikatets", "a sender that is not the certificate's"},
      label([](auto& one) { one.from->address = kNeighbour; }));
  add("no-receiver", {"ingen mottagare", "no receiver"}, label([](auto& one) { one.to.reset(); }));
  add("receiver-by-agreement",
      {"ingen mottagare; avtalet säger vem", "no receiver; the agreement says who"},
      label([](auto& one) { one.to.reset(); }));
  add("illegal-receiver",
      {"en mottagare som inte är en organisation", "a receiver that is no organisation"},
      label([](auto& one) { one.to->address = "socialnamnden"; }));
  add("unknown-receiver",
      {"en mottagare som inte finns i katalogen", "a receiver that is not in the directory"},
      label([](auto& one) { one.to->address = kNobody; }));
  add("illegal-product",
      {"en produkt som varken är ett UUID eller ett reserverat namn",
       "a product that is neither a UUID nor a reserved name"},
      product("ssbtek"));
  add("unknown-product", {"en produkt som ingen känner", "a product that nobody knows"},
      product(kNoSuchId));
  add("wrong-status",
      {"produktionsmeddelande med testprodukt, eller tvärtom",
       "a production message of the test product, or the other way round"},
      label([](auto& one) {
        using wire::shs::Status;
        one.status = one.status == Status::test ? Status::production : Status::test;
      }));
  add("illegal-originator",
      {"en ursprunglig avsändare som inte är en organisation",
       "an originator that is no organisation"},
      label([](auto& one) { one.originator = Actor{.address = "handlaggaren"}; }));
  add("illegal-end-recipient",
      {"en slutmottagare bakom tjänsten", "an end recipient behind the service"},
      label([](auto& one) { one.end_recipient = Actor{.address = std::string(kNeighbour)}; }));
  add("unknown-agreement", {"ett avtal som inte finns", "an agreement that does not exist"},
      label([](auto& one) { one.agreement = kNoSuchId; }));
  add("expired-agreement",
      {"en produkt vars avtal har gått ut", "a product whose agreement is over"},
      product(kExpired));
  add("wrong-direction",
      {"en produkt som bara går åt andra hållet", "a product that goes the other way alone"},
      product(kOutwards));
  add("unresolved-receiver",
      {"ingen mottagare, och inget avtal säger vem", "no receiver, and no agreement says who"},
      label([](auto& one) {
        one.to.reset();
        one.product = kOutwards;
      }));
  add("nobody-takes",
      {"en avtalad produkt som ingenting tar emot", "an agreed product that nothing takes"},
      product(kNobodyTakes));
  add("unreachable-node",
      {"till en annan nod, som inte svarar", "to another node, which does not answer"},
      label([](auto& one) {
        one.to->address = kNeighbour;
        one.product = kUnreachable;
      }));
  add("wrong-datapart-type",
      {"en datapartType som produkttypen inte har",
       "a datapartType that the product type does not have"},
      label([](auto& one) { one.data.front().datapart_type = "pdf"; }));
}

/// A label so long that it ends past the bytes that a node looks at.
std::string late_label(std::string bytes) {
  std::string meta;
  constexpr int kMany = 80;
  for (int i = 0; i < kMany; ++i)
    meta += fmt::format("<meta name=\"m{}\">{}</meta>", i, std::string(40, 'x'));
  return replaced(std::move(bytes), "<datetime>", meta + "<datetime>");
}

std::string bomb() {
  std::string out = "<!ENTITY a0 \"x\">";
  for (int i = 1; i < 20; ++i)
    out += fmt::format("<!ENTITY a{0} \"{1}\">", i,
                       all_replaced("&;&;&;&;", "&;", fmt::format("&a{};", i - 1)));
  return out;
}

void add_broken_ones(std::vector<Letter>& list) {
  const auto add = [&list](std::string_view name, Bilingual text, Bytes bytes) {
    list.push_back(respelt(name, std::move(text), std::move(bytes)));
  };
  add("empty", {"ingenting alls", "nothing at all"}, [](std::string) { return std::string(); });
  add("soap-alone", {"frågan utan SHS omkring", "the question without SHS around it"},
      [](std::string b) {
        const auto part = question_part(b);
        return crypto::from_base64(std::string_view(part).substr(part.find("\r\n\r\n") + 4))
            .value();
      });
  add("no-header-block",
      {"börjar med en gräns i stället för ett huvud", "begins with a boundary instead of a head"},
      [](std::string b) { return b.substr(b.find("\r\n--") + 2); });
  add("truncated", {"tar slut mitt i frågan", "ends in the middle of the question"},
      [](std::string b) { return b.substr(0, second_part(b) + question_part(b).size() / 2); });
  add("no-closing-boundary", {"ingen avslutande gräns", "no closing boundary"},
      [](std::string b) { return replaced(b, boundary_of(b) + "--\r\n", ""); });
  add("no-label", {"ingen etikett", "no label"},
      [](std::string b) { return replaced(b, "<shs.label ", "<shs.etikett "); });
  add("late-label", {"etiketten slutar efter 4096 byte", "the label ends past 4096 bytes"},
      late_label);
  list.push_back(respelt_subject(
      "label-entities", {"entiteter i etiketten", "entities in the label"}, [](std::string b) {
        return replaced(replaced(std::move(b), "\"shs-label-1.2.dtd\"",
                                 "\"shs-label-1.2.dtd\" [" + bomb() + "]"),
                        "<subject>", "<subject>&a19;");
      }));
  list.push_back(respelt_subject(
      "label-external-entity", {"etiketten pekar på en fil", "the label names a file"},
      [](std::string b) {
        return replaced(
            replaced(std::move(b), "\"shs-label-1.2.dtd\"",
                     "\"shs-label-1.2.dtd\" [<!ENTITY f SYSTEM \"file:///etc/passwd\">]"),
            "<subject>", "<subject>&f;");
      }));
  add("compound", {"sammansatt meddelande", "a compound message"}, [](std::string b) {
    return all_replaced(std::move(b), "-type=\"simple\"", "-type=\"compound\"");
  });
  add("no-data-part", {"ingen datadel", "no data part"}, [](std::string b) {
    const auto part = question_part(b);
    return replaced(std::move(b), part, "");
  });
  add("too-few-parts",
      {"etiketten räknar upp fler delar än det finns",
       "the label counts more parts than there are"},
      [](std::string b) {
        return replaced(std::move(b), "<data ", "<data datapartType=\"xml\"/><data ");
      });
  add("thousand-parts", {"tusen datadelar", "a thousand data parts"}, [](std::string b) {
    const auto part = question_part(b);
    std::string many;
    constexpr int kParts = 1'000;
    for (int i = 0; i < kParts; ++i) many += part.substr(0, 200) + "\r\n\r\neA==";
    return replaced(std::move(b), part, part + many);
  });
  add("nested-parts", {"delar i delar i delar ...", "parts in parts in parts ..."},
      nested_multiparts);
  add("broken-base64", {"base64 som inte går att avkoda", "base64 that cannot be decoded"},
      [](std::string b) {
        const auto at = second_part(b) + question_part(b).find("\r\n\r\n") + 4;
        return b.replace(at, 8, "@@@@@@@@");
      });
  add("unknown-encoding",
      {"en överföringskodning som inte finns", "a transfer encoding that does not exist"},
      [](std::string b) { return replaced(std::move(b), "base64", "rot13"); });
  add("wrong-size", {"no-of-bytes stämmer inte", "no-of-bytes is not right"},
      [](std::string b) { return replaced(std::move(b), "no-of-bytes=\"", "no-of-bytes=\"9"); });
  list.push_back(
      changed("oversized",
              {"en rätt fråga på över tio megabyte", "a right question of more than ten megabytes"},
              [](Message& m) {
                // White space after the question: in base64 more than 10 MiB, as XML not yet 8.
                constexpr std::size_t kBlanks = 7'680U << 10U;
                m.parts.front().content.append(kBlanks, ' ');
              }));
}

std::vector<Letter> make_letters() {
  std::vector<Letter> list;
  add_right_ones(list);
  add_wrong_labels(list);
  add_broken_ones(list);
  constexpr std::array kOfMadeUpWorld = {
      std::string_view("expired-agreement"), std::string_view("wrong-direction"),
      std::string_view("unresolved-receiver"), std::string_view("nobody-takes"),
      std::string_view("unreachable-node")};
  for (Letter& letter : list)
    letter.of_made_up_world =
        std::ranges::find(kOfMadeUpWorld, letter.name) != kOfMadeUpWorld.end();
  return list;
}

}  // namespace

std::span<const Letter> letters() {
  static const std::vector<Letter> list = make_letters();
  return list;
}

const Letter* find_letter(std::string_view name) {
  const auto found = std::ranges::find(letters(), name, &Letter::name);
  return found == letters().end() ? nullptr : &*found;
}

std::string written(const Letter& letter, Message right) {
  if (letter.change) letter.change(right);
  auto bytes = wire::shs::write_message(right);
  return letter.bytes ? letter.bytes(std::move(bytes)) : bytes;
}

}  // namespace provbank::world
