// SHS messages written by hand, right in every byte until a test spoils one.
#pragma once
#include <fmt/format.h>

#include <string>
#include <vector>

namespace provbank::evidence::shs_testing {

inline const std::string kKommun = "162120009903";
inline const std::string kOperator = "162021009986";
inline const std::string kProduct = "c4e81f07-3a9d-4b52-8e16-5d70a2b94f3c";

struct Part {
  std::string content;
  std::string type = "xml";
  std::string filename = "svar.xml";
  std::string media_type = "application/xml";
  std::string encoding = "binary";
  std::string wire = {};  // how `content` stands on the wire, when not as it is
};

struct Label {
  std::string tx_id = "3f0c9a52-7d41-4b6e-9c28-51a07e6b2d14";
  std::string corr_id = "3f0c9a52-7d41-4b6e-9c28-51a07e6b2d14";
  std::string content_id = "d4e83b70-1f6a-4c05-8e92-a7b35c0d1f46";
  std::string transfer = "synch";
  std::string sequence = "request";
  std::string status = "test";
  std::string from = kKommun;
  std::string to = kOperator;
  std::string product = kProduct;
  std::string before_datetime = {};  // meta, subject
  std::string after_content = {};    // history
  std::string datetime = "2026-03-02T09:15:00";
};

inline std::string label_xml(const Label& label, const std::vector<Part>& parts) {
  std::string data;
  for (const Part& part : parts) {
    data += fmt::format(R"(<data datapartType="{}" filename="{}" no-of-bytes="{}"/>)", part.type,
                        part.filename, part.content.size());
  }
  return fmt::format(
      "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>\r\n"
      "<!DOCTYPE shs.label SYSTEM \"shs-label-1.2.dtd\">\r\n"
      "<shs.label version=\"1.2\" tx.id=\"{}\" corr.id=\"{}\" transfer-type=\"{}\" "
      "message-type=\"simple\" document-type=\"simple\" sequence-type=\"{}\" status=\"{}\">\r\n"
      "<from commonName=\"A\">urn:X-shs:{}</from><to commonName=\"B\">urn:X-shs:{}</to>\r\n"
      "<product>urn:X-shs:{}</product>{}<datetime>{}</datetime>\r\n"
      "<content content.id=\"{}\">{}</content>{}</shs.label>\r\n",
      label.tx_id, label.corr_id, label.transfer, label.sequence, label.status, label.from,
      label.to, label.product, label.before_datetime, label.datetime, label.content_id, data,
      label.after_content);
}

inline std::string message(const Label& label, const std::vector<Part>& parts) {
  std::string out =
      "Subject: SHS Message\r\nMIME-Version: 1.0\r\n"
      "Content-Type: multipart/mixed; \r\n\tboundary=\"----=_Part_1\"\r\n\r\n"
      "------=_Part_1\r\nContent-Type: text/xml; charset=ISO-8859-1\r\n"
      "Content-Transfer-Encoding: binary\r\n\r\n" +
      label_xml(label, parts);
  for (const Part& part : parts) {
    out += fmt::format(
        "\r\n------=_Part_1\r\nContent-Type: {0}; name={1}\r\nContent-Transfer-Encoding: {2}\r\n"
        "Content-Disposition: attachment; filename={1}\r\n\r\n{3}",
        part.media_type, part.filename, part.encoding,
        part.wire.empty() ? part.content : part.wire);
  }
  return out + "\r\n------=_Part_1--\r\n";
}

inline std::string management_xml(const Label& original, const std::string& inside) {
  return fmt::format(
      "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>\r\n"
      "<!DOCTYPE shs.management SYSTEM \"shs-management-1.2.dtd\">\r\n"
      "<shs.management version=\"1.2\" corr.id=\"{}\" content.id=\"{}\">"
      "<datetime>2026-03-02T09:15:01</datetime>{}</shs.management>\r\n",
      original.corr_id, original.content_id, inside);
}

inline std::string list_xml(const std::vector<Label>& waiting) {
  std::string out =
      "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>\r\n"
      "<!DOCTYPE shs.message-list SYSTEM \"shs-message-list-1.2.01.dtd\">\r\n"
      "<shs.message-list version=\"1.2\">\r\n";
  for (const Label& label : waiting) {
    out += fmt::format(
        "<message tx.id=\"{}\" timestamp=\"{}\" corr.id=\"{}\" content.id=\"{}\" "
        "from=\"urn:X-shs:{}\" to=\"urn:X-shs:{}\" product=\"urn:X-shs:{}\" sequence-type=\"{}\" "
        "status=\"{}\"><data datapartType=\"xml\" filename=\"svar.xml\"/></message>\r\n",
        label.tx_id, label.datetime, label.corr_id, label.content_id, label.from, label.to,
        label.product, label.sequence, label.status);
  }
  return out + "</shs.message-list>\r\n";
}

}  // namespace provbank::evidence::shs_testing
