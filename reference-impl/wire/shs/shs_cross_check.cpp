// The other half of shs_cross_check.py: writes messages for it to read, reads what it wrote.
//   shs_cross_check write FOLDER    n.message, n.label, and n.i.part, n.i.name of every data part
//   shs_cross_check read FOLDER     of every n.message: n.i.part.read, n.i.name.read,
//   n.i.type.read,
//                                   n.tx.read; or n.error.read
#include <cstdio>
#include <filesystem>

#include "platform/base/file.hpp"
#include "reference-impl/wire/shs/test_support.hpp"

namespace provbank::wire::shs {
namespace {

namespace fs = std::filesystem;

/// Contents of every kind, in both encodings, with file names of every kind.
std::vector<Message> messages_to_write() {
  std::string bytes;
  for (int i = 0; i < 256; ++i) bytes += static_cast<char>(i);
  const std::vector<std::string> contents = {"",
                                             "x",
                                             "<fraga/>\n",
                                             "rad 1\r\nrad 2\r\n",
                                             "\r\n",
                                             "\n\n",
                                             bytes,
                                             "--b\r\n--b--",
                                             std::string(56, 'a'),
                                             std::string(57, 'a'),
                                             std::string(58, 'a'),
                                             std::string(5000, '-'),
                                             bytes + bytes + "\n"};
  const std::vector<std::string> names = {"", "fraga.xml", "min fraga.xml", "fr\xC3\xA5ga.xml",
                                          "a;b=\"c\\d\".xml"};
  std::vector<Message> messages;
  for (const auto encoding : {TransferEncoding::binary, TransferEncoding::base64}) {
    for (std::size_t i = 0; i < contents.size(); ++i) {
      Message message;
      message.label = i % 2 == 0 ? full_label() : sample_label();
      message.label.data.clear();
      for (std::size_t part = 0; part <= i % 3; ++part) {
        message.parts.push_back({.media_type = part == 0 ? "application/xml" : "text/xml",
                                 .charset = part == 0 ? "" : "ISO-8859-1",
                                 .filename = names[(i + part) % names.size()],
                                 .encoding = encoding,
                                 .content = contents[(i + part) % contents.size()]});
      }
      messages.push_back(std::move(message));
    }
  }
  return messages;
}

void put(const fs::path& file, std::string_view content) {
  write_file(file, content).value();
}

void write_all(const fs::path& folder) {
  std::size_t number = 0;
  for (const Message& message : messages_to_write()) {
    const std::string name = std::to_string(number++);
    const std::string text = write_message(message);
    put(folder / (name + ".message"), text);
    put(folder / (name + ".label"), write_label(read_message(text).value().label));
    for (std::size_t i = 0; i < message.parts.size(); ++i) {
      const std::string part = name + "." + std::to_string(i);
      put(folder / (part + ".part"), message.parts[i].content);
      put(folder / (part + ".name"), message.parts[i].filename);
    }
  }
}

void read_one(const fs::path& file) {
  const auto beside = [&](const std::string& suffix) {
    return fs::path(file).replace_extension(suffix);
  };
  const auto message = read_message(read_file(file).value());
  if (!message) {
    put(beside("error.read"),
        std::string(to_string(message.error().code)) + ": " + message.error().info);
    return;
  }
  put(beside("tx.read"), message->label.tx_id);
  for (std::size_t i = 0; i < message->parts.size(); ++i) {
    const std::string number = std::to_string(i);
    put(beside(number + ".part.read"), message->parts[i].content);
    put(beside(number + ".name.read"), message->parts[i].filename);
    put(beside(number + ".type.read"), message->parts[i].media_type);
  }
}

int run(const std::string& verb, const fs::path& folder) {
  if (verb == "write") {
    write_all(folder);
    return 0;
  }
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.path().extension() == ".message") files.push_back(entry.path());
  }
  for (const auto& file : files) read_one(file);
  return files.empty() ? 2 : 0;
}

}  // namespace
}  // namespace provbank::wire::shs

int main(int argc, char** argv) {
  if (argc != 3) {
    std::fputs("usage: shs_cross_check write|read FOLDER\n", stderr);
    return 2;
  }
  return provbank::wire::shs::run(argv[1], argv[2]);
}
