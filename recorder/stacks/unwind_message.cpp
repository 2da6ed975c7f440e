#include "recorder/stacks/unwind_message.hpp"

#include <algorithm>
#include <cstring>
#include <string_view>
#include <type_traits>

namespace tidemark {
namespace {

enum class Kind : std::uint8_t { kModules = 1, kForget, kSample, kStack };

constexpr std::size_t kMostPathBytes = 4096;
constexpr std::size_t kMostBuildIdDigits = 64;
constexpr std::uint32_t kNoModule = 0xFFFFFFFFU;

class Writer {
 public:
  explicit Writer(Kind kind) { number(kind); }

  template <typename Number>
  void number(Number value) {
    static_assert(std::is_trivially_copyable_v<Number>);
    add(std::as_bytes(std::span(&value, 1)));
  }
  void text(std::string_view value, std::size_t most) {
    const std::string_view kept = value.substr(0, most);
    number(static_cast<std::uint16_t>(kept.size()));
    add(std::as_bytes(std::span(kept)));
  }
  void add(std::span<const std::byte> bytes) { bytes_.insert(bytes_.end(), bytes.begin(), bytes.end()); }
  [[nodiscard]] std::vector<std::byte> take() { return std::move(bytes_); }

 private:
  std::vector<std::byte> bytes_;
};

// What is not there reads as zeros, and is_sound() is false from then on.
class Reader {
 public:
  Reader(std::span<const std::byte> bytes, Kind kind) : rest_(bytes) { is_sound_ = number<Kind>() == kind; }

  template <typename Number>
  Number number() {
    Number value{};
    if (const auto bytes = take(sizeof value); !bytes.empty())
      std::memcpy(&value, bytes.data(), sizeof value);
    return value;
  }
  bool flag() { return number<std::uint8_t>() != 0; }
  // How many of something follow.
  std::size_t count(std::size_t most) {
    const auto number_of = number<std::uint16_t>();
    if (number_of <= most) return number_of;
    is_sound_ = false;
    return 0;
  }
  std::string text(std::size_t most) {
    const std::size_t length = count(most);
    const auto bytes = take(length);
    std::string value(bytes.size(), '\0');
    if (!bytes.empty()) std::memcpy(value.data(), bytes.data(), bytes.size());
    return value;
  }
  [[nodiscard]] std::span<const std::byte> rest() const { return rest_; }
  [[nodiscard]] bool is_sound() const { return is_sound_; }
  [[nodiscard]] bool is_at_end() const { return is_sound_ && rest_.empty(); }

 private:
  std::span<const std::byte> take(std::size_t length) {
    if (!is_sound_ || length > rest_.size()) {
      is_sound_ = false;
      return {};
    }
    const auto bytes = rest_.first(length);
    rest_ = rest_.subspan(length);
    return bytes;
  }

  std::span<const std::byte> rest_;
  bool is_sound_ = true;
};

}  // namespace

std::vector<std::byte> encode(const ModulesMessage& message) {
  Writer writer(Kind::kModules);
  writer.number(message.process);
  writer.number(static_cast<std::uint8_t>(message.begins));
  writer.number(static_cast<std::uint8_t>(message.has_code_map));
  writer.number(static_cast<std::uint16_t>(message.modules.size()));
  for (const MappedModule& module : message.modules) {
    writer.number(module.start);
    writer.number(module.length);
    writer.number(module.offset);
    writer.text(module.path, 255);  // for the unwinder it is only a name
  }
  return writer.take();
}

std::optional<ModulesMessage> decode_modules(std::span<const std::byte> bytes) {
  Reader reader(bytes, Kind::kModules);
  ModulesMessage message;
  message.process = reader.number<std::uint32_t>();
  message.begins = reader.flag();
  message.has_code_map = reader.flag();
  message.modules.resize(reader.count(kMostModulesAMessage));
  for (MappedModule& module : message.modules) {
    module.start = reader.number<std::uint64_t>();
    module.length = reader.number<std::uint64_t>();
    module.offset = reader.number<std::uint64_t>();
    module.path = reader.text(kMostPathBytes);
  }
  return reader.is_at_end() ? std::optional(message) : std::nullopt;
}

std::vector<std::byte> encode(const ForgetMessage& message) {
  Writer writer(Kind::kForget);
  writer.number(message.process);
  return writer.take();
}

std::optional<ForgetMessage> decode_forget(std::span<const std::byte> bytes) {
  Reader reader(bytes, Kind::kForget);
  const ForgetMessage message{reader.number<std::uint32_t>()};
  return reader.is_at_end() ? std::optional(message) : std::nullopt;
}

std::vector<std::byte> encode(const SampleMessage& message) {
  Writer writer(Kind::kSample);
  writer.number(message.process);
  writer.number(message.id);
  writer.number(message.program_counter);
  writer.number(message.stack_pointer);
  writer.number(static_cast<std::uint16_t>(message.registers.size()));
  writer.add(std::as_bytes(std::span(message.registers)));
  writer.add(message.stack);
  return writer.take();
}

std::optional<SampleMessage> decode_sample(std::span<const std::byte> bytes) {
  Reader reader(bytes, Kind::kSample);
  SampleMessage message;
  message.process = reader.number<std::uint32_t>();
  message.id = reader.number<std::uint64_t>();
  message.program_counter = reader.number<std::uint64_t>();
  message.stack_pointer = reader.number<std::uint64_t>();
  message.registers.resize(reader.count(kMostRegisters));
  for (std::uint64_t& value : message.registers) value = reader.number<std::uint64_t>();
  message.stack = reader.rest();
  return reader.is_sound() ? std::optional(message) : std::nullopt;
}

std::vector<std::byte> encode(const StackMessage& message) {
  Writer writer(Kind::kStack);
  writer.number(message.id);
  writer.number(static_cast<std::uint8_t>(message.is_whole));
  const std::size_t count = std::min(message.frames.size(), kMostFrames);
  writer.number(static_cast<std::uint16_t>(count));
  for (const UnwoundFrame& frame : std::span(message.frames).first(count)) {
    writer.number(frame.module.value_or(kNoModule));
    writer.number(static_cast<std::uint8_t>(frame.address.has_value()));
    writer.number(frame.address.value_or(0));
    writer.text(frame.symbol, kMostSymbolBytes);
    writer.text(frame.build_id, kMostBuildIdDigits);
  }
  return writer.take();
}

std::optional<StackMessage> decode_stack(std::span<const std::byte> bytes) {
  Reader reader(bytes, Kind::kStack);
  StackMessage message;
  message.id = reader.number<std::uint64_t>();
  message.is_whole = reader.flag();
  message.frames.resize(reader.count(kMostFrames));
  for (UnwoundFrame& frame : message.frames) {
    if (const auto module = reader.number<std::uint32_t>(); module != kNoModule) frame.module = module;
    const bool has_address = reader.flag();
    if (const auto address = reader.number<std::uint64_t>(); has_address) frame.address = address;
    frame.symbol = reader.text(kMostSymbolBytes);
    frame.build_id = reader.text(kMostBuildIdDigits);
  }
  return reader.is_at_end() ? std::optional(message) : std::nullopt;
}

}  // namespace tidemark
