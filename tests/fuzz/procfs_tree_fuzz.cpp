// Two scans of a /proc of which any file may hold anything.
#include <array>
#include <filesystem>

#include "common/text.hpp"
#include "recorder/procfs/host.hpp"
#include "recorder/procfs/own_cgroup.hpp"
#include "recorder/procfs/task_limit.hpp"
#include "recorder/sampling/procfs_sampler.hpp"
#include "tests/fuzz/fuzz_target.hpp"

using namespace tidemark;
using namespace tidemark::testing;

namespace {

namespace fs = std::filesystem;

// The input's parts, each up to a byte that no UTF-8 has, in this order; a missing one leaves the file out.
constexpr std::array kBefore{"100/stat",
                             "100/statm",
                             "100/status",
                             "100/cmdline",
                             "100/cgroup",
                             "100/maps",
                             "100/program",
                             "101/stat",
                             "101/statm",
                             "101/cmdline",
                             "meminfo",
                             "vmstat",
                             "loadavg",
                             "self/cgroup",
                             "pressure/memory",
                             "100/net/tcp",
                             "100/mountinfo",
                             "sys/kernel/pid_max",
                             "sys/kernel/random/boot_id",
                             "sys/kernel/hostname"};
constexpr std::array kAfter{"100/statm", "100/stat", "100/cmdline", "101/statm"};

void lay_out(const std::string& root, std::span<const char* const> names, FuzzInput& input) {
  for (const char* name : names) {
    if (input.is_empty()) return;
    const fs::path path = fs::path(root) / name;
    fs::create_directories(path.parent_path());
    scratch_file(fs::relative(path, scratch_directory()).string(), input.take_until('\xFF'));
  }
}

void check(const Snapshot& snapshot) {
  for (const ProcessReading& reading : snapshot.processes) {
    require(printable(reading.identity->comm) == reading.identity->comm, "a recorded name is printable");
    require(reading.values.vm_size_kib.value_or(0) >= 0, "no size is below 0");
  }
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  FuzzInput input(bytes, size);
  const std::string root = scratch_directory() + "/proc";
  fs::remove_all(root);
  fs::create_directories(root + "/100/fd");
  fs::create_directories(root + "/101");
  fs::create_symlink(root + "/100/program", root + "/100/exe");
  fs::create_symlink("socket:[12]", root + "/100/fd/3");
  lay_out(root, kBefore, input);
  SamplerSettings settings;
  settings.proc_root = root;
  settings.cgroup_root = root + "/self";
  ProcfsSampler sampler(settings, ProcessFilter(FilterSettings{}));
  check(sampler.scan(nullptr));
  const ProcFiles files(root);
  SessionRow session;
  describe_host(files, session);
  TickRow tick;
  HostProbe(files).read_memory(tick);
  OwnCgroup(files, settings.cgroup_root).read(tick, std::chrono::seconds(1));
  static_cast<void>(TaskStarts(files).since_last());
  static_cast<void>(read_task_limit(files, settings.cgroup_root));
  lay_out(root, kAfter, input);
  for (int turn = 0; turn < 3; ++turn) check(sampler.scan(nullptr));
  return 0;
}
