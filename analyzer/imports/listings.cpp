#include "analyzer/imports/listings.hpp"

#include <fmt/core.h>

#include <nlohmann/json.hpp>
#include <set>

#include "analyzer/imports/import_times.hpp"
#include "analyzer/imports/process_table.hpp"
#include "common/text.hpp"

namespace tidemark {
namespace {

// When a listing was made: by the line before it, or by its number.
class ListingClock {
 public:
  explicit ListingClock(const ImportInput& input) : settings_(input.settings) {
    wall_ns_ = settings_.start.value_or(WallTime()).time_since_epoch().count();
  }

  // Returns whether the line was a time.
  bool take(std::string_view line) {
    const auto time = time_of_line(line, settings_.utc_offset);
    if (!time) return false;
    wall_ns_ = *time;
    has_stamp_ = true;
    return true;
  }

  void begin_listing() {
    if (!has_stamp_ && listings_ > 0 && settings_.interval) wall_ns_ += settings_.interval->count();
    is_known_ = has_stamp_ || settings_.interval.has_value();
    has_stamp_ = false;
    ++listings_;
  }

  // Throws BadLine.
  [[nodiscard]] std::int64_t now() const {
    if (!is_known_)
      throw BadLine{
          "nothing says when this was; print the time before each listing (while sleep 1; do date; ...; "
          "done), or say "
          "--interval 1s"};
    return wall_ns_;
  }
  [[nodiscard]] bool is_counted() const {
    return listings_ > 0 && is_known_ && settings_.interval.has_value();
  }

 private:
  const ImportSettings& settings_;
  std::int64_t wall_ns_ = 0;
  bool has_stamp_ = false;
  bool is_known_ = false;
  std::size_t listings_ = 0;
};

void take_ps_line(ImportInput& input, std::uint32_t session, std::string_view line, ListingClock& clock,
                  std::optional<ProcessHeadings>& headings) {
  const std::vector<std::string_view> words = split_words(line);
  if (words.empty() || clock.take(line)) return;
  if (const auto found = find_headings(words)) {
    if (!found->has_memory())
      throw BadLine{"these headings lack RSS and VSZ; ps -eo pid,rss,vsz,comm has them"};
    headings = found;
    clock.begin_listing();
    return;
  }
  if (!headings) throw BadLine{fmt::format("'{}' stands before any headings", escape_name(line))};
  add_process_line(input, session, clock.now(), line, words, 0, *headings);
}

class TopReader {
 public:
  explicit TopReader(ImportInput& input)
      : input_(input),
        session_(input.store.session("")),
        clock_(midnight_before(input.settings.start.value_or(WallTime()), input.settings.utc_offset)) {}

  void take(std::string_view line) {
    const std::vector<std::string_view> words = split_words(line);
    if (words.empty()) return;
    // top - 08:52:40 up 16:32,  0 user,  load average: 5.32, 3.83, 2.37
    if (words.size() > 3 && words[0] == "top" && words[1] == "-" && is_time_of_day(words[2])) {
      wall_ns_ = clock_.at(words[2]);
      headings_.reset();
    } else if (words.size() > 3 && words[1] == "Mem" && words[2] == ":") {
      take_total(words);
    } else if (const auto found = find_headings(words); found && found->has_memory()) {
      headings_ = found;
    } else if (headings_ && wall_ns_) {
      add_process_line(input_, session_, *wall_ns_, line, words, 0, *headings_);
    }
    // What is left are the lines of the summary.
  }

 private:
  // MiB Mem :  24105.6 total,  17394.2 free, ...
  void take_total(std::span<const std::string_view> words) {
    const Kib total = parse_memory(words[3], words[0]);
    if (total.count() > 0) input_.store.at(session_).mem_total_kib = total.count();
  }

  ImportInput& input_;
  std::uint32_t session_;
  DayClock clock_;
  std::optional<std::int64_t> wall_ns_;
  std::optional<ProcessHeadings> headings_;
};

// Returns where the column of memory begins in docker's headings; npos where they are none.
std::size_t memory_heading(std::string_view line) {
  const std::size_t at = line.find("MEM USAGE");
  return at != std::string_view::npos ? at : line.find("PRIV WORKING SET");
}

class DockerReader {
 public:
  explicit DockerReader(ImportInput& input)
      : input_(input), session_(input.store.session("")), clock_(input) {}

