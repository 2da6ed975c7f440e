#include "analyzer/imports/bad_lines.hpp"

#include <fmt/core.h>

#include "common/error.hpp"

namespace tidemark {

void BadLines::take(std::size_t line, const BadLine& bad) {
  const std::string what = fmt::format("{}:{}: {}", path_, line, bad.why);
  if (on_bad_ == OnBadLine::kThrow) throw UserError(what + "; --lenient skips such lines");
  if (skipped_++ == 0) first_ = what;
}

}  // namespace tidemark
