#include <fmt/core.h>
#include <sys/resource.h>
#include <unistd.h>

#include <boost/program_options/value_semantic.hpp>
#include <cerrno>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "analyzer/alerts/alert_json.hpp"
#include "analyzer/alerts/alert_metrics.hpp"
#include "analyzer/alerts/event_spool.hpp"
#include "analyzer/alerts/journal_entry.hpp"
#include "analyzer/alerts/status_text.hpp"
#include "analyzer/alerts/told_alerts.hpp"
#include "analyzer/alerts/told_file.hpp"
#include "analyzer/alerts/turn.hpp"
#include "analyzer/baseline/baseline_file.hpp"
#include "analyzer/commands/analyze_options.hpp"
#include "analyzer/commands/command_line.hpp"
#include "analyzer/commands/commands.hpp"
#include "analyzer/commands/judge_files.hpp"
#include "analyzer/commands/report_outcome.hpp"
#include "common/error.hpp"
#include "common/output_file.hpp"
#include "common/program.hpp"
#include "common/units.hpp"

namespace tidemark {
namespace {

namespace po = boost::program_options;
using std::chrono::seconds;

constexpr const char* kUsualState = "/var/lib/tidemark-analyze";
constexpr seconds kLongPeriod = std::chrono::hours(24);

constexpr std::string_view kTellText =
    "Judges what was recorded last, remembers what it has told, and tells what is new, worse or gone since: "
    "on "
    "standard output, and where the options say. It is what tidemark-analyze.timer runs each hour.\n\n"
    "  tidemark-analyzer tell --config /etc/tidemark/alerts.ini\n"
    "  tidemark-analyzer tell --state . --journal /var/lib/tidemark\n\n"
    "An alert is of a program, or of a group of processes, and of what is there now: it is gone when the "
    "last "
    "process of it that grows has ended, or nothing of it is even suspect. Exit status: 0 nothing grows that "
    "was "
    "told, 1 something does, 2 wrong usage, unreadable input, or something that could not be told, 3 "
    "internal "
    "error, 4 nothing could be judged. Each option can also be a line of the configuration, or in the "
    "environment: TIDEMARK_SPAN=12h stands for --span 12h.";

constexpr std::string_view kStatusText =
    "Shows what grows on this host now: what 'tell' has told and is not gone, by its last judgement.\n\n"
    "  tidemark status\n"
    "  tidemark-analyzer status --state .\n\n"
    "Exit status: 0 nothing grows, 1 something does, 2 no judgement lies there.";

enum Status { kNothingGrows = 0, kGrows = 1, kFailed = 2, kNothingJudged = 4 };

po::typed_value<std::string>* text() { return po::value<std::string>(); }

void add_state(po::options_description& options) {
  options.add_options()("state", text()->default_value(kUsualState),
                        "the directory in which what was told is remembered");
}

CommandOptions tell_options() {
  CommandOptions options{po::options_description(), "recording"};
  po::options_description told("What is told, when and where");
  add_state(told);
  auto add = told.add_options();
  add("config", text(), "an ini file of options, such as /etc/tidemark/alerts.ini");
  add("span", text()->default_value("24h"), "how far back each call looks");
  add("long-span", text()->default_value("14d"),
      "how far back it looks once a day, for growth that a day does not show; 0s never");
  add("max-cpu", text()->default_value("1%"),
      "at most this share of one core: while the last judgement cost more than that of the time since, none "
      "is made");
  add("fail-on", text()->default_value("leak"), "what is told: critical, leak or suspect, and what is worse");
  add("allow-insufficient", po::bool_switch(), "end with 0 also where no process could be judged");
  add("journal", po::bool_switch(), "tell the journal of systemd, with fields");
  add("textfile", text()->value_name("FILE"),
      "write what was told and is not gone as OpenMetrics, for the textfile directory of node_exporter");
  add("events", text()->value_name("DIR"),
      "put what is told into this directory, a JSON file each time, for hooks");
  options.shown.add(told);
  add_judging(options);
  return options;
}

// Where it is told besides standard output.
struct Ways {
  bool journal = false;
  std::optional<std::string> textfile;
  std::optional<std::string> events;
};

struct TellSettings {
  AnalysisSettings analysis;
  std::optional<Baseline> baseline;
  FailRule rule;
  std::string state;
  std::vector<std::pair<seconds, seconds>> spans;  // and how often each is asked for
  double share = 0.0;                              // of one core, for each span
  Ways ways;
};

seconds span_setting(const Settings& settings, const std::string& name) {
  const auto span = *duration_setting(settings, name);
  if (span.count() != 0 && span < seconds(1))
    throw UserError(fmt::format("{}: it must be a second or longer", name));
  return std::chrono::duration_cast<seconds>(span);
}

double share_setting(const Settings& settings) {
  const std::string text = *text_setting(settings, "max-cpu");
  const auto share = parse_size_or_percent(text);
  const auto* percent = share ? std::get_if<Percent>(&*share) : nullptr;
  if (percent == nullptr || percent->value > 100.0)
    throw UserError(
        fmt::format("max-cpu: '{}' is not a share of one core; write it like 1%, up to 100%", text));
  return percent->value / 100.0;
}

TellSettings to_tell_settings(const Settings& settings) {
  TellSettings tell;
  tell.analysis = to_analysis_settings(settings);
  if (const auto path = text_setting(settings, "baseline")) tell.baseline = read_baseline(*path);
  tell.rule = to_fail_rule(settings);
  if (!tell.rule.from) throw UserError("fail-on: never would tell nothing");
  tell.state = *text_setting(settings, "state");
  const seconds span = span_setting(settings, "span");
  const seconds long_span = span_setting(settings, "long-span");
  if (span.count() == 0) throw UserError("span: it must be a second or longer");
  tell.spans.emplace_back(span, seconds(0));
  if (long_span.count() != 0 && long_span <= span)
    throw UserError("long-span: it must be longer than --span");
  if (long_span.count() != 0) tell.spans.emplace_back(long_span, kLongPeriod);
  tell.share = share_setting(settings) / static_cast<double>(tell.spans.size());
  tell.ways = {settings["journal"].as<bool>(), text_setting(settings, "textfile"),
               text_setting(settings, "events")};
  return tell;
}

// Of all threads of this process, so far.
double cpu_seconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto to_seconds = [](const timeval& time) {
    constexpr double kMicrosecond = 1e-6;
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * kMicrosecond;
  };
  return to_seconds(usage.ru_utime) + to_seconds(usage.ru_stime);
}

WallTime wall_now() {
  return std::chrono::time_point_cast<std::chrono::nanoseconds>(std::chrono::system_clock::now());
}

class Teller {
 public:
  Teller(TellSettings settings, std::vector<ListedRecording> files, Verbosity verbosity)
      : settings_(std::move(settings)),
        files_(std::move(files)),
        verbosity_(verbosity),
        memory_(settings_.state) {
    auto [told, damage] = memory_.read();
    told_ = std::move(told);
    if (damage) print_message(kAnalyzerName, "error", *damage);
    std::vector<seconds> spans;
    for (const auto& [span, period] : settings_.spans) spans.push_back(span);
    keep_spans(spans, told_);
  }

