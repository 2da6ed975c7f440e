#pragma once

#include <string>

#include "analyzer/exports/stack_profile.hpp"

namespace tidemark {

// Returns a profile as pprof reads it: the message Profile of its profile.proto, compressed by gzip.
[[nodiscard]] std::string to_pprof(const StackProfile& profile);

}  // namespace tidemark
