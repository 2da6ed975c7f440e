#include "analyzer/recordings/damage.hpp"

#include <fmt/core.h>

#include "common/error.hpp"

namespace tidemark {

void reject_as_damaged(const std::string& path, const std::string& what) {
  throw FileError(path, kReadAction, "it is damaged: " + what);
}

Kib read_kib(const std::string& path, const Statement& row, int column) {
  const auto count = row.optional_int64(column);
  if (!count) return {};
  constexpr std::int64_t kMost = std::int64_t{1} << 52U;
  if (*count < 0 || *count > kMost) reject_as_damaged(path, fmt::format("a size of {} KiB", *count));
  return Kib(*count);
}

}  // namespace tidemark
