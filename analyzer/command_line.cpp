#include "analyzer/command_line.hpp"

#include <fmt/core.h>

#include <boost/program_options/value_semantic.hpp>
#include <sstream>

#include "analyzer/output_file.hpp"
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

std::vector<std::string> texts_setting(const Settings& settings, const std::string& name) {
  return settings.count(name) == 0 ? std::vector<std::string>()
                                   : settings[name].as<std::vector<std::string>>();
}

void print_help(std::string_view usage, std::string_view text, const CommandOptions& options) {
  std::ostringstream listing;
  listing << options.shown;
  write_stdout(fmt::format("Usage: {}\n\n{}\n\n{}", usage, text, listing.str()));
}

}  // namespace tidemark
