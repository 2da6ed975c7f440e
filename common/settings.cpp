#include "common/settings.hpp"

#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <boost/program_options/errors.hpp>
#include <boost/program_options/parsers.hpp>
#include <cctype>
#include <charconv>
#include <numeric>
#include <utility>

#include "common/error.hpp"
#include "common/input_file.hpp"

namespace tidemark {
namespace {

namespace po = boost::program_options;

constexpr std::string_view kPrefix = "TIDEMARK_";

// The settings of all commands of both programs, to tell what is meant for one of them from what is nearly so called.
// Each program's tests check that its own are listed.
constexpr auto kSettingNames = std::to_array<std::string_view>({"allow-insufficient",
                                                                "annotations",
                                                                "append",
                                                                "ascii",
                                                                "at",
                                                                "baseline",
                                                                "branch",
                                                                "by-test",
                                                                "cgroup-root",
                                                                "check",
                                                                "command-lines",
                                                                "config",
                                                                "count",
                                                                "critical-time",
                                                                "database",
                                                                "detector",
                                                                "dry-run",
                                                                "duration",
                                                                "events",
                                                                "exclude",
                                                                "explain",
                                                                "fail-on",
                                                                "fail-on-change",
                                                                "fault-stack-size",
                                                                "fault-stacks",
                                                                "force",
                                                                "format",
                                                                "from",
                                                                "height",
                                                                "history",
                                                                "if-running",
                                                                "include",
                                                                "input",
                                                                "interval",
                                                                "journal",
                                                                "judge-harness",
                                                                "judge-jobs",
                                                                "junit-times",
                                                                "keep-age",
                                                                "keep-size",
                                                                "lbr-change-points",
                                                                "leak-time",
                                                                "leak-windows",
                                                                "lenient",
                                                                "limit",
                                                                "long-span",
                                                                "max-cpu",
                                                                "max-gap",
                                                                "memory",
                                                                "memory-total",
                                                                "metric",
                                                                "min-alive",
                                                                "min-growth",
                                                                "min-growth-share",
                                                                "min-r2",
                                                                "min-ticks",
                                                                "min-window",
                                                                "min-window-time",
                                                                "output",
                                                                "p-value",
                                                                "pid-tree",
                                                                "proc-root",
                                                                "process",
                                                                "quiet",
                                                                "recording",
                                                                "replace",
                                                                "report",
                                                                "resample",
                                                                "revision",
                                                                "rotate-every",
                                                                "rotate-size",
                                                                "runs",
                                                                "sampler",
                                                                "service",
                                                                "session",
                                                                "shard",
                                                                "since",
                                                                "skip-unreadable",
                                                                "socket",
                                                                "span",
                                                                "state",
                                                                "suppress",
                                                                "sure-r2",
                                                                "sure-samples",
                                                                "sure-time",
                                                                "sure-windows",
                                                                "textfile",
                                                                "threads",
                                                                "until",
                                                                "until-exit",
                                                                "user",
                                                                "utc-offset",
                                                                "verbose",
                                                                "wait-descendants",
                                                                "warm-up",
                                                                "width"});

std::string setting_name(std::string_view variable) {
  std::string name(variable.substr(kPrefix.size()));
  std::transform(name.begin(), name.end(), name.begin(), [](unsigned char letter) {
    return letter == '_' ? '-' : static_cast<char>(std::tolower(letter));
  });
  return name;
}

po::parsed_options environment_options(const po::options_description& options,
                                       const Environment& environment) {
  po::parsed_options parsed(&options);
  for (const auto& [variable, value] : environment) {
    if (!variable.starts_with(kPrefix)) continue;
    const std::string name = setting_name(variable);
    if (options.find_nothrow(name, false) != nullptr)
      parsed.options.emplace_back(name, std::vector<std::string>{value});
  }
  return parsed;
}

// Returns how many letters have to be put in, left out or changed to make one word of the other (Levenshtein 1966).
std::size_t count_edits(std::string_view one, std::string_view other) {
  std::vector<std::size_t> row(other.size() + 1);
  std::iota(row.begin(), row.end(), 0U);
  for (std::size_t i = 0; i < one.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i + 1);
    for (std::size_t j = 0; j < other.size(); ++j) {
      const std::size_t changed = diagonal + (one[i] == other[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({changed, row[j] + 1, row[j + 1] + 1});
    }
  }
  return row.back();
}

// Boost puts names and values into places of its messages, "%option%", as often as it finds one, and so never ends where a
// name or value has such a place itself.
std::string words_of(const po::error& error) {
  struct Places : po::error_with_option_name {
    static const auto& of(const po::error_with_option_name& error) {
      return error.*(&Places::m_substitutions);
    }
  };
  const auto* of_option = dynamic_cast<const po::error_with_option_name*>(&error);
  if (of_option == nullptr) return error.what();
  const auto& places = Places::of(*of_option);
  const bool ends = std::none_of(places.begin(), places.end(), [](const auto& place) {
    return place.second.find('%') != std::string::npos;
  });
  if (ends) return error.what();
  return fmt::format("option '{}': it is not known, or its value is missing or wrong",
                     of_option->get_option_name());
}

void store_config_file(const po::options_description& options, const std::string& path, Settings& settings) {
  InputText file(path, "read the configuration", kMostHandwrittenBytes);
  try {
    po::store(po::parse_config_file(file, options, false), settings);
  } catch (const po::error& error) {
    throw FileError(path, "use the configuration", words_of(error));
  }
}

[[noreturn]] void reject(const std::string& name, const std::string& value, std::string_view wanted) {
  throw UserError(fmt::format("{}: '{}' is not {}", name, value, wanted));
}

template <typename Number>
std::optional<Number> parse_number(const std::string& text) {
  Number number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

}  // namespace

Environment current_environment() {
  Environment variables;
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
    const std::string_view text(*entry);
    const std::size_t equals = text.find('=');
    if (equals == std::string_view::npos) continue;
    variables.emplace_back(text.substr(0, equals), text.substr(equals + 1));
  }
  return variables;
}

std::vector<std::string> warn_of_variables(const Environment& environment) {
  constexpr std::size_t kMostEdits = 2;
  constexpr std::size_t kLettersOfAnEdit = 4;  // of words as short as "from" every other one is near
  std::vector<std::string> warnings;
  for (const auto& [variable, value] : environment) {
    if (!variable.starts_with(kPrefix)) continue;
    const std::string name = setting_name(variable);
    if (name.empty()) continue;
    const std::size_t most = std::min(kMostEdits, (name.size() - 1) / kLettersOfAnEdit);
    const auto nearest = std::min_element(
        kSettingNames.begin(), kSettingNames.end(),
        [&](std::string_view a, std::string_view b) { return count_edits(name, a) < count_edits(name, b); });
    const std::size_t edits = count_edits(name, *nearest);
    if (edits == 0 || edits > most) continue;
    warnings.push_back(fmt::format("environment variable {}: there is no setting '{}', only '{}'", variable,
                                   name, *nearest));
  }
  return warnings;
}

Settings read_settings(const po::options_description& options,
                       const po::positional_options_description& positional,
                       std::span<const std::string> arguments, const Environment& environment) {
  Settings settings;
  const int style = po::command_line_style::unix_style & ~po::command_line_style::allow_guessing;
  try {
    po::store(po::command_line_parser(std::vector<std::string>(arguments.begin(), arguments.end()))
                  .options(options)
                  .positional(positional)
                  .style(style)
                  .run(),
              settings);
    po::store(environment_options(options, environment), settings);
    if (settings.count("config") != 0)
      store_config_file(options, settings["config"].as<std::string>(), settings);
    po::notify(settings);
  } catch (const po::error& error) {
    throw UserError(words_of(error));
  }
  return settings;
}

std::size_t count_option_arguments(const po::options_description& options,
                                   std::span<const std::string> arguments) {
  // Whether the value of an option is the next argument, and not part of its own ("--name=value", "-nvalue").
  const auto takes_next = [&](const std::string& argument) {
    const bool is_long = argument.starts_with("--");
    if (is_long ? argument.find('=') != std::string::npos : argument.size() > 2) return false;
    const po::option_description* option =
        options.find_nothrow(is_long ? argument.substr(2) : argument, false);
    return option != nullptr && option->semantic()->max_tokens() > 0;
  };
  std::size_t count = 0;
  while (count < arguments.size() && arguments[count].starts_with('-') && arguments[count] != "--")
    count += takes_next(arguments[count]) ? 2U : 1U;
  return std::min(count, arguments.size());
}

std::optional<std::string> text_setting(const Settings& settings, const std::string& name) {
  if (settings.count(name) == 0) return std::nullopt;
  return settings[name].as<std::string>();
}

std::vector<std::string> texts_setting(const Settings& settings, const std::string& name) {
  return settings.count(name) == 0 ? std::vector<std::string>()
                                   : settings[name].as<std::vector<std::string>>();
}

std::optional<std::chrono::nanoseconds> duration_setting(const Settings& settings, const std::string& name) {
  const auto text = text_setting(settings, name);
  if (!text) return std::nullopt;
  const auto duration = parse_duration(*text);
  if (!duration) reject(name, *text, "a duration; write it like 250ms, 1s, 5m, 1h or 7d");
  return duration;
}

std::optional<SizeOrPercent> size_or_percent_setting(const Settings& settings, const std::string& name) {
  const auto text = text_setting(settings, name);
  if (!text) return std::nullopt;
  const auto size = parse_size_or_percent(*text);
  if (!size) reject(name, *text, "a size; write it with its unit, like 512KiB, 1.5GiB, 4GB or 80%");
  return size;
}

std::optional<Bytes> size_setting(const Settings& settings, const std::string& name) {
  const auto text = text_setting(settings, name);
  if (!text) return std::nullopt;
  const auto size = parse_size(*text);
  if (!size) reject(name, *text, "a size; write it with its unit, like 512KiB, 1.5GiB or 4GB");
  return size;
}

std::optional<double> number_setting(const Settings& settings, const std::string& name, double low,
                                     double high) {
  const auto text = text_setting(settings, name);
  if (!text) return std::nullopt;
  const auto number = parse_number<double>(*text);
  if (!number || !(*number >= low && *number <= high)) {
    reject(name, *text, fmt::format("a number from {} to {}", low, high));
  }
  return number;
}

std::optional<std::int64_t> whole_setting(const Settings& settings, const std::string& name, std::int64_t low,
                                          std::int64_t high) {
  const auto text = text_setting(settings, name);
  if (!text) return std::nullopt;
  const auto number = parse_number<std::int64_t>(*text);
  if (!number || *number < low || *number > high) {
    reject(name, *text, fmt::format("a whole number from {} to {}", low, high));
  }
  return number;
}

}  // namespace tidemark
