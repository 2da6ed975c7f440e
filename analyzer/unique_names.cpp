#include "analyzer/unique_names.hpp"

#include <fmt/core.h>

#include <map>
#include <set>

#include "common/text.hpp"

namespace tidemark {
namespace {

// A script's name can take 4 KiB.
constexpr std::size_t kMostNameWidth = 120;

}  // namespace

std::vector<std::string> unique_names(const Report& report) {
  std::map<std::string, std::size_t> numbers;  // the last one given to each program
  std::set<std::string> taken;
  std::vector<std::string> names;
  names.reserve(report.processes.size());
  for (const ProcessReport& process : report.processes) {
    const std::string program = shorten(describe(process.program), kMostNameWidth);
    std::size_t& number = numbers[program];
    std::string name;
    // A program may be called "server #2" by itself.
    do {
      ++number;
      name = number == 1 ? program : fmt::format("{} #{}", program, number);
    } while (!taken.insert(name).second);
    names.push_back(name);
  }
  return names;
}

}  // namespace tidemark
