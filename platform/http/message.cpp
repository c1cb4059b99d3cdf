#include "platform/http/message.hpp"

#include <algorithm>

#include "platform/http/ascii.hpp"

namespace provbank::http {

void Fields::add(std::string name, std::string value) {
  entries_.emplace_back(std::move(name), std::move(value));
}

void Fields::set(std::string name, std::string value) {
  erase(name);
  add(std::move(name), std::move(value));
}

void Fields::erase(std::string_view name) {
  std::erase_if(entries_,
                [name](const Entry& entry) { return equals_ignoring_case(entry.first, name); });
}

std::optional<std::string_view> Fields::find(std::string_view name) const {
  for (const auto& [key, value] : entries_) {
    if (equals_ignoring_case(key, name)) return value;
  }
  return std::nullopt;
}

std::size_t Fields::count(std::string_view name) const {
  const auto same = [name](const Entry& entry) { return equals_ignoring_case(entry.first, name); };
  return static_cast<std::size_t>(std::count_if(entries_.begin(), entries_.end(), same));
}

std::string_view reason_phrase(int status) {
  switch (status) {
    case 100:
      return "Continue";
    case 200:
      return "OK";
    case 201:
      return "Created";
    case 202:
      return "Accepted";
    case 204:
      return "No Content";
    case 301:
      return "Moved Permanently";
    case 302:
      return "Found";
    case 304:
      return "Not Modified";
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 406:
      return "Not Acceptable";
    case 408:
      return "Request Timeout";
    case 409:
      return "Conflict";
    case 411:
      return "Length Required";
    case 413:
      return "Content Too Large";
    case 415:
      return "Unsupported Media Type";
    case 422:
      return "Unprocessable Content";
    case 429:
      return "Too Many Requests";
    case 431:
      return "Request Header Fields Too Large";
    case 500:
      return "Internal Server Error";
    case 501:
      return "Not Implemented";
    case 502:
      return "Bad Gateway";
    case 503:
      return "Service Unavailable";
    case 504:
      return "Gateway Timeout";
    case 505:
      return "HTTP Version Not Supported";
    default:
      return "Unknown";
  }
}

}  // namespace provbank::http
