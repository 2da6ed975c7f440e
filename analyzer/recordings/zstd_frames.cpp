#include "analyzer/recordings/zstd_frames.hpp"

#include <algorithm>
#include <array>

namespace tidemark {
namespace {

constexpr std::size_t kChecksumBytes = 4;

// Bytes of a frame's header behind its descriptor: window, dictionary and content size.
std::size_t rest_of_header(std::uint32_t descriptor) {
  constexpr std::array<std::size_t, 4> kDictionary{0, 1, 2, 4};
  constexpr std::array<std::size_t, 4> kContent{0, 2, 4, 8};
  const std::uint32_t content_flag = descriptor >> 6U;
  const bool is_single_segment = (descriptor & 0x20U) != 0;
  const std::size_t content = is_single_segment && content_flag == 0 ? 1 : kContent.at(content_flag);
  return (is_single_segment ? 0 : 1) + kDictionary.at(descriptor & 3U) + content;
}

}  // namespace

void ZstdFrames::take(std::string_view bytes) {
  while (!bytes.empty()) {
    if (skipped_ > 0) {
      const std::size_t count = std::min(skipped_, bytes.size());
      skipped_ -= count;
      bytes.remove_prefix(count);
      continue;
    }
    value_ |= std::uint32_t{static_cast<unsigned char>(bytes.front())} << (8 * taken_);
    ++taken_;
    bytes.remove_prefix(1);
    constexpr std::array<std::size_t, 4> kLengths{4, 4, 1, 3};  // in the order of Part
    if (taken_ == kLengths.at(static_cast<std::size_t>(next_))) read_part();
  }
}

void ZstdFrames::enter(Part part) {
  next_ = part;
  value_ = 0;
  taken_ = 0;
}

void ZstdFrames::read_part() {
  const std::uint32_t value = value_;
  switch (next_) {
    case Part::kMagic:
      enter((value & 0xFFFFFFF0U) == 0x184D2A50U ? Part::kSkippableSize : Part::kDescriptor);
      break;
    case Part::kSkippableSize:
      skipped_ = value;
      enter(Part::kMagic);
      break;
    case Part::kDescriptor:
      skipped_ = rest_of_header(value);
      checksum_ = (value & 4U) != 0 ? kChecksumBytes : 0;
      enter(Part::kBlockHeader);
      break;
    case Part::kBlockHeader: {
      const bool is_last = (value & 1U) != 0;
      const bool is_one_byte_repeated = (value >> 1U & 3U) == 1;
      skipped_ = (is_one_byte_repeated ? 1 : value >> 3U) + (is_last ? checksum_ : 0);
      enter(is_last ? Part::kMagic : Part::kBlockHeader);
      break;
    }
  }
}

}  // namespace tidemark
