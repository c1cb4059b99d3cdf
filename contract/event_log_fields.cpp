#include "contract/event_log_fields.hpp"

#include <algorithm>

#include "contract/xml_file.hpp"

namespace provbank::contract {

Result<EventLogFields> EventLogFields::load(const std::filesystem::path& xml) {
  const auto document = load_xml_file(xml, {"event-log-fields", "urn:provbank:event-log-fields:1"});
  if (!document) return document.error();
  EventLogFields out;
  for (const auto element : document->document_element().children("field")) {
    EventLogField field;
    field.name = element.attribute("name").value();
    field.clause = element.attribute("clause").value();
    field.why = {token(element.child_value("sv")), token(element.child_value("en"))};
    if (field.name.empty() || field.clause.empty() || field.why.sv.empty() || field.why.en.empty())
      return fail(Errc::invalid, xml.string() + ": a field without a name, a clause or a reason");
    if (out.find(field.name) != nullptr)
      return fail(Errc::invalid, xml.string() + ": " + field.name + " is given twice");
    out.fields_.push_back(std::move(field));
  }
  return out;
}

const EventLogField* EventLogFields::find(std::string_view name) const {
  const auto found = std::ranges::find(fields_, name, &EventLogField::name);
  return found == fields_.end() ? nullptr : &*found;
}

}  // namespace provbank::contract
