#include "analyzer/next_step.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "analyzer/arguments.hpp"
#include "analyzer/cause.hpp"

namespace tidemark {
namespace {

// A longer line is nothing to paste; the one that was recorded may take 4 KiB.
constexpr std::size_t kMostCommandBytes = 1000;

// The process as commands name it.
class Subject {
 public:
  explicit Subject(const ProcessReport& process) : pid_(process.pid), arguments_(process.arguments) {}

  [[nodiscard]] std::string pid() const { return std::to_string(pid_); }

  // Its command line behind `prefix`; a word to be replaced where it is not known.
  [[nodiscard]] std::string line(const std::string& prefix) const {
    const std::string line = shell_line(arguments_);
    return fmt::format("{} {}", prefix, is_usable(line) ? line : "COMMAND");
  }
  // The same without a prefix, with further options behind those that the interpreter got.
  [[nodiscard]] std::string line_of_interpreter(const std::string& interpreter,
                                                const std::vector<std::string>& options) const {
    std::vector<std::string> words = arguments_;
    if (!is_usable(shell_line(words))) words = {interpreter, "COMMAND"};
    words.insert(words.begin() + static_cast<std::ptrdiff_t>(std::min(end_of_options(words), words.size())),
                 options.begin(), options.end());
    return shell_line(words);
  }
  [[nodiscard]] std::string program() const {
    return arguments_.empty() ? "PROGRAM" : shell_line({arguments_.front()});
  }

 private:
  static bool is_usable(const std::string& line) { return !line.empty() && line.size() <= kMostCommandBytes; }

