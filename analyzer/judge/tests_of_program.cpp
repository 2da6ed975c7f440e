#include "analyzer/judge/tests_of_program.hpp"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

#include "analyzer/evidence/kept_in_tests.hpp"

namespace tidemark {

std::vector<TestReport> judge_tests_together(const std::vector<TestReport>& tests,
                                             const AnalysisSettings& settings) {
  std::map<std::tuple<std::string, std::string, std::string>, TestReport> together;
  for (const TestReport& test : tests) {
    const auto [found, is_new] =
        together.try_emplace({test.test, test.program, test.host.value_or("")}, test);
    if (is_new) continue;
    TestReport& sum = found->second;
    sum.runs += test.runs;
    sum.kept_bytes += test.kept_bytes;
    sum.asked += test.asked;
    sum.beyond += test.beyond;
    sum.level_before += test.level_before;
    sum.verdict = std::max(sum.verdict, test.verdict);
    sum.comes_back = sum.comes_back || test.comes_back;
    sum.processes += 1;
    sum.pid.reset();
  }
  const auto asked = static_cast<double>(
      std::count_if(together.begin(), together.end(), [](const auto& one) { return one.second.asked > 0; }));
  std::vector<TestReport> judged;
  for (auto& [key, sum] : together) {
    const bool comes_back =
        sum.asked > 0 && chance_to_come_back(sum.asked, sum.beyond) * asked <= settings.kept.p_value;
    const GrowthVerdictSettings& least = settings.judge.growth.verdict;
    const bool is_material = sum.kept_bytes >= least.min_growth_bytes &&
                             sum.kept_bytes >= least.min_growth_of_floor * sum.level_before;
    sum.comes_back = sum.comes_back || comes_back;
    if (comes_back && is_material) sum.verdict = std::max(sum.verdict, Verdict::kLeak);
    judged.push_back(std::move(sum));
  }
  return judged;
}

}  // namespace tidemark
