#include "analyzer/commands/command_line.hpp"

#include <fmt/format.h>
#include <glob.h>

#include <algorithm>
#include <array>
#include <boost/program_options/value_semantic.hpp>
#include <chrono>
#include <filesystem>
#include <iterator>
#include <system_error>
#include <utility>

#include "analyzer/commands/moment.hpp"
#include "analyzer/groups/process_choice.hpp"
#include "analyzer/recordings/compressed_file.hpp"
#include "common/error.hpp"

namespace tidemark {

namespace po = boost::program_options;

namespace {

// What the recorder, and tidemark check, write to where nothing else is asked for.
constexpr std::array kUsualRecordings{"recording.tidemark", "tidemark-report/recording.tidemark"};

// Returns the paths that a pattern of the shell's fits, by name; none where it has no *, ? or [, or a file is called so.
std::vector<std::string> match_pattern(const std::string& pattern) {
  std::error_code ignored;
  if (pattern.find_first_of("*?[") == std::string::npos || std::filesystem::exists(pattern, ignored))
    return {};
  glob_t found = {};
  const int status = glob(pattern.c_str(), 0, nullptr, &found);
  std::vector<std::string> paths(found.gl_pathv, found.gl_pathv + found.gl_pathc);
  globfree(&found);
  if (status == GLOB_NOMATCH) throw FileError(pattern, "read recordings", "no file has such a name");
  if (status != 0) throw FileError(pattern, "read recordings", "the directories could not be searched");
  return paths;
}

void append_files(const std::string& path, std::vector<ListedRecording>& files) {
  namespace fs = std::filesystem;
  std::error_code error;
  if (!fs::is_directory(path, error)) {
    files.push_back({path});
    return;
  }
  const auto before = static_cast<std::ptrdiff_t>(files.size());
  for (fs::directory_iterator entry(path, error), end; !error && entry != end; entry.increment(error)) {
    if (is_recording_name(entry->path().filename().string())) files.push_back({entry->path().string(), true});
  }
  if (error) throw FileError(path, "list the directory", error.message());
  if (std::ssize(files) == before) throw FileError(path, "read recordings", "there is no *.tidemark in it");
  std::sort(files.begin() + before, files.end(),
            [](const ListedRecording& one, const ListedRecording& other) { return one.path < other.path; });
}

std::vector<ListedRecording> list_all(std::span<const std::string> paths) {
  std::vector<ListedRecording> files;
  for (const std::string& path : paths) {
    const std::vector<std::string> matches = match_pattern(path);
    if (matches.empty()) append_files(path, files);
    for (const std::string& match : matches) append_files(match, files);
  }
  return files;
}

}  // namespace

Settings read_command_line(const CommandOptions& options, std::span<const std::string> arguments,
                           const Environment& environment) {
  po::options_description all;
  all.add(options.shown);
  all.add_options()(options.positional.c_str(), po::value<std::vector<std::string>>());
  po::positional_options_description positional;
  positional.add(options.positional.c_str(), -1);
  return read_settings(all, positional, arguments, environment);
}

void add_verbosity(CommandOptions& options) {
  options.shown.add_options()("quiet,q", po::bool_switch(), "say nothing but errors and what is asked for")(
      "verbose,v", po::bool_switch(), "say on standard error what is done, and how long it takes");
}

Verbosity verbosity_of(const Settings& settings) {
  const bool is_quiet = settings["quiet"].as<bool>();
  const bool is_verbose = settings["verbose"].as<bool>();
  if (is_quiet && is_verbose) throw UserError("quiet: it excludes --verbose");
  if (is_quiet) return Verbosity::kQuiet;
  return is_verbose ? Verbosity::kVerbose : Verbosity::kNormal;
}

static std::vector<std::string> recordings_named(const Settings& settings, const std::string& name) {
  std::vector<std::string> files = texts_setting(settings, name);
  if (!files.empty()) return files;
  std::error_code ignored;
  for (const char* usual : kUsualRecordings) {
    if (std::filesystem::exists(usual, ignored)) return {usual};
  }
  throw UserError(fmt::format("no recording is named, and there is no {} here; --help shows how",
                              fmt::join(kUsualRecordings, " or ")));
}

std::vector<std::string> required_files(const Settings& settings, const std::string& name) {
  std::vector<std::string> files = texts_setting(settings, name);
  if (files.empty()) throw UserError(fmt::format("no {} is named; --help shows how", name));
  return files;
}

std::vector<std::string> required_recordings(const Settings& settings, const std::string& name) {
  return expand_directories(recordings_named(settings, name));
}

std::vector<std::string> expand_directories(std::span<const std::string> paths) {
  std::vector<std::string> files;
  for (ListedRecording& file : list_all(paths)) files.push_back(std::move(file.path));
  return files;
}

std::vector<ListedRecording> list_recordings(const Settings& settings, const std::string& name) {
  return list_all(recordings_named(settings, name));
}

std::optional<WallTime> time_setting(const Settings& settings, const std::string& name) {
  const auto text = text_setting(settings, name);
  if (!text) return std::nullopt;
  const auto time = parse_moment(*text, std::chrono::system_clock::now());
  if (!time) {
    throw UserError(
        fmt::format("{}: '{}' is not a time; write it like 2026-11-21T09:30:00Z, '2026-11-21 10:30', "
                    "10:30, -10m or yesterday",
                    name, *text));
  }
  return time;
}

void add_process_choice(po::options_description& options) {
  options.add_options()("process", po::value<std::string>(),
                        "only processes in whose name or command line this regular expression is found; "
                        "program:REGEX or tree:REGEX, those of a group in whose name it is")(
      "exclude", po::value<std::string>(), "not those in whose name or command line it is found");
}

void add_selection(po::options_description& options) {
  add_process_choice(options);
  const auto text = [] { return po::value<std::string>(); };
  auto add = options.add_options();
  add("since", text(),
      "look at nothing before this time: 2026-11-21T09:30:00Z, '2026-11-21 10:30' or 10:30 (local time), "
      "-10m, yesterday");
  add("until", text(), "look at nothing after this time");
  add("session", text()->default_value("all"), "look at this session alone: last, or its number from 1 on");
}

Selection to_selection(const Settings& settings) {
  Selection selection{.process = text_setting(settings, "process"),
                      .exclude = text_setting(settings, "exclude"),
                      .range = {time_setting(settings, "since"), time_setting(settings, "until")},
                      .session = SessionChoice("session", text_setting(settings, "session").value_or("all"))};
  // A wrong expression is told before anything is read.
  static_cast<void>(ProcessChoice(selection.process, selection.exclude, {}, {}));
  return selection;
}

void select(const Selection& selection, AnalysisSettings& settings) {
  settings.process = selection.process;
  settings.exclude = selection.exclude;
  settings.range = selection.range;
  settings.session = selection.session;
}

}  // namespace tidemark
