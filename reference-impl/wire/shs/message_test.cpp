#include "reference-impl/wire/shs/message.hpp"

#include <gmock/gmock.h>

#include <functional>

#include "reference-impl/wire/shs/management.hpp"
#include "reference-impl/wire/shs/mime.hpp"
#include "reference-impl/wire/shs/test_support.hpp"

namespace provbank::wire::shs {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;
using testing::StartsWith;

const std::string kBoundary = std::string("----=_Part_") + kSampleTxId;

void replace_all(std::string& text, const std::string& piece, const std::string& other) {
  for (std::size_t at = 0; (at = text.find(piece, at)) != std::string::npos; at += other.size()) {
    text.replace(at, piece.size(), other);
  }
}

/// A message by hand: its header block, its label and one data part with these headers.
struct ByHand {
  std::string headers = "Subject: SHS-message\r\nContent-Type: multipart/mixed; boundary=b\r\n";
  std::string preamble{};
  std::string label_headers = "Content-Type: text/xml; charset=ISO-8859-1\r\n";
  std::string label = write_label(sample_label());
  std::string part_headers = "Content-Type: application/xml\r\n";
  std::string content = "<fraga/>";
  std::string rest = "\r\n--b--\r\n";

  std::string text() const {
    return headers + "\r\n" + preamble + "--b\r\n" + label_headers + "\r\n" + label +
           "\r\n--b\r\n" + part_headers + "\r\n" + content + rest;
  }
};

std::string by_hand(const std::function<void(ByHand&)>& change) {
  ByHand message;
  change(message);
  return message.text();
}

ErrorCode refusal_of(const std::string& body, const MessageLimits& limits = {}) {
  const auto message = read_message(body, limits);
  EXPECT_FALSE(message.has_value()) << body.substr(0, 2000);
  return message ? ErrorCode::other_error : message.error().code;
}
constexpr auto kStructure = ErrorCode::illegal_message_structure;
constexpr auto kContent = ErrorCode::illegal_datapart_content;

/// The one data part; a failed test and an empty one when there is none.
DataPart part_of(const std::string& body) {
  const auto message = read_message(body);
  EXPECT_TRUE(message.has_value()) << (message ? "" : message.error().info);
  return message ? message->parts.at(0) : DataPart{};
}

TEST(ShsMessage, IsWrittenToTheByteAsOtherNodesWriteIt) {
  Label told = sample_label();
  told.data[0].bytes = 63;
  const std::string content =
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<fraga>tre rader</fraga>\n\n\n";
  ASSERT_EQ(content.size(), 66U);
  told.data[0].bytes = 66;
  EXPECT_EQ(write_message(sample_message(content)),
            "Subject: SHS Message\r\n"
            "MIME-Version: 1.0\r\n"
            "Content-Type: multipart/mixed; \r\n"
            "\tboundary=\"" +
                kBoundary +
                "\"\r\n"
                "\r\n"
                "--" +
                kBoundary +
                "\r\n"
                "Content-Type: text/xml; charset=ISO-8859-1\r\n"
                "Content-Transfer-Encoding: binary\r\n"
                "\r\n" +
                write_label(told) + "\r\n--" + kBoundary +
                "\r\n"
                "Content-Type: application/xml; name=fraga.xml\r\n"
                "Content-Transfer-Encoding: base64\r\n"
                "Content-Disposition: attachment; filename=fraga.xml\r\n"
                "\r\n"
                "PD94bWwgdmVyc2lvbj0iMS4wIiBlbmNvZGluZz0iVVRGLTgiPz4KPGZyYWdhPnRyZSByYWRlcjwv\r\n"
                "ZnJhZ2E+CgoK\r\n"
                "--" +
                kBoundary + "--\r\n");
}

TEST(ShsMessage, ABinaryPartStandsAsItIs) {
  Message message = sample_message("rad 1\nrad 2\r\n");
  message.parts[0].encoding = TransferEncoding::binary;
  EXPECT_THAT(write_message(message),
              HasSubstr("Content-Transfer-Encoding: binary\r\n"
                        "Content-Disposition: attachment; filename=fraga.xml\r\n\r\n"
                        "rad 1\nrad 2\r\n\r\n--" +
                        kBoundary + "--\r\n"));
}

TEST(ShsMessage, WhatIsWrittenIsReadAgain) {
  std::string bytes;
  for (int i = 0; i < 256; ++i) bytes += static_cast<char>(i);
  for (const std::string& content :
       {std::string(), bytes, bytes + bytes + "\r\n", std::string("\r\n"), std::string("\n--b--"),
        std::string("\r"), "--" + kBoundary + "--", "\r\n--" + kBoundary + "\r\n",
        std::string(1000, '\0')}) {
    for (const auto encoding : {TransferEncoding::base64, TransferEncoding::binary}) {
      Message message;
      message.label = full_label();
      message.parts = {
          {.media_type = "text/xml",
           .charset = "ISO-8859-1",
           .filename = "fråga med blank; \"x\\y\".xml",
           .encoding = encoding,
           .content = content},
          {.media_type = "application/octet-stream", .encoding = encoding, .content = "andra"}};
      const std::string written = write_message(message);
      message.label.data[0].bytes = content.size();
      message.label.data[1].bytes = 5;
      const auto read = read_message(written);
      ASSERT_TRUE(read) << read.error().info;
      EXPECT_EQ(*read, message);
      EXPECT_EQ(write_message(*read), written);
    }
  }
}

TEST(ShsMessage, TheBoundaryStandsInNoPart) {
  for (const auto encoding : {TransferEncoding::base64, TransferEncoding::binary}) {
    Message message = sample_message("x\r\n--" + kBoundary + "--\r\n");
    message.parts[0].encoding = encoding;
    const bool must_differ = encoding == TransferEncoding::binary;
    EXPECT_EQ(write_message(message).find("boundary=\"" + kBoundary) == std::string::npos,
              must_differ);
    EXPECT_EQ(read_message(write_message(message))->parts, message.parts);
  }
  Message message = sample_message();
  message.label.subject = "\n--" + kBoundary;
  EXPECT_EQ(read_message(write_message(message))->label.subject, message.label.subject);
}

TEST(ShsMessage, ATxIdThatIsNoUuidGivesABoundaryAllTheSame) {
  Message message = sample_message();
  message.label.tx_id = "x\"\r\n y" + std::string(200, 'z');
  EXPECT_TRUE(read_message(write_message(message)));
}

TEST(ShsMessage, TheLabelGetsAnEntryForEachPart) {
  Message message = sample_message("1234");
  message.label.data.clear();
  message.parts.push_back({.media_type = "application/pdf", .filename = "", .content = "12"});
  const auto read = read_message(write_message(message)).value();
  EXPECT_THAT(read.label.data, ElementsAre(DataEntry{"xml", "fraga.xml", 4, std::nullopt},
                                           DataEntry{"pdf", "", 2, std::nullopt}));
  message.label.data.resize(7);
  EXPECT_THAT(read_message(write_message(message))->label.data, SizeIs(2));
}

TEST(ShsMessage, NothingThatACallerPutsInEndsAHeader) {
  Message message = sample_message();
  message.parts[0].filename = "a\r\nX: y\r\n\r\n";
  message.parts[0].media_type = "text/xml\r\nX: y";
  message.parts[0].charset = "a; b\r\n";
  const std::string written = write_message(message);
  EXPECT_THAT(written, Not(HasSubstr("\nX: y")));
  const auto part = part_of(written);
  EXPECT_EQ(part.filename, "a__X: y____");
  EXPECT_EQ(part.media_type, "application/octet-stream");
  EXPECT_EQ(part.charset, "");
  EXPECT_EQ(part.content, message.parts[0].content);
}

TEST(ShsMessage, AFileNameOfOtherCharactersComesBackByTheLabel) {
  Message message = sample_message();
  message.label.data[0].filename = message.parts[0].filename = "\xE2\x82\xAC \xC3\xA5.xml";
  EXPECT_EQ(part_of(write_message(message)).filename, message.parts[0].filename);
}

TEST(ShsMessageReading, LineEndsMayBeLineFeedsAlone) {
  Message message = sample_message("rad 1\nrad 2\n");
  message.parts[0].encoding = TransferEncoding::binary;
  std::string text = write_message(message);
  const auto crlf = read_message(text).value();
  replace_all(text, "\r\n", "\n");
  EXPECT_EQ(read_message(text).value(), crlf);
}

TEST(ShsMessageReading, PreambleEpilogueAndSurplusPartsAreLeftOut) {
  const std::string body = by_hand([](ByHand& message) {
    message.preamble = "Detta är ett meddelande.\r\n--bb\r\n--b-\r\n--b x\r\n";
    message.rest =
        "\r\n--b\r\nContent-Transfer-Encoding: uu\r\n\r\növerskott\r\n--b-- \t\r\nslut\r\n--b\r\n";
  });
  const auto message = read_message(body);
  ASSERT_TRUE(message) << message.error().info;
  EXPECT_THAT(message->parts, SizeIs(1));
  EXPECT_EQ(message->parts[0].content, "<fraga/>");
}

TEST(ShsMessageReading, TheClosingBoundaryMayEndTheMessage) {
  EXPECT_EQ(part_of(by_hand([](ByHand& m) { m.rest = "\r\n--b--"; })).content, "<fraga/>");
  EXPECT_EQ(part_of(by_hand([](ByHand& m) { m.rest = "\n--b--\r"; })).content, "<fraga/>");
}

TEST(ShsMessageReading, TheLineBreakBeforeABoundaryBelongsToIt) {
  const auto content = [](const std::string& text) {
    return part_of(by_hand([&](ByHand& m) { m.content = text; })).content;
  };
  EXPECT_EQ(content("a\r\n"), "a\r\n");
  EXPECT_EQ(content("a\n"), "a\n");
  EXPECT_EQ(content(""), "");
  EXPECT_EQ(part_of(by_hand([](ByHand& m) {
              m.content = "";
              m.rest = "--b--";  // right after the headers' blank line
            })).content,
            "");
}

TEST(ShsMessageReading, HeadersMayBeFoldedInAnyCaseWithAnySubjectOrNone) {
  const std::string body = by_hand([](ByHand& message) {
    message.headers =
        "X-Other: a\r\n b\r\ncontent-TYPE :\r\n\tMultipart/Related ;\r\n  Boundary = \"b\" ; x\r\n";
    message.label_headers = "CONTENT-TYPE: Text/XML\r\n";
  });
  EXPECT_EQ(part_of(body).content, "<fraga/>");
}

TEST(ShsMessageReading, EveryTransferEncodingDecodes) {
  const auto content = [](const std::string& encoding, const std::string& text) {
    return part_of(by_hand([&](ByHand& message) {
             message.part_headers += "Content-Transfer-Encoding: " + encoding + "\r\n";
             message.content = text;
           }))
        .content;
  };
  EXPECT_EQ(content("7bit", "a=3D"), "a=3D");
  EXPECT_EQ(content("8BIT", "\xE5"), "\xE5");
  EXPECT_EQ(content(" Binary ", std::string("\0\xFF", 2)), std::string("\0\xFF", 2));
  EXPECT_EQ(content("BASE64", "PGZyYWdhLz4=\r\n"), "<fraga/>");
  EXPECT_EQ(content("base64", "PGZy\n  YWdh\tLz4=\n\n"), "<fraga/>");
  EXPECT_EQ(content("quoted-printable", "Fr=E5ga=3d \t\r\nn=\r\nr=\n 1=  \r\n\r\nslut="),
            "Fr\xE5ga=\r\nnr 1\r\nslut");
  EXPECT_EQ(content("Quoted-Printable", "\xE5\n"), "\xE5\n");
}

TEST(ShsMessageReading, FileNamesMayBeMissingUnquotedEscapedOr8Bit) {
  const auto filename = [](const std::string& headers) {
    return part_of(by_hand([&](ByHand& message) { message.part_headers = headers; })).filename;
  };
  EXPECT_EQ(filename(""), "");
  EXPECT_EQ(filename("Content-Disposition: attachment\r\n"), "");
  EXPECT_EQ(filename("Content-Disposition: attachment; filename=min fr\xE5ga.xml; x=y\r\n"),
            "min fr\xC3\xA5ga.xml");
  EXPECT_EQ(
      filename("Content-Disposition: attachment;\r\n filename=\"fr\xE5ga; \\\"1\\\".xml\"\r\n"),
      "fr\xC3\xA5ga; \"1\".xml");
  EXPECT_EQ(filename("Content-Type: text/xml; name=b.xml\r\n"), "b.xml");
  EXPECT_EQ(filename("Content-Type: text/xml; name=b.xml\r\n"
                     "Content-Disposition: attachment; filename=a.xml\r\n"),
            "a.xml");
  EXPECT_EQ(filename("Content-Disposition: attachment; filename=\"utan slut\r\n"), "utan slut");
  EXPECT_EQ(filename("Content-Disposition: attachment; filename=a; filename=b\r\n"), "");
  EXPECT_EQ(filename("Content-Disposition: attachment; filename=a\x01\x7F"
                     "b\r\n"),
            "a__b");
}

TEST(ShsMessageReading, MediaTypesAreInLowerCaseAndOneThatIsNoneIsOfAnyBytes) {
  const auto part = [](const std::string& headers) {
    return part_of(by_hand([&](ByHand& message) { message.part_headers = headers; }));
  };
  EXPECT_EQ(part("").media_type, "text/plain");
  EXPECT_EQ(part("Content-Type: Text/XML; Charset=\"UTF-8\"\r\n").media_type, "text/xml");
  EXPECT_EQ(part("Content-Type: Text/XML; Charset=\"UTF-8\"\r\n").charset, "UTF-8");
  EXPECT_EQ(part("Content-Type: xml\r\n").media_type, "application/octet-stream");
  EXPECT_EQ(part("Content-Type: text/xml; charset=\"u t f\"\r\n").charset, "");
}

TEST(ShsMessageReading, ALabelPartMayCallItselfUtf8) {
  std::string label = write_label(sample_label());
  replace_all(label, "\xE5", "\xC3\xA5");
  const auto message = read_message(by_hand([&](ByHand& by) {
    by.label_headers = "Content-Type: text/xml; charset=utf-8\r\n";
    by.label = label;
  }));
  ASSERT_TRUE(message);
  EXPECT_EQ(message->label.subject, "Fr\xC3\xA5ga 1");
}

TEST(ShsMessageRefused, WithoutAHeaderBlock) {
  const std::string body = ByHand().text();
  EXPECT_EQ(refusal_of(""), kStructure);
  EXPECT_EQ(refusal_of("\r\n" + body), kStructure);
  EXPECT_EQ(refusal_of(body.substr(body.find("--b"))), kStructure);
  EXPECT_EQ(refusal_of(" " + body), kStructure);
  EXPECT_EQ(refusal_of("ingen rubrik\r\n" + body), kStructure);
  EXPECT_EQ(refusal_of("Content-Type: multipart/mixed; boundary=b"), kStructure);
  EXPECT_EQ(refusal_of("Content-Type: multipart/mixed; boundary=b\r\n"), kStructure);
}

TEST(ShsMessageRefused, WhenItIsNoMultipartOrHasNoBoundary) {
  for (const std::string headers :
       {"", "Subject: x\r\n", "Content-Type: text/xml; boundary=b\r\n",
        "Content-Type: multipart/mixed\r\n", "Content-Type: multipart/mixed; boundary=\"\"\r\n",
        "Content-Type: multipart/mixed; boundary=b; boundary=c\r\n",
        "Content-Type: multipart/mixed; boundary=b\r\nContent-Type: multipart/mixed; "
        "boundary=c\r\n",
        "Content-Type:\r\nContent-Type: multipart/mixed; boundary=b\r\n",
        "Content-Type: multipart/mixed; boundary=b\r\nContent-Transfer-Encoding: base64\r\n"}) {
    EXPECT_EQ(refusal_of(by_hand([&](ByHand& m) { m.headers = headers; })), kStructure) << headers;
  }
}

TEST(ShsMessageRefused, WhenTheBoundaryIsLongerThanBoundariesAre) {
  const auto with_boundary = [](std::size_t bytes) {
    std::string body = write_message(sample_message());
    replace_all(body, kBoundary, std::string(bytes, 'x'));
    return body;
  };
  EXPECT_TRUE(read_message(with_boundary(70)));
  EXPECT_EQ(refusal_of(with_boundary(71)), kStructure);
  EXPECT_EQ(refusal_of(with_boundary(10'000)), kStructure);
}

TEST(ShsMessageRefused, AtWhateverByteItWasCutOff) {
  std::string body = write_message(sample_message(std::string(200, 'x')));
  while (body.ends_with('\n') || body.ends_with('\r')) body.pop_back();
  ASSERT_TRUE(read_message(body));
  for (std::size_t size = 0; size < body.size(); ++size) {
    const auto message = read_message(std::string_view(body).substr(0, size));
    ASSERT_FALSE(message) << size;
    ASSERT_EQ(message.error().code, kStructure) << size;
  }
}

TEST(ShsMessageRefused, WithoutAClosingBoundary) {
  EXPECT_EQ(refusal_of(by_hand([](ByHand& m) { m.rest = ""; })), kStructure);
  EXPECT_EQ(refusal_of(by_hand([](ByHand& m) { m.rest = "\r\n--b\r\n"; })), kStructure);
  EXPECT_EQ(refusal_of(by_hand([](ByHand& m) { m.rest = "\r\n--b--x"; })), kStructure);
  EXPECT_EQ(refusal_of(by_hand([](ByHand& m) { m.rest = "--b--"; })), kStructure);
  EXPECT_EQ(refusal_of(by_hand([](ByHand& m) { m.preamble = "--b--\r\n"; })), kStructure);
}

TEST(ShsMessageRefused, WhenTheFirstPartIsNoLabel) {
  for (const std::string headers :
       {"", "Content-Type: text/plain\r\n", "Content-Type: multipart/mixed; boundary=b\r\n",
        "Content-Type: text/xml\r\nContent-Transfer-Encoding: base64\r\n",
        "Content-Type: text/xml\r\nContent-Transfer-Encoding: quoted-printable\r\n",
        "Content-Type: text/xml\r\nContent-Type: text/xml\r\n", "ingen rubrik\r\n"}) {
    EXPECT_EQ(refusal_of(by_hand([&](ByHand& m) { m.label_headers = headers; })), kStructure)
        << headers;
  }
  EXPECT_EQ(refusal_of(by_hand([](ByHand& m) { m.label = "<label/>"; })), kStructure);
  EXPECT_EQ(refusal_of(by_hand([](ByHand& m) { m.label = ""; })), kStructure);
}

TEST(ShsMessageRefused, WhenTheLabelEndsPastItsWindow) {
  Message message = sample_message();
  message.label.subject = std::string(3000, 'x');
  const std::string body = write_message(message);
  EXPECT_TRUE(read_message(body));
  EXPECT_EQ(refusal_of("X: " + std::string(1000, 'x') + "\r\n" + body), kStructure);
  message.label.subject = std::string(4096, 'x');
  EXPECT_EQ(refusal_of(write_message(message)), kStructure);
}

TEST(ShsMessageRefused, WhenTheQuickScanFindsAnotherLabelThanTheFirstPart) {
  Label other = sample_label();
  other.from->address = "162120009911";
  const std::string text = write_label(other);
  const std::string window = text.substr(text.find("<shs.label"));
  std::string one_line = window;
  replace_all(one_line, "\n", " ");
  EXPECT_EQ(refusal_of(by_hand([&](ByHand& m) { m.preamble = window; })), kStructure);
  EXPECT_EQ(refusal_of(by_hand([&](ByHand& m) { m.headers.insert(0, "X: " + one_line + "\r\n"); })),
            kStructure);
  EXPECT_EQ(refusal_of(by_hand([&](ByHand& m) {
              m.label.insert(m.label.find("<shs.label"), "<!--" + window + "-->");
            })),
            kStructure);
  EXPECT_EQ(refusal_of(by_hand(
                [&](ByHand& m) { m.label.insert(m.label.find("<from"), "<!--</shs.label>-->"); })),
            kStructure);
}

TEST(ShsMessageRefused, WhenTheCountOfPartsIsWrong) {
  const auto with_data = [](const std::string& data) {
    return by_hand([&](ByHand& m) {
      replace_all(m.label, "<data datapartType=\"xml\" filename=\"fraga.xml\"/>", data);
    });
  };
  EXPECT_EQ(refusal_of(with_data("")), kStructure);
  EXPECT_EQ(refusal_of(with_data("<data datapartType='a'/><data datapartType='b'/>")), kStructure);
  EXPECT_EQ(refusal_of(with_data("<compound no-of-parts='1'/>")), kStructure);
  EXPECT_TRUE(read_message(with_data("<data datapartType='a'/>")));
}

TEST(ShsMessageRefused, WhenItIsCompound) {
  EXPECT_EQ(refusal_of(by_hand([](ByHand& m) {
              replace_all(m.label, "message-type=\"simple\"", "message-type=\"compound\"");
            })),
            kStructure);
}

TEST(ShsMessageRefused, WhenADataPartIsItselfOfSeveral) {
  std::string nested;
  for (int i = 0; i < 1000; ++i) {
    nested += "Content-Type: multipart/mixed; boundary=b" + std::to_string(i) + "\r\n\r\n--b" +
              std::to_string(i) + "\r\n";
  }
  EXPECT_EQ(refusal_of(by_hand([&](ByHand& m) {
              m.part_headers = "Content-Type: Multipart/Mixed; boundary=c\r\n";
              m.content = nested;
            })),
            kStructure);
}

TEST(ShsMessageRefused, WithAThousandParts) {
  Message message = sample_message();
  MessageLimits limits;
  const auto body = [&](std::size_t parts) {
    std::string rest;
    for (std::size_t i = 1; i < parts; ++i) rest += "\r\n--b\r\n\r\nx";
    return by_hand([&](ByHand& m) { m.rest = rest + m.rest; });
  };
  EXPECT_TRUE(read_message(body(limits.parts - 1)));  // and the label's
  EXPECT_EQ(refusal_of(body(limits.parts)), kStructure);
  EXPECT_EQ(refusal_of(body(1000)), kStructure);
}

TEST(ShsMessageRefused, WhenAPartDoesNotDecode) {
  const auto refusal = [](const std::string& encoding, const std::string& text) {
    return refusal_of(by_hand([&](ByHand& message) {
      message.part_headers += "Content-Transfer-Encoding: " + encoding + "\r\n";
      message.content = text;
    }));
  };
  EXPECT_EQ(refusal("base64", "PGZyYWdhLz4"), kContent);
  EXPECT_EQ(refusal("base64", "PGZyYWdhLz4=PGZy"), kContent);
  EXPECT_EQ(refusal("base64", "PGZy*YWdhLz4="), kContent);
  EXPECT_EQ(refusal("base64", std::string("PGZy\0", 5)), kContent);
  EXPECT_EQ(refusal("quoted-printable", "a=G0"), kContent);
  EXPECT_EQ(refusal("quoted-printable", "a=4"), kContent);
  EXPECT_EQ(refusal("uuencode", "x"), kContent);
  EXPECT_EQ(refusal("", "x"), kContent);
}

TEST(ShsMessageRefused, PastEachLimit) {
  const std::string body = write_message(sample_message(std::string(1000, 'x')));
  EXPECT_TRUE(read_message(body, {.message_bytes = body.size(), .part_bytes = 1000}));
  EXPECT_EQ(refusal_of(body, {.message_bytes = body.size() - 1}), kStructure);
  EXPECT_EQ(refusal_of(body, {.part_bytes = 999}), kStructure);
  EXPECT_EQ(refusal_of(body, {.header_lines = 3}), kStructure);
  EXPECT_EQ(refusal_of(body, {.header_bytes = 100}), kStructure);
  EXPECT_EQ(refusal_of(body, {.parts = 1}), kStructure);
  EXPECT_EQ(refusal_of(body, {.boundary_bytes = 40}), kStructure);
}

TEST(ShsMessageRefused, WithANulByteInAHeader) {
  const std::string nul("X: \0\r\n", 6);
  EXPECT_EQ(refusal_of(by_hand([&](ByHand& m) { m.headers += nul; })), kStructure);
  EXPECT_EQ(refusal_of(by_hand([&](ByHand& m) { m.part_headers += nul; })), kStructure);
}

TEST(ShsMessageRefused, NoRefusalQuotesAPart) {
  for (const std::string& body :
       {by_hand([](ByHand& m) { m.part_headers = "HEMLIG\r\n"; }), by_hand([](ByHand& m) {
          m.part_headers += "Content-Transfer-Encoding: base64\r\n";
          m.content = "HEMLIG*";
        }),
        by_hand([](ByHand& m) { m.headers = "HEMLIG\r\n"; }),
        by_hand([](ByHand& m) { m.part_headers += "Content-Transfer-Encoding: HEMLIG\r\n"; })}) {
    const auto message = read_message(body);
    ASSERT_FALSE(message);
    EXPECT_THAT(message.error().info, Not(HasSubstr("HEMLIG")));
  }
}

/// What costs most per byte must still be read in one go. A quadratic reader needs hours for these.
TEST(ShsMessageLimits, ReadingIsLinear) {
  constexpr std::size_t kAlmostTheLimit = (32U << 20U) - (64U << 10U);
  const auto filled = [](const std::string& piece, std::size_t bytes) {
    std::string text;
    text.reserve(bytes + piece.size());
    while (text.size() < bytes) text += piece;
    return text;
  };
  const std::string near = "\r\n--" + kBoundary.substr(0, kBoundary.size() - 1);
  for (const std::string& piece :
       {near + "x", near, "\r\n--" + kBoundary + "-", "\r\n--" + kBoundary + " x",
        std::string("\n--"), std::string("\n"), std::string("-"), std::string("=\n")}) {
    SCOPED_TRACE(piece);
    const std::string content = filled(piece, piece == near ? kAlmostTheLimit : 4U << 20U);
    std::string body = write_message(sample_message());
    const auto at = body.rfind("\r\n--");
    body.insert(at, "\r\n\r\n" + content);
    replace_all(body, "base64", "binary");
    EXPECT_EQ(part_of(body).content.size(), content.size() + 16U);
    Message message = sample_message(content);
    message.parts[0].encoding = TransferEncoding::binary;
    EXPECT_TRUE(read_message(write_message(message))->parts == message.parts);
  }
}

TEST(ShsMessageLimits, HeadersWithoutEndAreLeftEarly) {
  std::string lines = "Content-Type: multipart/mixed; boundary=b\r\n";
  while (lines.size() < (16U << 20U)) lines += "X: y\r\n";
  EXPECT_EQ(refusal_of(lines), kStructure);
  EXPECT_EQ(refusal_of("X: " + std::string(16U << 20U, 'y')), kStructure);
  EXPECT_EQ(refusal_of(by_hand([&](ByHand& m) {
              m.part_headers = "X: " + std::string(16U << 20U, 'y') + "\r\n";
            })),
            kStructure);
}

TEST(ShsMessageLimits, Base64OfNothingButBlanksIsNothing) {
  EXPECT_EQ(part_of(by_hand([](ByHand& m) {
              m.part_headers += "Content-Transfer-Encoding: base64\r\n";
              m.content = std::string(16U << 20U, ' ');
            })).content,
            "");
}

}  // namespace
}  // namespace provbank::wire::shs
