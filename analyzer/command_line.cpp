#include "analyzer/command_line.hpp"

#include <fmt/core.h>

#include <boost/program_options/value_semantic.hpp>

#include "common/error.hpp"

namespace tidemark {

namespace po = boost::program_options;

Settings read_command_line(const CommandOptions& options, std::span<const std::string> arguments,
                           const Environment& environment) {
  po::options_description all;
  all.add(options.shown);
  all.add_options()(options.positional.c_str(), po::value<std::vector<std::string>>());
  po::positional_options_description positional;
  positional.add(options.positional.c_str(), -1);
  return read_settings(all, positional, arguments, environment);
}

std::vector<std::string> required_files(const Settings& settings, const std::string& name) {
  std::vector<std::string> files = texts_setting(settings, name);
  if (files.empty()) throw UserError(fmt::format("no {} is named; --help shows how", name));
  return files;
}

}  // namespace tidemark
