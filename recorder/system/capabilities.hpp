#pragma once

#include <linux/capability.h>

namespace tidemark {

// Whether a capability (CAP_...) is in force in this process.
[[nodiscard]] bool has_capability(int capability);

}  // namespace tidemark
