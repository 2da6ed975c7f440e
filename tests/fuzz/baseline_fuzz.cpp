// A baseline: what is read of it is what is written, and a recording can be judged by it.
#include <array>

#include "analyzer/baseline/baseline_file.hpp"
#include "analyzer/commands/commands.hpp"
#include "tests/analyzer/recordings/written_recording.hpp"
#include "tests/fuzz/fuzz_target.hpp"

using namespace tidemark;
using namespace tidemark::testing;

namespace {

const std::string& recording() {
  static const std::string path = [] {
    const std::string made = scratch_directory() + "/judged.tidemark";
    write_one_process(made, 30, [](int tick) { return 10'000 + 100 * tick; });
    return made;
  }();
  return path;
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string path = scratch_file("good.json", FuzzInput(bytes, size).rest());
  static_cast<void>(is_baseline_file(path));
  std::string written;
  if (!is_accepted([&] { written = format_baseline(read_baseline(path)); })) return 0;
  const std::string again = scratch_file("again.json", written);
  require(format_baseline(read_baseline(again)) == written,
          "a baseline that is read and written stays the same");
  const std::array<std::string, 6> arguments{
      recording(), "--baseline", path, "--report", "json=" + scratch_directory() + "/report.json", "--quiet"};
  static_cast<void>(analyze_command(arguments));
  return 0;
}