  void take(std::string_view raw) {
    const std::string line = without_escapes(raw);
    // A stream draws each listing over the one before it.
    if (raw.find("\x1B[H") != std::string_view::npos) ends_listing_ = true;
    const std::vector<std::string_view> words = split_words(line);
    if (words.empty() || clock_.take(line)) {
      ends_listing_ = true;
    } else if (words[0].starts_with('{')) {
      take_json(line);
    } else if (const std::size_t at = memory_heading(line); at != std::string::npos) {
      name_at_ = line.find("NAME");
      memory_at_ = at;
      clock_.begin_listing();
    } else {
      take_row(line);
    }
  }

 private:
  void take_json(const std::string& line) {
    const auto row = nlohmann::json::parse(line, nullptr, false);
    const auto text_of = [&](const char* key) {
      return row.is_object() && row.contains(key) && row[key].is_string() ? row[key].get<std::string>()
                                                                          : std::string();
    };
    const std::string name = text_of("Name").empty() ? text_of("Container") : text_of("Name");
    if (name.empty()) throw BadLine{fmt::format("'{}' is no JSON with a Name", escape_name(line))};
    // A container that comes again begins the next listing.
    if (ends_listing_ || seen_.contains(name)) {
      clock_.begin_listing();
      seen_.clear();
      ends_listing_ = false;
    }
    seen_.insert(name);
    add(name, text_of("MemUsage"));
  }

  void take_row(std::string_view line) {
    if (memory_at_ == std::string::npos || line.size() <= memory_at_)
      throw BadLine{fmt::format("'{}' stands under no heading MEM USAGE", escape_name(line))};
    const auto words =
        split_words(line.substr(name_at_ == std::string::npos ? 0 : std::min(name_at_, line.size())));
    if (words.empty()) throw BadLine{"it has no name"};
    add(std::string(words[0]), line.substr(memory_at_));
  }

  // usage  "12.5MiB / 1.94GiB", "796 KiB/64 MiB" of old versions, "38.2 MiB   17.1 kB / 7.73 kB" with what stands behind it;
  //        "-- / --" or "0B / 0B" of a container that is stopped
  void add(const std::string& name, std::string_view usage) {
    const auto words = split_words(usage.substr(0, usage.find('/')));
    if (words.empty() || words[0] == "--") return;
    check_name(name);
    const Kib used = parse_memory(words[0], words.size() > 1 ? words[1] : "");
    if (used.count() == 0) return;
    input_.store.add(input_.store.process(session_, std::nullopt, name), clock_.now(),
                     {.vm_size = {}, .rss = used, .shared = {}, .data = {}});
  }

  ImportInput& input_;
  std::uint32_t session_;
  ListingClock clock_;
  std::size_t name_at_ = std::string::npos;
  std::size_t memory_at_ = std::string::npos;
  bool ends_listing_ = true;
  std::set<std::string> seen_;
};

void note_start(ImportInput& input, bool lacks_date) {
  if (lacks_date && !input.settings.start)
    input.store.note("it has no date and stands at 1970-01-01; --start TIME says when it began");
}

}  // namespace

void read_ps(ImportInput& input) {
  const std::uint32_t session = input.store.session("");
  ListingClock clock(input);
  std::optional<ProcessHeadings> headings;
  ImportLines lines(input);
  while (lines.next()) {
    input.bad_lines.attempt(lines.number(),
                            [&] { take_ps_line(input, session, lines.line(), clock, headings); });
  }
  note_start(input, clock.is_counted());
}

void read_top(ImportInput& input) {
  TopReader reader(input);
  ImportLines lines(input);
  while (lines.next()) input.bad_lines.attempt(lines.number(), [&] { reader.take(lines.line()); });
  note_start(input, true);
}

void read_docker_stats(ImportInput& input) {
  DockerReader reader(input);
  ImportLines lines(input);
  while (lines.next()) input.bad_lines.attempt(lines.number(), [&] { reader.take(lines.line()); });
  input.store.note("what a container uses is its control group's memory, shown as RES");
}

}  // namespace tidemark