  int run() {
    for (const auto& [span, period] : settings_.spans) judge_span(span, period);
    if (settings_.ways.textfile)
      try_to([&] { write_file(*settings_.ways.textfile, format_alert_metrics(told_)); });
    try_to([&] { memory_.write(told_); });
    return status();
  }

 private:
  void judge_span(seconds span, seconds period) {
    const WallTime now = wall_now();
    const SpanJudgement* last = find_judgement(told_, span);
    // A clock that was set back must not stop it.
    if (last != nullptr && last->judged <= now && now < next_turn(*last, period, settings_.share)) {
      if (period.count() == 0) say_left_out(*last);
      return;
    }
    settings_.analysis.range.since = now - span;
    const double cost_before = cpu_seconds();
    Progress progress(system_surroundings(verbosity_));
    std::vector<ListedRecording> files = files_;
    leave_out_older(now - span, files);
    const Report report = judge_files(std::move(files), settings_.analysis,
                                      settings_.baseline ? &*settings_.baseline : nullptr, progress);
    progress.end();
    for (const UnreadableFile& file : report.unreadable) {
      print_message(kAnalyzerName, "error", file.cause);
      lacks_files_ = true;
    }
    judged_nothing_ = judged_nothing_ && settings_.rule.fails_unjudged(report.verdict);
    tell(span_judgement(report, span, now, cpu_seconds() - cost_before));
  }

