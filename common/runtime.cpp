#include "common/runtime.hpp"

#include <algorithm>

namespace tidemark {
namespace {

constexpr std::array kPrograms{
    RuntimeName{Runtime::kPython, "python"}, RuntimeName{Runtime::kPython, "pypy"},
    RuntimeName{Runtime::kJvm, "java"},      RuntimeName{Runtime::kNode, "node"},
    RuntimeName{Runtime::kNode, "nodejs"},   RuntimeName{Runtime::kDotnet, "dotnet"},
    RuntimeName{Runtime::kRuby, "ruby"},     RuntimeName{Runtime::kPerl, "perl"},
    RuntimeName{Runtime::kPhp, "php"},       RuntimeName{Runtime::kPhp, "php-fpm"},
};

}  // namespace

std::string_view to_string(Runtime runtime) {
  const auto found = std::find_if(kRuntimeNames.begin(), kRuntimeNames.end(),
                                  [&](const RuntimeName& entry) { return entry.runtime == runtime; });
  return found == kRuntimeNames.end() ? std::string_view() : found->name;
}

Runtime runtime_named(std::string_view name) {
  const auto found = std::find_if(kRuntimeNames.begin(), kRuntimeNames.end(),
                                  [&](const RuntimeName& entry) { return entry.name == name; });
  return found == kRuntimeNames.end() ? Runtime::kUnknown : found->runtime;
}

Runtime runtime_of_program(std::string_view path) {
  std::string_view name = path.substr(path.rfind('/') + 1);
  const std::size_t end = name.find_last_not_of("0123456789.");
  name = name.substr(0, end == std::string_view::npos ? 0 : end + 1);
  const auto found = std::find_if(kPrograms.begin(), kPrograms.end(),
                                  [&](const RuntimeName& entry) { return entry.name == name; });
  return found == kPrograms.end() ? Runtime::kUnknown : found->runtime;
}

}  // namespace tidemark
