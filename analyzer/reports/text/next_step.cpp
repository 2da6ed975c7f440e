#include "analyzer/reports/text/next_step.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

#include "analyzer/evidence/cause.hpp"
#include "analyzer/recordings/arguments.hpp"
#include "analyzer/reports/text/touch_text.hpp"
#include "analyzer/text/plain_amounts.hpp"
#include "schema/rows.hpp"

namespace tidemark {
namespace {

// A longer line is too long to paste; a recorded command line may take 4 KiB.
constexpr std::size_t kMostCommandBytes = 1000;
constexpr std::string_view kInBackground = " &";
constexpr std::string_view kWait = "sleep 30   # until it is up and has grown";
constexpr std::string_view kEllipsis = "…";

using Words = std::vector<std::string>;

// Returns the arguments to start a program with. A title that a process gave itself is none of a command; where a word
// was masked as it was recorded, an ellipsis stands.
Words arguments_to_start(const Words& recorded) {
  if (recorded.size() == 1 && recorded.front().find(' ') != std::string::npos) return {};
  Words arguments = recorded;
  for (std::string& argument : arguments) {
    for (auto at = argument.find(kMaskedWord); at != std::string::npos; at = argument.find(kMaskedWord, at))
      argument.replace(at, kMaskedWord.size(), kEllipsis);
  }
  return arguments;
}

// A process as commands name it.
class Subject {
 public:
  explicit Subject(const ProcessReport& process)
      : pid_(process.pid),
        is_running_(process.is_running()),
        arguments_(arguments_to_start(process.arguments)) {}

  [[nodiscard]] bool is_running() const { return is_running_; }

  // Its PID; where it runs no more, that of the program started again in the background.
  [[nodiscard]] std::string pid() const { return is_running_ ? std::to_string(pid_) : "$!"; }

  // Its command line behind `prefix`; a placeholder where it is not known.
  [[nodiscard]] std::string line(const std::string& prefix) const {
    const std::string line = shell_line(arguments_);
    return fmt::format("{} {}", prefix, is_usable(line) ? line : "COMMAND");
  }
  // The same without a prefix, with an option of the interpreter before all others.
  [[nodiscard]] std::string line_of_interpreter(const std::string& interpreter,
                                                const std::string& option) const {
    Words words = words_of(interpreter);
    words.insert(words.begin() + 1, option);
    return shell_line(words);
  }
  // The same of Python, with a module run before the program.
  [[nodiscard]] std::string line_of_python(const Words& module) const {
    Words words = split_python_clusters(words_of("python3"));
    const std::size_t end = end_of_options(Runtime::kPython, words);
    words.insert(words.begin() + static_cast<std::ptrdiff_t>(std::min(end, words.size())), module.begin(),
                 module.end());
    return shell_line(words);
  }
  // Commands that need a PID; behind `start` where the process runs no more.
  [[nodiscard]] Words attaching(const std::string& start, Words commands) const {
    if (!is_running_)
      commands.insert(commands.begin(), {start + std::string(kInBackground), std::string(kWait)});
    return commands;
  }
  [[nodiscard]] Words attaching(Words commands) const {
    const std::string line = shell_line(arguments_);
    return attaching(is_usable(line) ? line : "COMMAND", std::move(commands));
  }
  [[nodiscard]] std::string program() const {
    return arguments_.empty() ? "PROGRAM" : shell_line({arguments_.front()});
  }

 private:
  static bool is_usable(const std::string& line) { return !line.empty() && line.size() <= kMostCommandBytes; }
  [[nodiscard]] Words words_of(const std::string& interpreter) const {
    return is_usable(shell_line(arguments_)) ? arguments_ : Words{interpreter, "COMMAND"};
  }

