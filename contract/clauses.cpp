#include "contract/clauses.hpp"

#include "contract/xml_file.hpp"

namespace provbank::contract {
namespace {

Bilingual summary_of(const pugi::xml_node& element) {
  const auto in = [&](const char* language) {
    return token(
        element.find_child_by_attribute("sammanfattning", "xml:lang", language).text().get());
  };
  return {in("sv"), in("en")};
}

}  // namespace

Result<ClauseRegister> ClauseRegister::load(const std::filesystem::path& xml) {
  const auto document =
      load_xml_file(xml, {.name = "klausuler", .name_space = "urn:provbank:clauses:1"});
  if (!document) return document.error();
  ClauseRegister loaded;
  for (const auto element : document->document_element().children("klausul")) {
    Clause clause{.id = element.attribute("id").value(),
                  .party = element.attribute("part").value(),
                  .summary = summary_of(element)};
    if (clause.id.empty() || clause.party.empty() || clause.summary.sv.empty() ||
        clause.summary.en.empty()) {
      return fail(Errc::invalid, xml.string() + ": clause \"" + clause.id +
                                     "\" lacks its id, its party or a summary in both languages");
    }
    const std::string id = clause.id;
    if (!loaded.clauses_.emplace(id, std::move(clause)).second) {
      return fail(Errc::invalid, xml.string() + ": clause " + id + " is given twice");
    }
  }
  if (loaded.clauses_.empty()) return fail(Errc::invalid, xml.string() + ": holds no clause");
  return loaded;
}

const Clause* ClauseRegister::find(std::string_view id) const {
  const auto found = clauses_.find(id);
  return found == clauses_.end() ? nullptr : &found->second;
}

}  // namespace provbank::contract
