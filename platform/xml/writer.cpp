#include "platform/xml/writer.hpp"

#include <fmt/format.h>
#include <libxml/chvalid.h>
#include <libxml/xmlwriter.h>

#include <algorithm>

#include "platform/base/c_handle.hpp"

namespace provbank::xml {
namespace {

using XmlBuffer = CHandle<xmlBuffer, &xmlBufferFree>;
using XmlWriter = CHandle<xmlTextWriter, &xmlFreeTextWriter>;

const xmlChar* as_xml(const char* text) {
  return reinterpret_cast<const xmlChar*>(text);
}

// How many bytes from `at` form one character that XML 1.0 may carry; 0 when they do not.
std::size_t xml_character(std::string_view bytes, std::size_t at) {
  int length = static_cast<int>(std::min<std::size_t>(4, bytes.size() - at));
  const int code =
      xmlGetUTF8Char(reinterpret_cast<const unsigned char*>(bytes.data() + at), &length);
  if (code < 0 || !xmlIsCharQ(static_cast<unsigned>(code))) return 0;
  return static_cast<std::size_t>(length);
}

}  // namespace

std::string printable(std::string_view bytes) {
  std::string out;
  out.reserve(bytes.size());
  for (std::size_t at = 0; at < bytes.size();) {
    const std::size_t length = xml_character(bytes, at);
    if (length == 0) {
      out += fmt::format("\\x{:02X}", static_cast<unsigned char>(bytes[at++]));
    } else {
      out.append(bytes.substr(at, length));
      at += length;
    }
  }
  return out;
}

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '"':
        out += "&quot;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

std::string excerpt(std::string_view bytes, std::size_t bytes_max) {
  if (bytes.size() <= bytes_max) return printable(bytes);
  std::size_t cut = bytes_max;
  while (cut > 0 && (static_cast<unsigned char>(bytes[cut]) & 0xC0U) == 0x80U) --cut;
  return printable(bytes.substr(0, cut)) + fmt::format("… ({} bytes)", bytes.size());
}

struct Writer::State {
  XmlBuffer buffer{xmlBufferCreate()};
  XmlWriter writer{xmlNewTextWriterMemory(buffer.get(), 0)};
};

Writer::Writer() : state_(std::make_unique<State>()) {
  xmlTextWriterSetIndent(state_->writer.get(), 1);
  xmlTextWriterSetIndentString(state_->writer.get(), as_xml("  "));
  xmlTextWriterStartDocument(state_->writer.get(), nullptr, "UTF-8", nullptr);
}

Writer::~Writer() = default;

Writer& Writer::start(const char* element, const char* namespace_uri) {
  xmlTextWriterStartElementNS(state_->writer.get(), nullptr, as_xml(element),
                              namespace_uri == nullptr ? nullptr : as_xml(namespace_uri));
  return *this;
}

Writer& Writer::attribute(const char* name, std::string_view value) {
  xmlTextWriterWriteAttribute(state_->writer.get(), as_xml(name), as_xml(printable(value).c_str()));
  return *this;
}

Writer& Writer::text(std::string_view value) {
  xmlTextWriterWriteString(state_->writer.get(), as_xml(printable(value).c_str()));
  return *this;
}

Writer& Writer::element(const char* name, std::string_view value) {
  return start(name).text(value).end();
}

Writer& Writer::end() {
  xmlTextWriterEndElement(state_->writer.get());
  return *this;
}

std::string Writer::finish() {
  xmlTextWriterEndDocument(state_->writer.get());
  xmlTextWriterFlush(state_->writer.get());
  return reinterpret_cast<const char*>(xmlBufferContent(state_->buffer.get()));
}

}  // namespace provbank::xml
