#pragma once

#include <sys/types.h>

#include <optional>

#include "common/descriptor.hpp"

namespace tidemark {

// Returns a descriptor that stands for the process which has the PID now, whoever is given the PID later
// (pidfd_open(2)); one that is not open where there is none to be had. It takes no privilege.
[[nodiscard]] Descriptor open_pid_descriptor(pid_t pid);

// Returns the wait status of the process that a descriptor stands for, once its parent has waited for it;
// nullopt before, and on kernels before Linux 6.15.
[[nodiscard]] std::optional<int> read_wait_status(const Descriptor& process);

// Whether this kernel knows of wait statuses by descriptors; some before Linux 6.15 seem to.
[[nodiscard]] bool may_read_wait_statuses();

}  // namespace tidemark
