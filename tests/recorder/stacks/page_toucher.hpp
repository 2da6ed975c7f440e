#pragma once

#include <sys/types.h>

#include <cstdint>

#include "common/descriptor.hpp"

namespace tidemark::testing {

struct TouchOrder {
  // New pages, which take the place of the last ones: kByItself by writing to them, kByKernel by reading a file into them,
  // kShared by writing to shared ones. kAgain: each byte of the last ones.
  enum class Kind : std::uint32_t { kByItself, kByKernel, kShared, kAgain };
  Kind kind = Kind::kByItself;
  std::uint32_t pages = 0;
};

// A program of its own that touches pages when it is told to (page_toucher_main.cpp); it ends with this object.
class PageToucher {
 public:
  // Throws std::runtime_error.
  PageToucher();
  ~PageToucher();
  PageToucher(const PageToucher&) = delete;
  PageToucher& operator=(const PageToucher&) = delete;

  [[nodiscard]] pid_t pid() const { return pid_; }
  // Returns where the pages begin, once all are touched. Throws std::runtime_error.
  std::uint64_t touch(std::uint32_t pages, TouchOrder::Kind kind = TouchOrder::Kind::kByItself) const;

 private:
  pid_t pid_ = -1;
  Descriptor orders_;
  Descriptor answers_;
};

}  // namespace tidemark::testing