  std::int64_t pid_;
  std::vector<std::string> arguments_;
};

NextStep native(const Subject& subject) {
  return {"heaptrack",
          "heaptrack names the lines whose allocations are kept; valgrind as well, far slower, for what is "
          "lost at the end; attaching to a running process may crash it",
          {"heaptrack --pid " + subject.pid(), subject.line("heaptrack"),
           subject.line("valgrind --leak-check=full")}};
}

NextStep native_jemalloc(const Subject& subject) {
  return {"jemalloc's heap profiler",
          "jemalloc, where it is built with --enable-prof, writes which call stacks hold memory; otherwise "
          "heaptrack names the lines",
          {subject.line("MALLOC_CONF=prof:true,lg_prof_interval:30,prof_final:true"),
           fmt::format("jeprof --text {} jeprof.*.heap", subject.program()), subject.line("heaptrack")}};
}

NextStep native_tcmalloc(const Subject& subject) {
  return {
      "tcmalloc's heap profiler",
      "tcmalloc, unless it is the minimal one, writes which call stacks hold memory; otherwise heaptrack "
      "names the lines",
      {subject.line("HEAPPROFILE=/tmp/heap"),
       fmt::format("google-pprof --text {} /tmp/heap.*.heap", subject.program()), subject.line("heaptrack")}};
}

NextStep python(const Subject& subject) {
  return {"memray",
          "memray names the lines whose allocations are kept, those of extensions too; without it, "
          "python3 -X tracemalloc and tracemalloc.take_snapshot() in the code do",
          {"memray attach -o leak.bin " + subject.pid(),
           "PYTHONMALLOC=malloc " +
               subject.line_of_interpreter("python3", {"-m", "memray", "run", "-o", "leak.bin"}),
           "memray flamegraph --leaks leak.bin"}};
}

NextStep jvm(const Subject& subject) {
  return {"jcmd",
          "a heap dump, opened in Eclipse MAT, names what holds the objects; where the heap is small, "
          "VM.native_memory tells, after a start with -XX:NativeMemoryTracking=summary",
          {fmt::format("jcmd {} GC.class_histogram", subject.pid()),
           fmt::format("jcmd {} GC.heap_dump /tmp/heap-{}.hprof", subject.pid(), subject.pid()),
           fmt::format("jcmd {} VM.native_memory summary", subject.pid())}};
}

NextStep node(const Subject& subject) {
  return {
      "heap snapshots",
      "two heap snapshots, some growth apart, compared in Chrome's DevTools name what holds the objects; "
      "SIGUSR1 opens the inspector of a running process for chrome://inspect",
      {"kill -USR1 " + subject.pid(), subject.line_of_interpreter("node", {"--heapsnapshot-signal=SIGUSR2"}) +
                                          "   # then kill -USR2, twice"}};
}

NextStep go(const Subject& subject) {
  return {"pprof",
          "pprof names the lines whose allocations are in use, where the program imports net/http/pprof (ss "
          "tells its port); two profiles with -diff_base tell what grew",
          {fmt::format("ss -ltnp | grep pid={},", subject.pid()),
           "go tool pprof -sample_index=inuse_space http://localhost:6060/debug/pprof/heap"}};
}

NextStep dotnet(const Subject& subject) {
  return {"dotnet-gcdump",
          "two dumps, some growth apart, compared in PerfView or Visual Studio name what holds the objects",
          {fmt::format("dotnet-gcdump collect --process-id {} --output leak.gcdump", subject.pid()),
           "dotnet-gcdump report leak.gcdump"}};
}

NextStep interpreted(const Subject& subject, const std::string& tool, const std::string& where) {
  return {tool,
          fmt::format("{} {} names what holds the objects; heaptrack tells of the interpreter's own and its "
                      "extensions' allocations",
                      where, tool),
          {subject.line("heaptrack")}};
}

NextStep unknown(const Subject& subject) {
  return {"heaptrack",
          "what it runs in is not known; heaptrack names the lines of native code",
          {fmt::format("readlink /proc/{}/exe", subject.pid()), "heaptrack --pid " + subject.pid(),
           subject.line("heaptrack")}};
}

NextStep for_threads(Runtime runtime, const Subject& subject) {
  const std::string advice =
      "stacks of threads grow, which no heap profiler shows: this names what the threads wait in";
  if (runtime == Runtime::kJvm) return {"jcmd", advice, {fmt::format("jcmd {} Thread.print", subject.pid())}};
  if (runtime == Runtime::kPython) return {"py-spy", advice, {"py-spy dump --pid " + subject.pid()}};
  return {"gdb",
          advice + ", and one that has ended waits to be joined",
          {fmt::format("gdb --pid {} --batch -ex 'thread apply all backtrace 8'", subject.pid())}};
}

NextStep for_mappings(const Subject& subject) {
  return {"pmap",
          "mappings grow, which no heap profiler shows: pmap lists them, twice and some growth apart",
          {"pmap -x " + subject.pid()}};
}

NextStep for_runtime(Runtime runtime, const Subject& subject) {
  switch (runtime) {
    case Runtime::kNative:
      return native(subject);
    case Runtime::kNativeJemalloc:
      return native_jemalloc(subject);
    case Runtime::kNativeTcmalloc:
      return native_tcmalloc(subject);
    case Runtime::kPython:
      return python(subject);
    case Runtime::kJvm:
      return jvm(subject);
    case Runtime::kNode:
      return node(subject);
    case Runtime::kGo:
      return go(subject);
    case Runtime::kDotnet:
      return dotnet(subject);
    case Runtime::kRuby:
      return interpreted(subject, "memory_profiler", "the gem");
    case Runtime::kPerl:
      return interpreted(subject, "Devel::MAT", "the module");
    case Runtime::kPhp:
      return interpreted(subject, "memprof", "the extension");
    case Runtime::kUnknown:
      break;
  }
  return unknown(subject);
}

}  // namespace

std::optional<NextStep> next_step(const ProcessReport& process) {
  if (process.verdict < Verdict::kLeak) return std::nullopt;
  const Subject subject(process);
  const std::string cause = process.findings.empty() ? "" : process.findings.front().cause.value_or("");
  if (cause == to_string(Cause::kThreadStacks)) return for_threads(process.runtime, subject);
  if (cause == to_string(Cause::kFileMappings) || cause == to_string(Cause::kAddressSpace))
    return for_mappings(subject);
  return for_runtime(process.runtime, subject);
}

}  // namespace tidemark
