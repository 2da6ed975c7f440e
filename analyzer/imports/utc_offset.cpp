#include "analyzer/imports/utc_offset.hpp"

#include <fmt/core.h>

#include "common/error.hpp"
#include "common/rfc3339.hpp"

namespace tidemark {

std::chrono::minutes parse_utc_offset(const std::string& text) {
  // Noon with that offset, so that RFC 3339's own rules decide what an offset is.
  constexpr std::string_view kNoon = "2000-01-01T12:00:00";
  const auto noon = parse_rfc3339(kNoon);
  const auto local_noon = text.empty() ? std::nullopt : parse_rfc3339(std::string(kNoon) + text);
  if (!local_noon || text.front() == '.') {
    throw UserError(fmt::format("utc-offset: '{}' is not an offset; write it like +02:00 or -05:30", text));
  }
  return std::chrono::duration_cast<std::chrono::minutes>(*noon - *local_noon);
}

}  // namespace tidemark
