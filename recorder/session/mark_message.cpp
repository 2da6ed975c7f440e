#include "recorder/session/mark_message.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>

#include "common/error.hpp"
#include "common/text.hpp"
#include "schema/bounds.hpp"

namespace tidemark {
namespace {

constexpr std::string_view kForParent = "@parent";

std::int64_t parse_held(std::string_view text) {
  std::int64_t kib = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), kib);
  const bool is_number = parsed.ec == std::errc() && parsed.ptr == text.data() + text.size();
  if (is_number && kib >= 0 && kib <= kMostKib) return kib;
  throw UserError(fmt::format("mark: ':{}' is not what is held, in KiB", escape_name(text)));
}

}  // namespace

std::string to_text(const MarkMessage& message) {
  std::string kind = message.kind;
  if (message.for_parent) kind += kForParent;
  if (message.held_kib) kind += fmt::format(":{}", *message.held_kib);
  return fmt::format("{} {}", kind, message.name);
}

std::string to_line(const MarkMessage& message) {
  std::string line = to_text(message);
  std::replace(line.begin(), line.end(), '\n', ' ');
  return line + '\n';
}

MarkMessage parse_mark(std::string_view text) {
  if (text.ends_with('\n')) text.remove_suffix(1);
  const std::size_t space = text.find(' ');
  std::string_view kind = text.substr(0, space);
  const std::size_t colon = kind.find(':');
  std::optional<std::int64_t> held;
  if (colon != std::string_view::npos) held = parse_held(kind.substr(colon + 1));
  kind = kind.substr(0, colon);
  const bool for_parent = kind.ends_with(kForParent);
  if (for_parent) kind.remove_suffix(kForParent.size());
  if (kind != "begin" && kind != "end" && kind != "note") {
    throw UserError(fmt::format("mark: '{}' is none of begin, end and note", escape_name(kind)));
  }
  const std::string_view name = space == std::string_view::npos ? "" : text.substr(space + 1);
  if (name.empty()) throw UserError("mark: the name is missing");
  if (name.size() > kMostNameBytes) {
    throw UserError(fmt::format("mark: the name is longer than {} bytes", kMostNameBytes));
  }
  return {std::string(kind), std::string(name), for_parent, held};
}

}  // namespace tidemark
