#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "recorder/procfs/process_reader.hpp"
#include "recorder/sampling/exit_source.hpp"
#include "recorder/sampling/snapshot.hpp"

namespace tidemark {

// How processes are sampled. kAuto: by BPF where the kernel and this process's capabilities allow it and not
// just one tree of processes is recorded, otherwise from /proc.
enum class SamplerChoice { kAuto, kBpf, kProcfs };

struct SamplerSettings {
  SamplerChoice choice = SamplerChoice::kAuto;
  std::string proc_root = "/proc";
  std::string cgroup_root = "/sys/fs/cgroup";
  std::int64_t page_size_kib = 4;
  // How many statm descriptors to keep; processes beyond it are opened, read and closed at each scan.
  std::size_t descriptor_budget = 0;
  CommandLinePolicy command_lines = CommandLinePolicy::kMasked;

  bool operator==(const SamplerSettings&) const = default;
};

// Samples every process that the filter admits.
class Sampler {
 public:
  virtual ~Sampler() = default;
  Sampler(const Sampler&) = delete;
  Sampler& operator=(const Sampler&) = delete;

  // Returns all recorded processes with their values; valid until the next scan.
  //
  // exits   where the kernel tells of them; null where it does not
  // Throws  FileError where the processes cannot be listed any more
  [[nodiscard]] virtual const Snapshot& scan(ExitSource* exits) = 0;
  // As session.sampler has it.
  [[nodiscard]] virtual std::string_view name() const = 0;

 protected:
  Sampler() = default;
};

}  // namespace tidemark