  std::int64_t pid_;
  bool is_running_;
  Words arguments_;
};

NextStep native(const Subject& subject) {
  NextStep step{
      "heaptrack",
      "heaptrack names the lines whose allocations are kept; valgrind as well, far slower, for what "
      "is lost at the end",
      {subject.line("heaptrack"), subject.line("valgrind --leak-check=full")}};
  if (!subject.is_running()) return step;
  step.advice += "; attaching to a running process may crash it";
  step.commands.insert(step.commands.begin(), "heaptrack --pid " + subject.pid());
  return step;
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
  Words commands{"PYTHONMALLOC=malloc " + subject.line_of_python({"-m", "memray", "run", "-o", "leak.bin"}),
                 "memray flamegraph --leaks leak.bin"};
  if (subject.is_running()) commands.insert(commands.begin(), "memray attach -o leak.bin " + subject.pid());
  return {"memray",
          "memray (pip install memray) names the lines whose allocations are kept, those of extensions too; "
          "without it, "
          "python3 -X tracemalloc and tracemalloc.take_snapshot() in the code do",
          std::move(commands)};
}

NextStep jvm(const Subject& subject) {
  return {"jcmd",
          "a heap dump, opened in Eclipse MAT (https://eclipse.dev/mat), names what holds the objects; where "
          "the heap is small, "
          "VM.native_memory tells, after a start with -XX:NativeMemoryTracking=summary",
          subject.attaching(subject.line_of_interpreter("java", "-XX:NativeMemoryTracking=summary"),
                            {fmt::format("jcmd {} GC.class_histogram", subject.pid()),
                             fmt::format("jcmd {0} GC.heap_dump /tmp/heap-{0}.hprof", subject.pid()),
                             fmt::format("jcmd {} VM.native_memory summary", subject.pid())})};
}

NextStep node(const Subject& subject) {
  const std::string start = subject.line_of_interpreter("node", "--heapsnapshot-signal=SIGUSR2");
  NextStep step{
      "heap snapshots",
      "two heap snapshots, some growth apart, compared in Chrome's DevTools name what holds the objects",
      {}};
  if (!subject.is_running()) {
    step.commands = subject.attaching(start, {"kill -USR2 " + subject.pid() + "   # twice"});
    return step;
  }
  step.advice += "; SIGUSR1 opens the inspector of a running process for chrome://inspect";
  step.commands = {"kill -USR1 " + subject.pid(), start + "   # then kill -USR2, twice"};
  return step;
}

NextStep go(const Subject& subject) {
  return {
      "pprof",
      "pprof names the lines whose allocations are in use, where the program imports net/http/pprof (ss "
      "tells its port); two profiles with -diff_base tell what grew",
      subject.attaching({fmt::format("ss -ltnp | grep pid={},", subject.pid()),
                         "go tool pprof -sample_index=inuse_space http://localhost:6060/debug/pprof/heap"})};
}

NextStep dotnet(const Subject& subject) {
  return {"dotnet-gcdump",
          "two dumps (dotnet tool install --global dotnet-gcdump), some growth apart, compared in PerfView "
          "or Visual Studio name what holds the objects",
          subject.attaching(
              {fmt::format("dotnet-gcdump collect --process-id {} --output leak.gcdump", subject.pid()),
               "dotnet-gcdump report leak.gcdump"})};
}

NextStep interpreted(const Subject& subject, const std::string& tool, const std::string& where) {
  return {tool,
          fmt::format("{} {} names what holds the objects; heaptrack tells of the interpreter's own and its "
                      "extensions' allocations",
                      where, tool),
          {subject.line("heaptrack")}};
}

NextStep unknown(const Subject& subject) {
  NextStep step{"heaptrack", "what it runs in is not known; heaptrack names the lines of native code", {}};
  if (subject.is_running())
    step.commands = {fmt::format("readlink /proc/{}/exe", subject.pid()), "heaptrack --pid " + subject.pid()};
  step.commands.push_back(subject.line("heaptrack"));
  return step;
}

NextStep for_threads(Runtime runtime, const Subject& subject) {
  const std::string advice =
      "stacks of threads grow, which no heap profiler shows: this names what the threads wait in";
  const auto step = [&](const char* tool, const std::string& text, const std::string& command) {
    return NextStep{tool, text, subject.attaching({command})};
  };
  if (runtime == Runtime::kJvm)
    return step("jcmd", advice, fmt::format("jcmd {} Thread.print", subject.pid()));
  if (runtime == Runtime::kPython) return step("py-spy", advice, "py-spy dump --pid " + subject.pid());
  return step("gdb", advice + ", and one that has ended waits to be joined",
              fmt::format("gdb --pid {} --batch -ex 'thread apply all backtrace 8'", subject.pid()));
}

// heaptrack and valgrind do not go along with it.
NextStep for_sanitized(const Subject& subject) {
  return {"LeakSanitizer",
          "it is built with a sanitizer, with which heaptrack and valgrind do not work: LeakSanitizer names "
          "at its end "
          "what nothing points to any more; for what something still points to, build it without and use "
          "heaptrack",
          {subject.line("ASAN_OPTIONS=detect_leaks=1")}};
}

// The shadow memory of Address- and ThreadSanitizer takes terabytes of address space.
bool is_sanitized(const ProcessReport& process) {
  constexpr double kShadow = 8.0 * 1099511627776.0;
  return process.runtime == Runtime::kNative && process.memory.virt.value_or(0.0) > kShadow;
}

NextStep for_mappings(const Subject& subject) {
  return {"pmap", "mappings grow, which no heap profiler shows: pmap lists them, twice and some growth apart",
          subject.attaching({"pmap -x " + subject.pid()})};
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

NextStep for_process(const ProcessReport& process) {
  const Subject subject(process);
  const std::string cause = process.findings.empty() ? "" : process.findings.front().cause.value_or("");
  if (cause == to_string(Cause::kThreadStacks)) return for_threads(process.runtime, subject);
  if (cause == to_string(Cause::kFileMappings) || cause == to_string(Cause::kAddressSpace))
    return for_mappings(subject);
  if (is_sanitized(process)) return for_sanitized(subject);
  return for_runtime(process.runtime, subject);
}

// What people can read is named before what measures again.
constexpr double kShareToReadFirst = 0.8;
// Code without a name that is worth an option.
constexpr double kUnnamedShare = 0.1;

bool is_interpreted(Runtime runtime) {
  return runtime == Runtime::kPython || runtime == Runtime::kNode || runtime == Runtime::kJvm ||
         runtime == Runtime::kRuby || runtime == Runtime::kPerl || runtime == Runtime::kPhp ||
         runtime == Runtime::kDotnet;
}

// One whose memory stays where it is.
bool is_compiled(Runtime runtime) {
  return runtime == Runtime::kNative || runtime == Runtime::kNativeJemalloc ||
         runtime == Runtime::kNativeTcmalloc || runtime == Runtime::kGo;
}

// Names the line that most of the growth was first touched in.
void add_place_to_read(const Finding& finding, Runtime runtime, NextStep& step) {
  const TouchedPlace& place = finding.first_touches.places.front();
  const TouchFrame& frame = place.frames.front();
  const bool is_interpreter = is_interpreted(runtime) && !frame.module.empty();
  if (place.line_share < kShareToReadFirst || is_interpreter) return;
  const double growth = finding.last_bytes - finding.first_bytes;
  const std::string part = plain_part(place.line_share * growth, growth);
  const bool is_kept = finding.first_touches.is_kept;
  if (frame.file) {
    step.advice = fmt::format(
        "read {}{} first, {}; then, {}", *frame.file, frame.line ? fmt::format(":{}", *frame.line) : "",
        is_kept ? "which wrote last what was kept of " + part
                : fmt::format("where {} were first touched, and what is allocated beside it", part),
        step.advice);
  } else if (!frame.module.empty() && frame.address) {
    step.advice = fmt::format(
        "addr2line, where the program's debug information is, names the line that {}; then, {}",
        is_kept ? "wrote last what was kept of " + part : part + " were first touched in", step.advice);
    step.commands.insert(step.commands.begin(), fmt::format("addr2line -Cfi -e {} {:#x}",
                                                            shell_line({frame.module}), *frame.address));
  }
}

// Says how stacks name the functions that an interpreter runs.
std::string how_to_name_scripts(const FirstTouches& touches, Runtime runtime) {
  constexpr int kNamesItsFunctions = 12;
  if (touches.has_scripts) return {};
  if (runtime == Runtime::kPython && touches.python_minor.value_or(kNamesItsFunctions) < kNamesItsFunctions)
    return "the stacks above are those of the interpreter, since Python before 3.12 names its own functions "
           "in none";
  if (runtime == Runtime::kPython)
    return "the stacks above are those of the interpreter; python3 -X perf (3.12 and later) has them name "
           "Python's "
           "functions";
  if (touches.unnamed_share < kUnnamedShare) return {};
  if (runtime == Runtime::kNode)
    return "node --perf-basic-prof has the stacks above name the functions of scripts";
  if (runtime == Runtime::kJvm)
    return "java -XX:+PreserveFramePointer -XX:+DumpPerfMapAtExit has the stacks above name Java's methods";
  return {};
}

void add_first_touches(const ProcessReport& process, NextStep& step) {
  const Finding* finding = finding_with_touches(process.findings);
  if (finding == nullptr) return;
  if (!finding->first_touches.is_kept && is_compiled(process.runtime))
    step.advice += "; recorded with --fault-stacks kept, the stacks tell who keeps it";
  const std::string how = how_to_name_scripts(finding->first_touches, process.runtime);
  if (!how.empty()) step.advice += "; " + how;
  add_place_to_read(*finding, process.runtime, step);
}

// Whether a command starts the program again: relative paths of its arguments have to lead where they led.
bool starts_program(const NextStep& step, const Words& arguments) {
  if (arguments.empty()) return false;
  const std::string last = shell_line({arguments.back()});
  return std::any_of(step.commands.begin(), step.commands.end(), [&](const std::string& command) {
    return command.find(last) != std::string::npos && command.find("--pid") == std::string::npos;
  });
}

}  // namespace

std::optional<NextStep> next_step(const ProcessReport& process) {
  if (process.verdict < Verdict::kLeak) return std::nullopt;
  NextStep step = for_process(process);
  add_first_touches(process, step);
  if (step.commands.front().ends_with(kInBackground))
    step.advice += "; it runs no more: $! is the PID of the program started again";
  const auto has_gap = [](const std::string& command) {
    return command.find(kEllipsis) != std::string::npos;
  };
  if (std::any_of(step.commands.begin(), step.commands.end(), has_gap))
    step.advice += "; fill in what … stands for, which was masked when the command line was recorded";
  if (process.working_directory && starts_program(step, arguments_to_start(process.arguments)))
    step.commands.insert(step.commands.begin(), "cd " + shell_line({*process.working_directory}));
  return step;
}

}  // namespace tidemark
