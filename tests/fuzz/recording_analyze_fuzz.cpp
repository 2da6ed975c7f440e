// A recording of which anything may be wrong, to analyze with all reports, compare and baseline build.
#include <nlohmann/json.hpp>

#include "analyzer/commands/commands.hpp"
#include "tests/fuzz/fuzz_target.hpp"
#include "tests/support/files.hpp"

using namespace tidemark;
using namespace tidemark::testing;

namespace {

constexpr int kMostStatus = 4;

bool run(int (*command)(std::span<const std::string>), const std::vector<std::string>& arguments) {
  int status = 0;
  if (!is_accepted([&] { status = command(arguments); })) return false;
  require(status >= 0 && status <= kMostStatus && status != 3, "a command ends with one of its statuses");
  return true;
}

// Nothing that a recording says can drive a terminal.
void check_text(const std::string& path) {
  for (const char letter : read_bytes(path)) {
    const auto byte = static_cast<unsigned char>(letter);
    require((byte >= 0x20 && byte != 0x7F) || letter == '\n', "a text report has no control characters");
  }
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string path = scratch_file("r.tidemark", FuzzInput(bytes, size).rest());
  const std::string report = scratch_directory() + "/report";
  const auto to = [&](const std::string& format) { return format + "=" + report + "." + format; };
  const bool is_read =
      run(analyze_command,
          {path,       "--threads",    "1",        "--quiet",         "--metric", "all",      "--explain",
           ".",        "--report",     to("text"), "--report",        to("json"), "--report", to("junit"),
           "--report", to("markdown"), "--report", to("openmetrics"), "--report", to("html"), "--annotations",
           "github"});
  if (!is_read) return 0;
  check_text(report + ".text");
  require(nlohmann::json::accept(read_bytes(report + ".json")), "a JSON report is JSON");
  static_cast<void>(
      run(compare_command, {path, path, "--quiet", "--report", "text=" + report + ".compared"}));
  static_cast<void>(run(baseline_command, {"build", path, "--quiet", "--output", report + ".baseline"}));
  return 0;
}
