// Skatteverket: Beskattningsuppgifter. Question and answer are XML documents carried as text in
// `forfragan` and `svar`. The inner question is not public; ours is
// {urn:provbank:skv-forfragan:1}Forfragan.
#include <utility>
#include <vector>

#include "contract/question.hpp"
#include "reference-impl/wire/source_codec.hpp"

namespace provbank::wire {
namespace skv_codec {
namespace {

constexpr std::string_view kForfraganNamespace = "urn:provbank:skv-forfragan:1";
constexpr std::string_view kSvarNamespace =
    "http://xmls.skatteverket.se/se/skatteverket/zg/instans/standardiseradInformation/1.0";
constexpr std::string_view kFolkbokforingNamespace =
    "http://xmls.skatteverket.se/se/skatteverket/zg/komponent/infoForFolkbokforing/1.0";
constexpr std::string_view kMeddelandeKod = "9071001";  // of 9071000-9071999; the meaning is ours

constexpr QName plain(std::string_view name) {
  return {"", name};
}
constexpr QName inner_name(std::string_view name) {
  return {kSvarNamespace, name};
}
constexpr QName kIdentity = {kFolkbokforingNamespace, "IdentitetsbeteckningFysiskPerson"};
constexpr QName kInnerRoot = {kSvarNamespace, "SvarBeskattningsuppgifterEnligtSFS2008-975"};

SourceOutcome<std::string> write_question(const contract::Question& question) {
  Writer forfragan;
  forfragan.start("pf:Forfragan")
      .attribute("xmlns:pf", kForfraganNamespace)
      .element("pf:IdentitetsbeteckningFysiskPerson", question.general.person.digits())
      .end();
  Writer writer;
  writer.start("skv:BeskattningsuppgifterRequest")
      .attribute("xmlns:skv", kSkvNamespace)
      .element("forfragan", forfragan.finish())
      .end();
  return writer.finish();
}

/// Whom the inner document is about: one identity for each Personuppgift.
std::vector<pugi::xml_node> identities(const pugi::xml_node& inner_root) {
  std::vector<pugi::xml_node> found;
  const auto list = child(inner_root, inner_name("PersonuppgiftLista"));
  for (const auto& one : children(list, inner_name("Personuppgift"))) {
    if (const auto identity = child(one, kIdentity)) found.push_back(identity);
  }
  return found;
}

std::optional<std::string> inner(const pugi::xml_node& answer) {
  const auto svar = child(answer, plain("svar"));
  if (!svar) return std::nullopt;
  return text_of(svar);
}

SourceOutcome<About> about_whom(const pugi::xml_node& answer,
                                const contract::PersonIdentity& person) {
  const auto document = Tree::parse(inner(answer).value_or(""));
  if (!document) {
    return aggregator_failure(contract::FaultCode::source_unparsable,
                              "svar holds no XML document: " + document.error().detail);
  }
  if (!is(document->root(), kInnerRoot)) {
    return aggregator_failure(contract::FaultCode::source_schema_invalid,
                              "svar holds another document than the contract's");
  }
  About so_far = About::unsaid;
  for (const auto& identity : identities(document->root())) {
    so_far = about(trimmed_text_of(identity), person);
    if (so_far != About::asked) return About::other;
  }
  return so_far;
}

Result<void> read_question(const pugi::xml_node& question, SourceAsk& ask) {
  const auto text = required_text(question, plain("forfragan"));
  if (!text) return text.error();
  const auto forfragan = Tree::parse(*text);
  if (!forfragan) return at("forfragan", forfragan.error());
  if (!is(forfragan->root(), {kForfraganNamespace, "Forfragan"})) {
    return fail(Errc::invalid, "forfragan holds no Forfragan");
  }
  const auto person =
      required_text(forfragan->root(), {kForfraganNamespace, "IdentitetsbeteckningFysiskPerson"});
  if (!person) return person.error();
  set_person(ask, *person);
  return {};
}

/// The fixture is the inner document; a whole BeskattningsuppgifterResponse is unpacked first.
Result<Tree> inner_document(Tree& fixture) {
  if (is(fixture.root(), payload_names(contract::Source::skv).response)) {
    return Tree::parse(inner(fixture.root()).value_or(""));
  }
  return std::move(fixture);
}

Result<std::string> write_answer(const SourceAsk& ask, Tree& fixture) {
  const auto document = inner_document(fixture);
  if (!document) return document.error();
  if (!is(document->root(), kInnerRoot)) return fail(Errc::invalid, "not the inner SKV document");
  for (const auto& identity : identities(document->root())) set_text(identity, ask.person);
  Writer writer;
  writer.start("skv:BeskattningsuppgifterResponse")
      .attribute("xmlns:skv", kSkvNamespace)
      .element("svar", self_contained(document->root()))
      .end();
  return writer.finish();
}

std::string fault_detail(std::string_view text) {
  Writer writer;
  writer.start("skv:Exception")
      .attribute("xmlns:skv", kSkvNamespace)
      .element("MeddelandeKod", kMeddelandeKod)
      .element("MeddelandeText", text)
      .end();
  return writer.finish();
}

}  // namespace
}  // namespace skv_codec

const SoapSource& skv_source() {
  static constexpr SoapSource kSource = {.source = contract::Source::skv,
                                         .must_say_whom = false,
                                         .write_question = skv_codec::write_question,
                                         .about = skv_codec::about_whom,
                                         .inner = skv_codec::inner,
                                         .read_question = skv_codec::read_question,
                                         .write_answer = skv_codec::write_answer,
                                         .fault_detail = skv_codec::fault_detail};
  return kSource;
}

}  // namespace provbank::wire
