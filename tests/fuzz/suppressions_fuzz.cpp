// A suppression file, and its rules in use.
#include "analyzer/judge/suppressions/rule_in_use.hpp"
#include "analyzer/judge/suppressions/suppression_rules.hpp"
#include "common/input_file.hpp"
#include "tests/fuzz/fuzz_target.hpp"

using namespace tidemark;
using namespace tidemark::testing;

int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string path = scratch_file("rules.ini", FuzzInput(bytes, size).rest());
  is_accepted([&] {
    const std::vector<SuppressionRule> rules = read_suppression_rules(path);
    const std::string name = "imaged";
    const std::optional<std::string> command = R"(["imaged","--cache-size","9"])";
    Finding finding;
    finding.slope_bytes_per_second = 100;
    for (const SuppressionRule& rule : rules) {
      RuleInUse in_use(rule, parse_rfc3339("2026-11-21"));
      const RuleInUse::Process process{name, command, 42};
      if (in_use.applies_to(process)) static_cast<void>(in_use.accepts(process, finding));
      static_cast<void>(in_use.suppression());
      static_cast<void>(in_use.use().note());
    }
  });
  return 0;
}
