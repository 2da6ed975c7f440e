#include "recorder/session/mark_message.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "common/error.hpp"
#include "common/text.hpp"

namespace tidemark {
namespace {

constexpr std::string_view kForParent = "@parent";

}  // namespace

std::string to_text(const MarkMessage& message) {
  return fmt::format("{}{} {}", message.kind, message.for_parent ? kForParent : "", message.name);
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
  return {std::string(kind), std::string(name), for_parent};
}

}  // namespace tidemark
