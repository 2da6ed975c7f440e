#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace re2 {
class RE2;
}  // namespace re2

namespace tidemark {

// A regular expression in the syntax of RE2: what ECMAScript has but for lookahead and backreferences, which
// nobody can match in bounded time.
class Pattern {
 public:
  // where   the option or the place in a file that errors name
  // Throws  UserError "WHERE: ..." where the expression is none, is too long, or too large when repetitions are
  //         written out
  Pattern(std::string_view where, const std::string& expression);

  // Returns whether the expression is found anywhere in the text. Upper and lower case are told apart, and a dot
  // is any character but a line's end.
  //
  // Cost  O(n) of the text; no recursion; at most a MiB kept for the next time
  [[nodiscard]] bool is_found_in(std::string_view text) const;

 private:
  std::shared_ptr<const re2::RE2> expression_;  // copies share it, since it never changes
};

inline constexpr std::size_t kLongestPattern = 4096;  // bytes
// Each is asked about each process.
inline constexpr std::size_t kMostPatterns = 1000;

// Throws UserError "WHERE: ..." for more than kMostPatterns.
void check_pattern_count(std::string_view where, std::size_t count);

// Returns the patterns of a setting that may be given several times. Throws UserError, as above.
[[nodiscard]] std::vector<Pattern> compile_patterns(std::string_view where,
                                                    std::span<const std::string> expressions);

}  // namespace tidemark
