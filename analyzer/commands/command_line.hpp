#pragma once

#include <boost/program_options/options_description.hpp>
#include <boost/program_options/positional_options.hpp>

#include <span>
#include <string>
#include <vector>

#include "analyzer/judge/analysis_settings.hpp"
#include "analyzer/recordings/session_choice.hpp"
#include "analyzer/running/progress.hpp"
#include "common/rfc3339.hpp"
#include "common/settings.hpp"

namespace tidemark {

// A command's options, with the one that arguments without a flag belong to.
struct CommandOptions {
  boost::program_options::options_description shown;  // what --help lists
  std::string positional;  // name of the arguments without a flag; any number of them
};

// Reads the arguments and TIDEMARK_ variables of a command. Throws UserError.
[[nodiscard]] Settings read_command_line(const CommandOptions& options,
                                         std::span<const std::string> arguments,
                                         const Environment& environment);

// Adds --quiet and --verbose.
void add_verbosity(CommandOptions& options);
// Returns the verbosity that these ask for. Throws UserError where both are given.
[[nodiscard]] Verbosity verbosity_of(const Settings& settings);

// Returns the arguments without a flag. Throws UserError where there is none.
[[nodiscard]] std::vector<std::string> required_files(const Settings& settings, const std::string& name);
// Returns the same, or where there are none recording.tidemark, also that of tidemark-report/, if it is here; each directory
// is replaced by the recordings in it (*.tidemark, *.tidemark.gz, .xz, .zst), and each pattern such as runs/*.tidemark by what it
// fits, by name.
[[nodiscard]] std::vector<std::string> required_recordings(const Settings& settings, const std::string& name);
// Returns the paths, directories and patterns replaced as there. Throws FileError where one has none.
[[nodiscard]] std::vector<std::string> expand_directories(std::span<const std::string> paths);

// A recording as it was found.
struct ListedRecording {
  std::string path;
  bool is_of_directory = false;  // not named itself
};
// As required_recordings.
[[nodiscard]] std::vector<ListedRecording> list_recordings(const Settings& settings, const std::string& name);

// Returns the time that a setting names, see parse_moment. Throws UserError, naming the setting.
[[nodiscard]] std::optional<WallTime> time_setting(const Settings& settings, const std::string& name);

// What of the recordings is looked at.
struct Selection {
  std::optional<std::string> process;  // see ProcessChoice, as the next
  std::optional<std::string> exclude;
  TimeRange range;
  SessionChoice session;
};
// Adds --process and --exclude.
void add_process_choice(boost::program_options::options_description& options);
// Adds these, --since, --until and --session.
void add_selection(boost::program_options::options_description& options);
// Returns what these ask for. Throws UserError.
[[nodiscard]] Selection to_selection(const Settings& settings);
// Has an analysis look at that alone.
void select(const Selection& selection, AnalysisSettings& settings);

}  // namespace tidemark
