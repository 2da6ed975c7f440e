#include "recorder/procfs/runtime_recognizer.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "recorder/procfs/program_file.hpp"

namespace tidemark {
namespace {

// Programs differ little: beyond this something makes one after the other, and remembering does not help.
constexpr std::size_t kMostKnownFiles = 512;
// About 10,000 mappings: what has more is not to cost a scan.
constexpr std::size_t kMostMapsBytes = 1U << 20U;

// What comes first holds what comes later.
constexpr std::array kLibraries{
    RuntimeName{Runtime::kJvm, "/libjvm.so"},
    RuntimeName{Runtime::kDotnet, "/libcoreclr.so"},
    RuntimeName{Runtime::kNode, "/libnode.so"},
    RuntimeName{Runtime::kPython, "/libpython"},
    RuntimeName{Runtime::kRuby, "/libruby"},
    RuntimeName{Runtime::kNativeJemalloc, "/libjemalloc.so"},
    RuntimeName{Runtime::kNativeTcmalloc, "/libtcmalloc"},
};

std::string_view first_argument(const std::string& command_line) {
  return std::string_view(command_line).substr(0, command_line.find('\0'));
}

}  // namespace

Runtime runtime_of_mappings(std::string_view maps) {
  const auto found = std::find_if(kLibraries.begin(), kLibraries.end(), [&](const RuntimeName& library) {
    return maps.find(library.name) != std::string_view::npos;
  });
  return found == kLibraries.end() ? Runtime::kUnknown : found->runtime;
}

Runtime RuntimeRecognizer::at_first_sight(pid_t pid, const ProgramImage& image) {
  if (!image.path) return runtime_of_program(first_argument(image.command_line));
  if (const Runtime named = runtime_of_program(*image.path); named != Runtime::kUnknown) return named;
  if (!image.file) return Runtime::kUnknown;
  if (const auto known = known_files_.find(*image.file); known != known_files_.end()) return known->second;
  const Descriptor program = files_.open_program(pid);
  if (!program.is_open()) return Runtime::kUnknown;
  const Runtime runtime = runtime_of_file(program.number());
  if (known_files_.size() == kMostKnownFiles) known_files_.clear();
  known_files_.emplace(*image.file, runtime);
  return runtime;
}

Runtime RuntimeRecognizer::by_mappings(pid_t pid, Runtime before) const {
  const auto maps = files_.read_file(std::to_string(pid) + "/maps", kMostMapsBytes);
  const Runtime mapped = maps ? runtime_of_mappings(*maps) : Runtime::kUnknown;
  return mapped == Runtime::kUnknown ? before : mapped;
}

}  // namespace tidemark
