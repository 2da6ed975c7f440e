#pragma once

#include <string>

namespace tidemark {

// Returns a random UUID (RFC 4122, version 4) as 36 characters.
[[nodiscard]] std::string random_uuid();

}  // namespace tidemark
