#pragma once

#include <cstdint>

#include "schema/stack_writer.hpp"

namespace tidemark {

// A stack of a process that a snapshot has.
struct ProcessStack {
  std::uint64_t token;  // as of ProcessReading
  std::uint32_t slot;
  FaultStack stack;
};

}  // namespace tidemark
