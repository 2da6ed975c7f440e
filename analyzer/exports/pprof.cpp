#include "analyzer/exports/pprof.hpp"

// g++ 12 takes what Boost writes behind a gzip text for copies over each other (its bug 105329).
#if defined(__GNUC__) && !defined(__clang__) && __GNUC__ < 13
#pragma GCC diagnostic ignored "-Wrestrict"
#endif

#include <boost/iostreams/device/back_inserter.hpp>
#include <boost/iostreams/filter/gzip.hpp>
#include <boost/iostreams/filtering_stream.hpp>

#include <cmath>
#include <map>
#include <tuple>
#include <vector>

#include "analyzer/exports/profile_names.hpp"

namespace tidemark {
namespace {

// A message of Protocol Buffers, as bytes.
class Message {
 public:
  // Zero is what a field has that is not there.
  void add(std::uint32_t field, std::uint64_t value) {
    if (value == 0) return;
    add_varint(field << 3U);
    add_varint(value);
  }
  void add(std::uint32_t field, std::string_view bytes) {
    add_varint(field << 3U | 2U);
    add_varint(bytes.size());
    bytes_ += bytes;
  }
  void add(std::uint32_t field, const Message& message) { add(field, message.bytes()); }
  void add_packed(std::uint32_t field, const std::vector<std::uint64_t>& values) {
    Message packed;
    for (const std::uint64_t value : values) packed.add_varint(value);
    add(field, packed);
  }
  [[nodiscard]] const std::string& bytes() const { return bytes_; }

 private:
  void add_varint(std::uint64_t value) {
    constexpr std::uint64_t kMore = 0x80;
    for (; value >= kMore; value >>= 7U) bytes_ += static_cast<char>(value | kMore);
    bytes_ += static_cast<char>(value);
  }

  std::string bytes_;
};

// The fields of profile.proto that are written.
enum ProfileField : std::uint32_t {
  kSampleType = 1,
  kSample = 2,
  kMapping = 3,
  kLocation = 4,
  kFunction = 5,
  kStringTable = 6,
  kTimeNanos = 9,
  kDurationNanos = 10,
  kPeriodType = 11,
  kPeriod = 12,
  kDefaultSampleType = 14
};

// Ids count from 1, places of texts from 0.
class Writer {
 public:
  std::string write(const StackProfile& profile) {
    static_cast<void>(text(""));
    profile_.add(kSampleType, value_type("faults", "count"));
    profile_.add(kSampleType, value_type("touched", "bytes"));
    for (const ProfileStack& stack : profile.stacks) add_sample(stack, profile.bytes_per_fault);
    profile_.add(kTimeNanos, static_cast<std::uint64_t>(profile.begin_wall_ns));
    profile_.add(kDurationNanos, static_cast<std::uint64_t>(profile.length_ns));
    profile_.add(kPeriodType, value_type("faults", "count"));
    profile_.add(kPeriod, 1);
    profile_.add(kDefaultSampleType, text("touched"));
    for (const std::string_view each : in_order()) profile_.add(kStringTable, each);
    return profile_.bytes();
  }

 private:
  std::uint64_t text(const std::string& text) {
    return texts_.try_emplace(text, texts_.size()).first->second;
  }

  [[nodiscard]] std::vector<std::string_view> in_order() const {
    std::vector<std::string_view> texts(texts_.size());
    for (const auto& [text, place] : texts_) texts[place] = text;
    return texts;
  }

  Message value_type(const std::string& type, const std::string& unit) {
    Message message;
    message.add(1, text(type));
    message.add(2, text(unit));
    return message;
  }

  void add_sample(const ProfileStack& stack, std::int64_t bytes_per_fault) {
    std::vector<std::uint64_t> locations;
    for (const TouchFrame& frame : stack.frames) locations.push_back(location(frame));
    if (!stack.is_whole) locations.push_back(location({std::string(kCutOff), ""}));
    const auto faults = static_cast<std::uint64_t>(std::llround(stack.faults));
    Message sample;
    sample.add_packed(1, locations);
    sample.add_packed(2, {faults, faults * static_cast<std::uint64_t>(bytes_per_fault)});
    profile_.add(kSample, sample);
  }

  std::uint64_t mapping(const TouchFrame& frame) {
    if (frame.module.empty()) return 0;
    const std::string build_id = frame.build_id.value_or("");
    const auto [known, is_new] = mappings_.try_emplace({frame.module, build_id}, mappings_.size() + 1);
    if (!is_new) return known->second;
    Message mapping;
    mapping.add(1, known->second);
    mapping.add(5, text(frame.module));
    mapping.add(6, text(build_id));
    mapping.add(7, std::uint64_t{1});  // it has functions: nobody need look for them
    profile_.add(kMapping, mapping);
    return known->second;
  }

  std::uint64_t function(const TouchFrame& frame) {
    const std::string name = profile_name(frame);
    const std::string file = frame.file.value_or("");
    const auto [known, is_new] = functions_.try_emplace({name, file}, functions_.size() + 1);
    if (!is_new) return known->second;
    Message function;
    function.add(1, known->second);
    function.add(2, text(name));
    function.add(3, text(name));
    function.add(4, text(file));
    profile_.add(kFunction, function);
    return known->second;
  }

  std::uint64_t location(const TouchFrame& frame) {
    const std::uint64_t mapping_id = mapping(frame), function_id = function(frame);
    const auto address = static_cast<std::uint64_t>(frame.address.value_or(0));
    const auto line = static_cast<std::uint64_t>(frame.line.value_or(0));
    const auto [known, is_new] =
        locations_.try_emplace({mapping_id, address, function_id, line}, locations_.size() + 1);
    if (!is_new) return known->second;
    Message line_message;
    line_message.add(1, function_id);
    line_message.add(2, line);
    Message location;
    location.add(1, known->second);
    location.add(2, mapping_id);
    location.add(3, address);
    location.add(4, line_message);
    profile_.add(kLocation, location);
    return known->second;
  }

  Message profile_;
  std::map<std::string, std::uint64_t> texts_;
  std::map<std::pair<std::string, std::string>, std::uint64_t> mappings_;
  std::map<std::pair<std::string, std::string>, std::uint64_t> functions_;
  std::map<std::tuple<std::uint64_t, std::uint64_t, std::uint64_t, std::uint64_t>, std::uint64_t> locations_;
};

}  // namespace

std::string to_pprof(const StackProfile& profile) {
  std::string compressed;
  boost::iostreams::filtering_ostream stream;
  stream.push(boost::iostreams::gzip_compressor());
  stream.push(boost::iostreams::back_inserter(compressed));
  const std::string bytes = Writer().write(profile);
  stream.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  stream.reset();
  return compressed;
}

}  // namespace tidemark