  void tell(SpanJudgement judgement) {
    const SpanJudgement shown = judgement;
    const std::vector<AlertChange> changes = take_in(std::move(judgement), settings_.rule, told_);
    if (changes.empty()) return;
    for (const AlertChange& change : changes) {
      write_stdout(change_text(change) + '\n');
      if (settings_.ways.journal)
        try_to([&] { send_to_journal(kJournalSocket, journal_entry(journal_fields(change))); });
    }
    if (settings_.ways.events) {
      try_to([&] {
        put_event(*settings_.ways.events, event_name(shown.judged, told_.events),
                  format_event(shown, changes));
      });
    }
  }

  void say_left_out(const SpanJudgement& last) {
    judged_nothing_ = false;
    if (verbosity_ == Verbosity::kQuiet) return;
    print_message(
        kAnalyzerName, "note",
        fmt::format("not judged again: at {} that cost {:.1f} s, and may cost a share of the time alone "
                    "(--max-cpu); from {} on it may be",
                    format_rfc3339(last.judged), last.cpu_seconds,
                    format_rfc3339(next_turn(last, seconds(0), settings_.share))));
  }

  // One way that fails does not stop the others.
  template <typename Action>
  void try_to(Action&& action) {
    try {
      action();
    } catch (const UserError& error) {
      print_message(kAnalyzerName, "error", error.what());
      has_failed_ = true;
    }
  }

  [[nodiscard]] int status() const {
    if (has_failed_) return kFailed;
    if (!told_.alerts.empty()) return kGrows;
    if (lacks_files_) return kFailed;
    if (!judged_nothing_) return kNothingGrows;
    print_message(kAnalyzerName, "error", "no process could be judged");
    return kNothingJudged;
  }

  TellSettings settings_;
  std::vector<ListedRecording> files_;
  Verbosity verbosity_;
  ToldDirectory memory_;
  ToldAlerts told_;
  bool has_failed_ = false;
  bool lacks_files_ = false;
  bool judged_nothing_ = true;
};

}  // namespace

int tell_command(std::span<const std::string> arguments) {
  const CommandOptions options = tell_options();
  const Settings settings = read_command_line(options, arguments, current_environment());
  if (settings.count("help") != 0) {
    print_command_help("tidemark-analyzer tell [OPTION...] [RECORDING...]", kTellText, options.shown);
    return 0;
  }
  TellSettings tell = to_tell_settings(settings);
  if (settings["dry-run"].as<bool>()) return kNothingGrows;
  return Teller(std::move(tell), list_recordings(settings, options.positional), verbosity_of(settings)).run();
}

int status_command(std::span<const std::string> arguments) {
  po::options_description options;
  add_state(options);
  options.add_options()("help,h", "print this help");
  const Settings settings = read_settings(options, {}, arguments, current_environment());
  if (settings.count("help") != 0) {
    print_command_help("tidemark-analyzer status [OPTION...]", kStatusText, options);
    return 0;
  }
  const std::string state = *text_setting(settings, "state");
  if (access(state.c_str(), R_OK | X_OK) != 0 && errno == EACCES) {
    throw UserError(
        fmt::format("{}: it may not be read; as the package has it, members of the group tidemark may: "
                    "adduser USER tidemark",
                    state));
  }
  const auto told = look_into(state);
  if (!told || told->judgements.empty()) {
    throw UserError(
        fmt::format("{}: no judgement lies there; for one each hour: systemctl enable --now "
                    "tidemark-analyze.timer",
                    state));
  }
  write_stdout(format_status(*told, wall_now()));
  if (!has_judged(*told)) return kFailed;
  return told->alerts.empty() ? kNothingGrows : kGrows;
}

}  // namespace tidemark
