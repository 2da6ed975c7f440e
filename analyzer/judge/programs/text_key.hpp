#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <string_view>

namespace tidemark {

// Stands for a text that is compared alone, for lives are too many to keep the text of each: equal for equal texts,
// and for two others once in 2^64. The order is no order of the texts.
class TextKey {
 public:
  TextKey() = default;  // of the empty text
  explicit TextKey(std::string_view text) : hash_(text.empty() ? 0 : std::hash<std::string_view>{}(text)) {}

  [[nodiscard]] bool empty() const { return hash_ == 0; }
  // clang-tidy 14 takes the 0 that this compares with for a pointer.
  // NOLINTNEXTLINE(modernize-use-nullptr)
  auto operator<=>(const TextKey&) const = default;

 private:
  std::uint64_t hash_ = 0;
};

}  // namespace tidemark
