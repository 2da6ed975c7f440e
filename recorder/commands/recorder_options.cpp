#include "recorder/commands/recorder_options.hpp"

#include <fmt/core.h>
#include <pwd.h>
#include <unistd.h>

#include <limits>

#include "common/error.hpp"

namespace tidemark {
namespace {

namespace po = boost::program_options;
using std::chrono::milliseconds;
using namespace std::chrono_literals;

// Standard streams, the recording with its -wal and -shm, and what SQLite and the loop open now and then.
constexpr std::size_t kReservedDescriptors = 64;

// An empty recording has 100 KiB.
constexpr Bytes kLeastRotateSize = Bytes{256} << 10U;

constexpr Bytes kLeastStackBytes = 1024;
constexpr Bytes kMostStackBytes = Bytes{32} << 10U;

std::optional<uid_t> user_setting(const Settings& settings) {
  const auto name = text_setting(settings, "user");
  if (!name) return std::nullopt;
  const bool is_number = !name->empty() && name->find_first_not_of("0123456789") == std::string::npos;
  if (is_number) {
    const auto number = whole_setting(settings, "user", 0, std::numeric_limits<uid_t>::max() - 1);
    return static_cast<uid_t>(*number);
  }
  const passwd* entry = getpwnam(name->c_str());
  if (entry == nullptr) throw UserError(fmt::format("user: there is no user '{}'", *name));
  return entry->pw_uid;
}

CommandLinePolicy command_lines_setting(const Settings& settings) {
  const std::string asked = text_setting(settings, "command-lines").value_or("masked");
  for (const auto policy : {CommandLinePolicy::kFull, CommandLinePolicy::kMasked, CommandLinePolicy::kNone}) {
    if (asked == to_string(policy)) return policy;
  }
  throw UserError(fmt::format("command-lines: '{}' is neither full, masked nor none", asked));
}

SamplerChoice sampler_setting(const Settings& settings) {
  const std::string choice = text_setting(settings, "sampler").value_or("auto");
  if (choice == "auto") return SamplerChoice::kAuto;
  if (choice == "bpf") return SamplerChoice::kBpf;
  if (choice == "procfs") return SamplerChoice::kProcfs;
  throw UserError(fmt::format("sampler: '{}' is neither auto, bpf nor procfs", choice));
}

ExitsChoice exits_setting(const Settings& settings) {
  const std::string choice = text_setting(settings, "exits").value_or("auto");
  if (choice == "auto") return ExitsChoice::kAuto;
  if (choice == "taskstats") return ExitsChoice::kTaskstats;
  if (choice == "none") return ExitsChoice::kNone;
  throw UserError(fmt::format("exits: '{}' is neither auto, taskstats nor none", choice));
}

FaultStacksChoice fault_stacks_setting(const Settings& settings) {
  const std::string choice = text_setting(settings, "fault-stacks").value_or("auto");
  if (choice == "auto") return FaultStacksChoice::kAuto;
  if (choice == "on") return FaultStacksChoice::kOn;
  if (choice == "kept") return FaultStacksChoice::kKept;
  if (choice == "off") return FaultStacksChoice::kOff;
  throw UserError(fmt::format("fault-stacks: '{}' is neither auto, on, kept nor off", choice));
}

std::uint32_t fault_stack_size_setting(const Settings& settings) {
  const Bytes bytes = *size_setting(settings, "fault-stack-size");
  if (bytes < kLeastStackBytes || bytes > kMostStackBytes)
    throw UserError(fmt::format("fault-stack-size: '{}' is not from 1KiB to 32KiB",
                                *text_setting(settings, "fault-stack-size")));
  return static_cast<std::uint32_t>(bytes / 8 * 8);
}

double max_cpu_setting(const Settings& settings) {
  const auto share = size_or_percent_setting(settings, "max-cpu");
  const Percent* percent = std::get_if<Percent>(&*share);
  if (percent == nullptr || percent->value <= 0.0 || percent->value > 100.0) {
    throw UserError(fmt::format("max-cpu: '{}' is not a share of one core; write it like 10%, up to 100%",
                                *text_setting(settings, "max-cpu")));
  }
  return percent->value / 100.0;
}

OutputSettings output_setting(const Settings& settings) {
  OutputSettings output;
  output.path = *text_setting(settings, "output");
  if (output.path.empty()) throw UserError("output: the name of the recording is empty");
  output.rotate_every = duration_setting(settings, "rotate-every");
  if (output.rotate_every && *output.rotate_every < 1s)
    throw UserError("rotate-every: it must be at least 1s");
  output.rotate_size = size_setting(settings, "rotate-size");
  if (output.rotate_size && *output.rotate_size < kLeastRotateSize)
    throw UserError("rotate-size: it must be at least 256KiB");
  output.keep.keep_size = size_setting(settings, "keep-size");
  output.keep.keep_age = duration_setting(settings, "keep-age");
  const bool keeps = output.keep.keep_size || output.keep.keep_age;
  if (keeps && !output.rotates()) {
    throw UserError(
        fmt::format("{}: only a recording that is rotated loses its oldest files; add --rotate-every or "
                    "--rotate-size",
                    output.keep.keep_size ? "keep-size" : "keep-age"));
  }
  return output;
}

}  // namespace

po::options_description recording_options(const std::string& default_interval,
                                          const std::string& output_help) {
  po::options_description options;
  po::options_description place("Where it goes");
  place.add_options()("output,o", po::value<std::string>()->default_value("recording.tidemark"),
                      output_help.c_str());
  po::options_description what("What is recorded");
  auto add = what.add_options();
  add("include", po::value<std::vector<std::string>>(),
      "record only processes in whose name or program this regular expression is found; may be repeated");
  add("exclude", po::value<std::vector<std::string>>(),
      "leave out processes in whose name or program it is found; may be repeated");
  add("user", po::value<std::string>(), "record only processes of this user, a name or a number");
  add("command-lines", po::value<std::string>()->default_value("masked"),
      "masked: keep command lines, up to 4 KiB each, but for passwords, tokens and keys, which become ***; "
      "full: keep all of them; none: leave them out");
  po::options_description how("How it is recorded");
  auto add_how = how.add_options();
  add_how("interval,i", po::value<std::string>()->default_value(default_interval),
          "time from scan to scan, 10ms to 1d");
  add_how("sampler", po::value<std::string>()->default_value("auto"),
          "bpf: have the kernel pass over all processes at once, which takes Linux 5.8, CAP_BPF and "
          "CAP_PERFMON; procfs: read /proc; auto: bpf where it can be had and all processes are recorded");
  add_how("exits", po::value<std::string>()->default_value("auto"),
          "taskstats: have the kernel tell of each process that exits, so that also those that live for less "
          "than an interval are recorded, with their peak VmSize, which takes Linux 5.19 and CAP_NET_ADMIN; "
          "none: only count them; auto: taskstats where it can be had");
  add_how(
      "fault-stacks", po::value<std::string>()->default_value("auto"),
      "on: sample where processes that grow touch memory first, so that a report can name the function, "
      "which of processes that are not started by exec takes CAP_PERFMON; kept: also who writes last what "
      "they keep, which says better where it leaks and slows them down; off: neither; auto: on in exec, "
      "where it is allowed");
  add_how(
      "fault-stack-size", po::value<std::string>()->default_value("8KiB"),
      "how much of a stack is copied with such a sample, 1KiB to 32KiB: callers farther out are not known");
  add_how("socket", po::value<std::string>(),
          "take marks of tests on a UNIX socket here; by default run listens at /run/tidemark/recorder.sock "
          "where that directory exists, and exec at a place of its own that it tells its command as "
          "TIDEMARK_SOCKET");
  add_how("config", po::value<std::string>(),
          "read settings from FILE, lines of NAME = VALUE with the names given here; flags and TIDEMARK_NAME "
          "in the environment win over it");
  add_how("cgroup-root", po::value<std::string>()->default_value("/sys/fs/cgroup"),
          "where the control groups are mounted, for their memory limits");
  add_how("proc-root", po::value<std::string>()->default_value("/proc"),
          "read this directory in place of /proc");
  add_how("help,h", "print this help");
  options.add(place).add(what).add(how);
  return options;
}

void add_service_options(po::options_description& options) {
  po::options_description group("For long recordings");
  auto add = group.add_options();
  add("rotate-every", po::value<std::string>(),
      "go on in a new file after this time; with this or --rotate-size the files are named by the time at "
      "which "
      "they begin, such as recording-20261121T051407Z.tidemark");
  add("rotate-size", po::value<std::string>(), "go on in a new file when one has reached this size");
  add("keep-age", po::value<std::string>(), "remove files that were last written to longer ago than this");
  add("keep-size", po::value<std::string>(),
      "remove the oldest files while all of them together are larger; never the open one, never what this "
      "host's recorder has not written");
  add("max-cpu", po::value<std::string>()->default_value("10%"),
      "use at most this share of one core: scans that cost more are made less often, and the recording says "
      "so");
  options.add(group);
}

Environment recorder_environment() {
  Environment variables = current_environment();
  std::erase_if(variables, [](const auto& variable) { return variable.first == kSocketVariable; });
  return variables;
}

SessionSettings to_session_settings(const Settings& settings) {
  SessionSettings session;
  session.output = output_setting(settings);
  session.mark_socket = text_setting(settings, "socket");
  session.interval = *duration_setting(settings, "interval");
  if (session.interval < 10ms || session.interval > 24h) {
    throw UserError(
        fmt::format("interval: '{}' is not from 10ms to 1d", *text_setting(settings, "interval")));
  }
  if (settings.count("max-cpu") != 0) session.max_cpu = max_cpu_setting(settings);
  session.filter.include = texts_setting(settings, "include");
  session.filter.exclude = texts_setting(settings, "exclude");
  session.filter.user = user_setting(settings);
  if (const auto root = settings.count("pid-tree") == 0
                            ? std::nullopt
                            : whole_setting(settings, "pid-tree", 1, std::numeric_limits<pid_t>::max())) {
    session.filter.tree_root = static_cast<pid_t>(*root);
  }
  session.sampler.choice = sampler_setting(settings);
  session.exits = exits_setting(settings);
  session.fault_stacks = fault_stacks_setting(settings);
  session.fault_stack_bytes = fault_stack_size_setting(settings);
  session.sampler.cgroup_root = *text_setting(settings, "cgroup-root");
  session.sampler.proc_root = *text_setting(settings, "proc-root");
  session.sampler.page_size_kib = sysconf(_SC_PAGESIZE) / 1024;
  session.sampler.command_lines = command_lines_setting(settings);
  session.sampler.descriptor_budget = sampler_descriptor_budget();
  return session;
}

rlimit raise_descriptor_limit() {
  rlimit limit{};
  getrlimit(RLIMIT_NOFILE, &limit);
  const rlimit before = limit;
  limit.rlim_cur = limit.rlim_max;
  // Refused, the old limit stands, and sampler_descriptor_budget() reads it.
  setrlimit(RLIMIT_NOFILE, &limit);
  return before;
}

std::size_t sampler_descriptor_budget() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return 0;
  const auto allowed = static_cast<std::size_t>(limit.rlim_cur);
  const std::size_t reserved =
      kReservedDescriptors + (allowed >= kLeastStackDescriptors ? stack_descriptors() : 0);
  return allowed > reserved ? allowed - reserved : 0;
}

}  // namespace tidemark
