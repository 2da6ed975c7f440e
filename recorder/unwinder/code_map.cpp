#include "recorder/unwinder/code_map.hpp"

#include <unistd.h>

#include <array>
#include <charconv>
#include <iterator>
#include <optional>

#include "recorder/stacks/unwind_message.hpp"

namespace tidemark {
namespace {

constexpr std::size_t kBlockBytes = 64 * 1024;
constexpr std::chrono::nanoseconds kLeastPause = std::chrono::seconds(1);

// Takes a hexadecimal number, and the space behind it, off the front of a line.
std::optional<std::uint64_t> take_number(std::string_view& line) {
  if (line.starts_with("0x")) line.remove_prefix(2);
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(line.data(), line.data() + line.size(), value, 16);
  const auto length = static_cast<std::size_t>(end - line.data());
  if (error != std::errc() || length >= line.size() || line[length] != ' ') return std::nullopt;
  line.remove_prefix(length + 1);
  return value;
}

}  // namespace

std::string_view CodeMap::find(std::uint64_t address, std::chrono::nanoseconds now) {
  if (!file_.is_open()) return {};
  const Function* function = look(address);
  if (function == nullptr && now >= next_reading_) {
    read_on();
    next_reading_ = now + kLeastPause;
    function = look(address);
  }
  return function == nullptr ? std::string_view() : function->name;
}

const CodeMap::Function* CodeMap::look(std::uint64_t address) const {
  const auto after = functions_.upper_bound(address);
  if (after == functions_.begin()) return nullptr;
  const Function& before = std::prev(after)->second;
  return address < before.end ? &before : nullptr;
}

// A line that is still being written, or is longer than a block, is left for the next time.
void CodeMap::read_on() {
  std::array<char, kBlockBytes> block;  // NOLINT(cppcoreguidelines-pro-type-member-init)
  while (read_ < kMostBytes && functions_.size() < kMostFunctions) {
    const ssize_t count = pread(file_.number(), block.data(), block.size(), static_cast<off_t>(read_));
    if (count <= 0) return;
    std::string_view text(block.data(), static_cast<std::size_t>(count));
    const std::size_t last = text.rfind('\n');
    if (last == std::string_view::npos) return;
    text = text.substr(0, last + 1);
    read_ += text.size();
    while (!text.empty()) {
      const std::size_t end = text.find('\n');
      take_line(text.substr(0, end));
      text.remove_prefix(end + 1);
    }
  }
}

// A later function takes the place of an earlier one whose code is gone.
void CodeMap::take_line(std::string_view line) {
  const auto start = take_number(line);
  const auto size = start ? take_number(line) : std::nullopt;
  if (!size || *size == 0 || *size > UINT64_MAX - *start || line.empty()) return;
  if (functions_.size() >= kMostFunctions) return;
  functions_[*start] = {*start + *size, std::string(line.substr(0, kMostSymbolBytes))};
}

}  // namespace tidemark
