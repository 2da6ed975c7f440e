#include "recorder/system/capabilities.hpp"

#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cstddef>

namespace tidemark {

bool has_capability(int capability) {
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  std::array<__user_cap_data_struct, _LINUX_CAPABILITY_U32S_3> sets{};
  if (syscall(SYS_capget, &header, sets.data()) != 0) return false;
  const auto number = static_cast<std::size_t>(capability);
  return number / 32 < sets.size() && ((sets.at(number / 32).effective >> (number % 32)) & 1U) != 0;
}

}  // namespace tidemark
