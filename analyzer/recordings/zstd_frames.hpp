#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace tidemark {

// Follows the frames of what zstd has compressed, to tell a text that ended from one whose end is missing; Boost's
// decompressor takes both for the end. RFC 8878, 3.1. Whether the bytes are sound is the decompressor's affair.
class ZstdFrames {
 public:
  // Takes the next bytes; they may end anywhere.
  void take(std::string_view bytes);

  // Whether they may end here: behind a frame, or before the first.
  [[nodiscard]] bool may_end() const { return next_ == Part::kMagic && taken_ == 0 && skipped_ == 0; }

 private:
  enum class Part { kMagic, kSkippableSize, kDescriptor, kBlockHeader };

  void enter(Part part);
  void read_part();

  Part next_ = Part::kMagic;
  std::uint32_t value_ = 0;   // of the part's bytes until now, the first one lowest
  std::size_t taken_ = 0;     // how many there were
  std::size_t skipped_ = 0;   // bytes until the next part
  std::size_t checksum_ = 0;  // bytes behind the frame's last block
};

}  // namespace tidemark
