// A JSON report: what is read of it and written is read again, and can be merged.
#include <array>

#include "analyzer/commands/commands.hpp"
#include "analyzer/reports/json/report_json.hpp"
#include "analyzer/reports/json/report_reader.hpp"
#include "tests/fuzz/fuzz_target.hpp"

using namespace tidemark;
using namespace tidemark::testing;

namespace {

std::string read_and_write(const std::string& path) {
  ReportReader reader;
  std::vector<ProcessReport> processes;
  Report report = reader.read(path, [&](ProcessReport process) { processes.push_back(std::move(process)); });
  report.processes = std::move(processes);
  return format_json(report);
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string path = scratch_file("report.json", FuzzInput(bytes, size).rest());
  std::string written;
  if (!is_accepted([&] { written = read_and_write(path); })) return 0;
  require(read_and_write(scratch_file("again.json", written)) == written,
          "a report that is read and written stays the same");
  for (const char* format : {"json", "text", "html", "junit", "markdown", "openmetrics"}) {
    const std::array<std::string, 5> arguments{path, "--skip-unreadable", "--report",
                                               std::string(format) + "=" + scratch_directory() + "/merged",
                                               "--quiet"};
    static_cast<void>(is_accepted([&] { static_cast<void>(merge_command(arguments)); }));
  }
  return 0;
}
