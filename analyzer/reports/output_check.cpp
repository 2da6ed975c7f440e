#include "analyzer/reports/output_check.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <filesystem>

#include "common/error.hpp"

namespace tidemark {
namespace {

constexpr std::array kEndings{"", "-wal", "-shm", "-journal"};

bool is_part_of(const std::string& input, const std::string& output) {
  return std::any_of(kEndings.begin(), kEndings.end(), [&](const char* ending) {
    std::error_code ignored;
    return std::filesystem::equivalent(input + ending, output, ignored);
  });
}

}  // namespace

void check_not_an_input(std::string_view option, std::span<const std::string> outputs,
                        std::span<const std::string> inputs) {
  for (const std::string& output : outputs) {
    if (output.empty()) continue;
    const bool is_input = std::any_of(inputs.begin(), inputs.end(),
                                      [&](const std::string& input) { return is_part_of(input, output); });
    if (is_input) throw UserError(fmt::format("{}: {} is an input, too", option, output));
  }
}

}  // namespace tidemark
