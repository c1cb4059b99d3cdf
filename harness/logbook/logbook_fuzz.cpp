// A mapping that somebody wrote and a log that somebody else wrote: both are foreign. The first
// byte chooses the mapping; from 128 on the input is a mapping itself.
#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "harness/logbook/reader.hpp"
#include "platform/base/file.hpp"

namespace {

using namespace provbank;

const std::filesystem::path kData = PROVBANK_DATA_DIR;

logbook::Mapping mapping(const std::string& xml) {
  std::vector<logbook::MappingProblem> problems;
  return logbook::Mapping::parse(xml, kData / "schemas/provbank/logbook-1.xsd", problems).value();
}

std::string wrapped(const char* form, const char* content) {
  return std::string("<loggbok xmlns=\"urn:provbank:logbook:1\" form=\"") + form + "\">" + content +
         "</loggbok>";
}

const std::array<logbook::Mapping, 4>& mappings() {
  static const std::array<logbook::Mapping, 4> kAll = {
      mapping(read_file(kData / "contract/logbook-reference.xml").value()),
      mapping(wrapped("text",
                      "<post uttryck=\"(?P&lt;t&gt;\\S+) (?P&lt;k&gt;.*)\"/>"
                      "<falt betydelse=\"tid\" vid=\"t\" format=\"%d/%b/%Y:%H:%M:%S %z\"/>"
                      "<falt betydelse=\"kallor\" vid=\"k\" avgransare=\",\"/>"
                      "<avvikelser vid=\"k\" uttryck=\"(?P&lt;s&gt;\\w*)\"><falt "
                      "betydelse=\"avvikelse\" vid=\"s\"/></avvikelser>")),
      mapping(wrapped("xml",
                      "<post vid=\"//*\"/><falt betydelse=\"tid\" vid=\"@t\"/><falt "
                      "betydelse=\"kallor\" vid=\"k\"/><avvikelser vid=\"k\"><falt "
                      "betydelse=\"kalla\" vid=\".\"/></avvikelser>")),
      mapping(wrapped("csv",
                      "<falt betydelse=\"tid\" vid=\"t\" format=\"epok-s\"/><falt "
                      "betydelse=\"antal\" vid=\"n\"/>")),
  };
  return kAll;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  if (data[0] >= 128) {
    std::vector<logbook::MappingProblem> problems;
    (void)logbook::Mapping::parse(text, kData / "schemas/provbank/logbook-1.xsd", problems);
    return 0;
  }
  logbook::Log log;
  logbook::read(mappings()[data[0] % mappings().size()], text, "logg", log);
  (void)log.groups();
  return 0;
}
