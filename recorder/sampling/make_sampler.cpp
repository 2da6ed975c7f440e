#include "recorder/sampling/make_sampler.hpp"

#include <fmt/core.h>

#include "common/error.hpp"
#include "recorder/procfs/proc_files.hpp"
#include "recorder/sampling/bpf_sampler.hpp"
#include "recorder/sampling/procfs_sampler.hpp"
#include "recorder/sampling/task_iterator.hpp"

namespace tidemark {
namespace {

// Where BPF may be loaded and /proc is another one, nobody need be told that it is not. One tree of processes
// is read from /proc as fast, and the command of exec need not wait for a BPF program to be loaded.
bool chooses_bpf(const SamplerSettings& settings, const FilterSettings& filter) {
  return !filter.tree_root && may_load_bpf() && is_own_procfs(settings.proc_root);
}

}  // namespace

std::unique_ptr<Sampler> make_sampler(const SamplerSettings& settings, const FilterSettings& filter,
                                      const Log& log) {
  const bool is_asked_for = settings.choice == SamplerChoice::kBpf;
  if (is_asked_for || (settings.choice == SamplerChoice::kAuto && chooses_bpf(settings, filter))) {
    try {
      return std::make_unique<BpfSampler>(settings, ProcessFilter(filter), load_task_iterator());
    } catch (const BpfUnavailable& reason) {
      if (is_asked_for) throw UserError(fmt::format("sampler: bpf cannot be had: {}", reason.what()));
      log("note", fmt::format("the BPF sampler cannot be had ({}); processes are read from {}", reason.what(),
                              settings.proc_root));
    }
  }
  return std::make_unique<ProcfsSampler>(settings, ProcessFilter(filter));
}

}  // namespace tidemark
