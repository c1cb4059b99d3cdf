// A schema with one of each kind of rule, and a folder to load it from.
#pragma once
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <string>

#include "platform/base/file.hpp"
#include "platform/xml/schema.hpp"

namespace provbank::xml {

/// A folder of its own for one test, gone afterwards. The name has what folders of real people
/// have.
class TestFolder {
 public:
  TestFolder()
      : path_(std::filesystem::temp_directory_path() /
              ("provbänk xml " + std::to_string(::getpid()))) {}
  ~TestFolder() {
    std::error_code ec;
    std::filesystem::remove_all(path_, ec);
  }
  TestFolder(const TestFolder&) = delete;
  TestFolder& operator=(const TestFolder&) = delete;

  std::filesystem::path write(const std::string& name, const std::string& content) const {
    const auto file = path_ / name;
    EXPECT_TRUE(write_file(file, content));
    return file;
  }

 private:
  std::filesystem::path path_;
};

inline const std::string kTypesXsd = R"(<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"
    targetNamespace="urn:provbank:test:types" elementFormDefault="qualified">
  <xs:simpleType name="Personnummer">
    <xs:restriction base="xs:string"><xs:pattern value="[0-9]{12}"/></xs:restriction>
  </xs:simpleType>
  <xs:simpleType name="Kod">
    <xs:restriction base="xs:string"><xs:enumeration value="A"/><xs:enumeration value="B"/></xs:restriction>
  </xs:simpleType>
</xs:schema>)";

inline const std::string kFragaXsd = R"(<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"
    xmlns="urn:provbank:test" xmlns:t="urn:provbank:test:types" targetNamespace="urn:provbank:test"
    elementFormDefault="qualified">
  <xs:import namespace="urn:provbank:test:types" schemaLocation="types.xsd"/>
  <xs:element name="fraga">
    <xs:complexType>
      <xs:sequence>
        <xs:element name="person" type="t:Personnummer" maxOccurs="unbounded"/>
        <xs:element name="kod" type="t:Kod" minOccurs="0"/>
        <xs:element name="antal" type="xs:int" minOccurs="0"/>
        <xs:element name="version" type="xs:string" fixed="10" minOccurs="0"/>
        <xs:element name="tom" minOccurs="0"><xs:complexType/></xs:element>
        <xs:element name="rad" minOccurs="0" maxOccurs="unbounded">
          <xs:complexType><xs:attribute name="nyckel" type="xs:string"/></xs:complexType>
        </xs:element>
      </xs:sequence>
      <xs:attribute name="handlaggare" type="t:Personnummer"/>
      <xs:attribute name="version" type="xs:string" fixed="10"/>
    </xs:complexType>
    <xs:unique name="ensam"><xs:selector xpath="*"/><xs:field xpath="@nyckel"/></xs:unique>
  </xs:element>
</xs:schema>)";

/// A question with this inside, on three lines.
inline std::string fraga(const std::string& inside, const std::string& attributes = "") {
  return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<fraga xmlns=\"urn:provbank:test\" " +
         attributes + ">\n" + inside + "</fraga>";
}

}  // namespace provbank::xml
