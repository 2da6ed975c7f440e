#include "common/pattern.hpp"

#include <fmt/core.h>
#include <re2/re2.h>
#include <re2/stringpiece.h>

#include "common/error.hpp"

namespace tidemark {
namespace {

// For the expression itself and what is learnt of it while it is looked for; RE2's own default is eight times that.
constexpr std::int64_t kMemoryBytes = 1 << 20;

std::shared_ptr<const re2::RE2> compile(std::string_view where, const std::string& expression) {
  if (expression.size() > kLongestPattern) {
    throw UserError(fmt::format("{}: a regular expression of {} bytes; there may be {}", where,
                                expression.size(), kLongestPattern));
  }
  re2::RE2::Options options;
  options.set_log_errors(false);
  options.set_max_mem(kMemoryBytes);
  auto compiled = std::make_shared<const re2::RE2>(expression, options);
  if (compiled->ok()) return compiled;
  throw UserError(
      fmt::format("{}: '{}' is not a regular expression: {} (RE2 syntax, which has no lookahead and "
                  "no backreferences)",
                  where, expression, compiled->error()));
}

}  // namespace

Pattern::Pattern(std::string_view where, const std::string& expression)
    : expression_(compile(where, expression)) {}

// A string_view of Abseil's own since RE2 has that, also where C++ has one.
bool Pattern::is_found_in(std::string_view text) const {
  return re2::RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), *expression_);
}

void check_pattern_count(std::string_view where, std::size_t count) {
  if (count <= kMostPatterns) return;
  throw UserError(fmt::format("{}: {} regular expressions; there may be {}", where, count, kMostPatterns));
}

std::vector<Pattern> compile_patterns(std::string_view where, std::span<const std::string> expressions) {
  check_pattern_count(where, expressions.size());
  std::vector<Pattern> patterns;
  patterns.reserve(expressions.size());
  for (const std::string& expression : expressions) patterns.emplace_back(where, expression);
  return patterns;
}

}  // namespace tidemark
