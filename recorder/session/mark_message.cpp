#include "recorder/session/mark_message.hpp"

#include <fmt/core.h>

#include "common/error.hpp"
#include "common/text.hpp"

namespace tidemark {
namespace {

constexpr std::string_view kForParent = "@parent";

}  // namespace

std::string to_packet(const MarkMessage& message) {
  return fmt::format("{}{} {}", message.kind, message.for_parent ? kForParent : "", message.name);
}

MarkMessage parse_packet(std::string_view packet) {
  const std::size_t space = packet.find(' ');
  std::string_view kind = packet.substr(0, space);
  const bool for_parent = kind.ends_with(kForParent);
  if (for_parent) kind.remove_suffix(kForParent.size());
  if (kind != "begin" && kind != "end" && kind != "note") {
    throw UserError(fmt::format("mark: '{}' is none of begin, end and note", escape_name(kind)));
  }
  const std::string_view name = space == std::string_view::npos ? "" : packet.substr(space + 1);
  if (name.empty()) throw UserError("mark: the name is missing");
  if (name.size() > kMostNameBytes) {
    throw UserError(fmt::format("mark: the name is longer than {} bytes", kMostNameBytes));
  }
  return {std::string(kind), std::string(name), for_parent};
}

}  // namespace tidemark
