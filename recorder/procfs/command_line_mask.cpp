#include "recorder/procfs/command_line_mask.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "schema/rows.hpp"

namespace tidemark {
namespace {

constexpr std::array<std::string_view, 7> kSecrets{"password", "passwd", "secret",    "token",
                                                   "key",      "auth",   "credential"};
constexpr std::string_view kQuotes = "'\"`";
// What ends a word within an argument: blanks, quotes and what a shell takes for an operator.
constexpr std::string_view kEnds = " \t\n\r'\"`;|&()<>";

bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_of_name(char c) {
  return is_upper(c) || is_lower(c) || is_digit(c) || c == '-' || c == '_' || c == '.';
}
bool is_quote(char c) { return kQuotes.find(c) != std::string_view::npos; }

bool equals_ignoring_case(std::string_view text, std::string_view lower) {
  return std::equal(text.begin(), text.end(), lower.begin(), lower.end(),
                    [](char one, char other) { return (is_upper(one) ? one - 'A' + 'a' : one) == other; });
}

bool is_secret_word(std::string_view word) {
  return std::any_of(kSecrets.begin(), kSecrets.end(),
                     [&](std::string_view secret) { return equals_ignoring_case(word, secret); });
}

// Whether a word of the name begins at `i`: "apiKey" and "APIKey" are two.
bool begins_word(std::string_view name, std::size_t i) {
  if (!is_upper(name[i])) return false;
  return !is_upper(name[i - 1]) || (i + 1 < name.size() && is_lower(name[i + 1]));
}

bool is_secret_name(std::string_view name) {
  std::size_t begin = 0;
  for (std::size_t i = 0; i <= name.size(); ++i) {
    const bool parts = i == name.size() || name[i] == '-' || name[i] == '_' || name[i] == '.';
    if (!parts && (i == begin || !begins_word(name, i))) continue;
    if (is_secret_word(name.substr(begin, i - begin))) return true;
    begin = parts ? i + 1 : i;
  }
  return false;
}

// Returns the name that ends where `text` does.
std::string_view name_at_end(std::string_view text) {
  std::size_t begin = text.size();
  while (begin > 0 && is_of_name(text[begin - 1])) --begin;
  return text.substr(begin);
}

// Returns where the value of a NAME=VALUE begins in a word, 0 where there is none that is secret.
std::size_t find_value(std::string_view word) {
  for (std::size_t at = word.find('='); at != std::string_view::npos; at = word.find('=', at + 1)) {
    if (is_secret_name(name_at_end(word.substr(0, at)))) return at + 1;
  }
  return 0;
}

bool is_scheme(std::string_view word) {
  const std::string_view name = name_at_end(word);
  return equals_ignoring_case(name, "bearer") || equals_ignoring_case(name, "basic");
}

}  // namespace

// One argument, taken apart from its front.
class CommandLineMask::Text {
 public:
  explicit Text(std::string_view argument) : argument_(argument) {}

  std::string mask(Next& next) {
    while (at_ < argument_.size()) {
      if (kEnds.find(argument_[at_]) != std::string_view::npos) {
        copy(at_ + 1);
      } else {
        mask_word(next);
      }
    }
    return std::move(masked_);
  }

 private:
  void mask_word(Next& next) {
    const Next how = std::exchange(next, Next::kOpen);
    const bool is_option = argument_[at_] == '-' && !is_quoted();
    if (how == Next::kHidden || (how == Next::kHiddenUnlessOption && !is_option)) return hide(end_of_value());
    const std::size_t end = end_of_word();
    const std::string_view word = argument_.substr(at_, end - at_);
    const std::size_t value = find_value(word);
    if (mask_user(value == 0 ? end : at_ + value)) return;
    if (value != 0) return mask_value(at_ + value, end, next);
    copy(end);
    const bool is_name = name_at_end(word).size() == word.size();
    if (is_scheme(word) ||
        (word.ends_with(':') && is_secret_name(name_at_end(word.substr(0, word.size() - 1)))) ||
        (is_name && is_secret_name(word) && copy_colon())) {
      next = Next::kHidden;
    } else if (is_name && word.starts_with('-') && is_secret_name(word)) {
      next = Next::kHiddenUnlessOption;
    }
  }

  void mask_value(std::size_t value, std::size_t end, Next& next) {
    const bool begins_argument = at_ == 0;
    copy(value);
    if (begins_argument && value < argument_.size()) return hide(argument_.size());
    if (value == argument_.size()) return;
    const bool is_split =
        value == end ? is_quote(argument_[value]) : is_scheme(argument_.substr(value, end - value));
    if (value < end) hide(end);
    if (is_split) next = Next::kHidden;
  }

  // What stands before the last @ of the authority of a URL that begins before `end`. It may hold signs that end words
  // elsewhere. The path behind it is looked at as any word.
  bool mask_user(std::size_t end) {
    const std::size_t scheme = argument_.substr(0, end).find("://", at_);
    if (scheme == std::string_view::npos) return false;
    const std::size_t begin = scheme + 3;
    const std::string_view authority =
        argument_.substr(begin, argument_.find_first_of("/?# \t\n\r", begin) - begin);
    const std::size_t user = authority.rfind('@');
    if (user == std::string_view::npos) return false;
    copy(begin);
    hide(begin + user);
    return true;
  }

  // Goes behind the colon of "NAME": where there is one.
  bool copy_colon() {
    std::size_t at = at_;
    if (at == argument_.size() || !is_quote(argument_[at])) return false;
    at = argument_.find_first_not_of(' ', at + 1);
    if (at == std::string_view::npos || argument_[at] != ':') return false;
    copy(at + 1);
    return true;
  }

  [[nodiscard]] bool is_quoted() const { return at_ > 0 && is_quote(argument_[at_ - 1]); }
  [[nodiscard]] std::size_t end_of_word() const {
    return std::min(argument_.find_first_of(kEnds, at_), argument_.size());
  }
  // A quoted value ends with its quotes.
  [[nodiscard]] std::size_t end_of_value() const {
    return is_quoted() ? std::min(argument_.find(argument_[at_ - 1], at_), argument_.size()) : end_of_word();
  }

  void copy(std::size_t end) {
    masked_ += argument_.substr(at_, end - at_);
    at_ = end;
  }
  void hide(std::size_t end) {
    masked_ += kMaskedWord;
    at_ = end;
  }

  std::string_view argument_;
  std::size_t at_ = 0;
  std::string masked_;
};

std::string CommandLineMask::mask(std::string_view argument) {
  const Next how = std::exchange(next_, Next::kOpen);
  const bool is_hidden =
      how == Next::kHidden || (how == Next::kHiddenUnlessOption && !argument.starts_with('-'));
  if (is_hidden) return argument.empty() ? std::string() : std::string(kMaskedWord);
  return Text(argument).mask(next_);
}

}  // namespace tidemark
