#pragma once

#include <boost/program_options/options_description.hpp>
#include <boost/program_options/positional_options.hpp>
#include <boost/program_options/variables_map.hpp>

#include <chrono>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/units.hpp"

namespace tidemark {

using Settings = boost::program_options::variables_map;
using Environment = std::vector<std::pair<std::string, std::string>>;

// Returns this process's environment.
[[nodiscard]] Environment current_environment();

// Returns a warning for each TIDEMARK_ variable that is no setting of either program, and nearly called like one. Any
// other is none of their business.
[[nodiscard]] std::vector<std::string> warn_of_variables(const Environment& environment);

// Reads a command's settings: a flag wins over TIDEMARK_NAME (in the environment, '-' as '_'), which wins
// over a line of the ini file that the setting "config" names, if `options` has one.
//
// positional  names the options that arguments without a flag belong to; may be empty
// Returns     the settings; a TIDEMARK_ variable that is none of them is passed over
// Throws      UserError naming the flag or key that is unknown, or the flag, variable or key that is repeated or lacks its value
[[nodiscard]] Settings read_settings(const boost::program_options::options_description& options,
                                     const boost::program_options::positional_options_description& positional,
                                     std::span<const std::string> arguments, const Environment& environment);

// Returns how many arguments, from the first on, are options and their values: those before the first that is "--" or no
// option. One that is unknown counts as an option without a value.
[[nodiscard]] std::size_t count_option_arguments(const boost::program_options::options_description& options,
                                                 std::span<const std::string> arguments);

// Returns all values of a setting that may be given several times.
[[nodiscard]] std::vector<std::string> texts_setting(const Settings& settings, const std::string& name);

// These return the value of a setting, nullopt where it was not given. All but the first throw UserError,
// naming the setting and what would be right, where the value does not fit.
[[nodiscard]] std::optional<std::string> text_setting(const Settings& settings, const std::string& name);
[[nodiscard]] std::optional<std::chrono::nanoseconds> duration_setting(const Settings& settings,
                                                                       const std::string& name);
[[nodiscard]] std::optional<SizeOrPercent> size_or_percent_setting(const Settings& settings,
                                                                   const std::string& name);
[[nodiscard]] std::optional<Bytes> size_setting(const Settings& settings, const std::string& name);
// `low` and `high` are the least and the greatest value allowed.
[[nodiscard]] std::optional<double> number_setting(const Settings& settings, const std::string& name,
                                                   double low, double high);
[[nodiscard]] std::optional<std::int64_t> whole_setting(const Settings& settings, const std::string& name,
                                                        std::int64_t low, std::int64_t high);

}  // namespace tidemark
