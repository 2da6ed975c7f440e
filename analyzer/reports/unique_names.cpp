#include "analyzer/reports/unique_names.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <numeric>
#include <set>
#include <tuple>

#include "analyzer/reports/text/plain_sentence.hpp"
#include "common/text.hpp"

namespace tidemark {
namespace {

// A script's name can take 4 KiB.
constexpr std::size_t kMostNameWidth = 120;

// Returns the indices of the processes in the order in which they began; those never observed first.
std::vector<std::size_t> order_of_start(const std::vector<ProcessReport>& processes) {
  std::vector<std::size_t> order(processes.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t one, std::size_t other) {
    return std::tie(processes[one].started, processes[one].pid) <
           std::tie(processes[other].started, processes[other].pid);
  });
  return order;
}

}  // namespace

std::vector<std::string> unique_names(const Report& report) {
  std::map<std::string, std::size_t> numbers;  // the last one given to each program
  std::set<std::string> taken;
  std::vector<std::string> names(report.processes.size());
  for (const std::size_t index : order_of_start(report.processes)) {
    const ProcessReport& process = report.processes[index];
    std::string program = shorten(describe(process.program), kMostNameWidth);
    program += on_host(process);
    std::size_t& number = numbers[program];
    std::string name;
    // A program may be called "server #2" by itself.
    do {
      ++number;
      name = number == 1 ? program : fmt::format("{} #{}", program, number);
    } while (!taken.insert(name).second);
    names[index] = name;
  }
  return names;
}

}  // namespace tidemark
