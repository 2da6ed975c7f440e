#pragma once

#include <fmt/core.h>

#include <algorithm>
#include <boost/flyweight/flyweight.hpp>
#include <boost/flyweight/hashed_factory.hpp>
#include <boost/flyweight/refcounted.hpp>
#include <boost/flyweight/simple_locking.hpp>
#include <boost/flyweight/static_holder.hpp>
#include <compare>
#include <concepts>
#include <ostream>
#include <string>
#include <string_view>

namespace tidemark {

class SharedText;

template <typename Text>
concept PlainText = std::convertible_to<const Text&, std::string_view> && !std::same_as<Text, SharedText>;

// A text of which there are very many, and many equal ones, such as the name of a process: it takes the room of a pointer,
// and the equal ones share one copy, for as long as there is one of them. May be used from several threads at once.
class SharedText {
 public:
  SharedText() = default;
  template <PlainText Text>
  SharedText(const Text& text) : text_(std::string(std::string_view(text))) {}

  [[nodiscard]] const std::string& str() const { return text_.get(); }
  [[nodiscard]] bool empty() const { return str().empty(); }
  [[nodiscard]] std::size_t size() const { return str().size(); }
  operator const std::string&() const { return str(); }
  operator std::string_view() const { return str(); }

  SharedText& operator+=(std::string_view more) { return *this = str() + std::string(more); }

  friend bool operator==(const SharedText& one, const SharedText& other) { return one.text_ == other.text_; }
  friend std::strong_ordering operator<=>(const SharedText& one, const SharedText& other) {
    return one == other ? std::strong_ordering::equal : one.str() <=> other.str();
  }
  template <PlainText Text>
  friend bool operator==(const SharedText& one, const Text& other) {
    return one.str() == std::string_view(other);
  }
  template <PlainText Text>
  friend std::string operator+(const SharedText& one, const Text& other) {
    return one.str() + std::string(std::string_view(other));
  }
  template <PlainText Text>
  friend std::string operator+(const Text& one, const SharedText& other) {
    return std::string(std::string_view(one)) + other.str();
  }
  friend std::ostream& operator<<(std::ostream& stream, const SharedText& text) {
    return stream << text.str();
  }

 private:
  boost::flyweight<std::string> text_;
};

}  // namespace tidemark

template <>
struct fmt::formatter<tidemark::SharedText> {
  static constexpr auto parse(const fmt::format_parse_context& context) { return context.begin(); }
  template <typename Context>
  auto format(const tidemark::SharedText& text, Context& context) const {
    return std::copy(text.str().begin(), text.str().end(), context.out());
  }
};
