#include "analyzer/imports/prometheus_json.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <map>
#include <nlohmann/json.hpp>

#include "analyzer/imports/import_times.hpp"
#include "common/error.hpp"
#include "common/text.hpp"

namespace tidemark {
namespace {

using Labels = std::map<std::string, std::string>;

struct KnownMetric {
  std::string_view name;
  std::string_view memtype;  // the label's value; empty: any
  MemoryField value;
};
constexpr std::array<KnownMetric, 6> kKnownMetrics{{
    {"process_virtual_memory_bytes", "", &MemoryKib::vm_size},
    {"process_resident_memory_bytes", "", &MemoryKib::rss},
    {"namedprocess_namegroup_memory_bytes", "virtual", &MemoryKib::vm_size},
    {"namedprocess_namegroup_memory_bytes", "resident", &MemoryKib::rss},
    {"namedprocess_namegroup_memory_bytes", "swapped", &MemoryKib::swap},
    {"container_memory_rss", "", &MemoryKib::rss},
}};
constexpr std::string_view kGroupSum = "namedprocess_namegroup_memory_bytes";

std::string label(const Labels& labels, const std::string& name) {
  const auto found = labels.find(name);
  return found == labels.end() ? std::string() : found->second;
}

// Takes the values of one series after another.
class SeriesTaker {
 public:
  explicit SeriesTaker(ImportInput& input) : input_(input) {}

  // Begins a series. Returns false where none of its values are wanted.
  bool begin(const Labels& labels) {
    ++number_;
    const std::string metric = label(labels, "__name__");
    const std::string memtype = label(labels, "memtype");
    value_ = nullptr;
    unit_ = std::string("B");
    for (const ImportColumn& column : input_.settings.columns) {
      if (column.column != metric || metric_named(column.field) == nullptr) continue;
      value_ = metric_named(column.field);
      if (!column.unit.empty()) unit_ = column.unit;
    }
    for (const KnownMetric& known : kKnownMetrics) {
      if (value_ == nullptr && known.name == metric && (known.memtype.empty() || known.memtype == memtype))
        value_ = known.value;
    }
    // Proportional and shared parts of groups.
    if (value_ == nullptr && metric == kGroupSum) return false;
    if (value_ == nullptr) {
      throw FileError(
          input_.path(), kImportAction,
          fmt::format(
              "'{}' is no metric that it knows; --column rss={}:B says that it is resident memory in bytes",
              escape_name(metric), escape_name(metric)));
    }
    if (metric == kGroupSum)
      input_.store.note("what process-exporter calls a group is the sum of its processes, not one process");
    begin_process(labels);
    return true;
  }

  void take(std::string_view time, std::string_view value) {
    input_.bad_lines.attempt(number_, [&] {
      const std::int64_t wall_ns = parse_count_of(time, std::chrono::seconds(1));
      // Also of both signs.
      if (value.ends_with("NaN") || value.ends_with("Inf")) return;
      MemoryKib memory;
      memory.*value_ = parse_memory(value, unit_);
      input_.store.add(process_, wall_ns, memory);
    });
  }

 private:
  // Names it by the label that tells most, with what else tells it from others.
  void begin_process(const Labels& labels) {
    constexpr std::array kNames{"groupname", "container", "name", "service", "app", "pod", "job"};
    std::string name;
    std::string by;
    for (const char* candidate : kNames) {
      if (!name.empty()) break;
      name = label(labels, candidate);
      by = candidate;
    }
    std::string rest;
    for (const auto& [key, value] : labels) {
      const bool is_told =
          key == by || key == "__name__" || key == "memtype" || key == "instance" || key == "job";
      if (!is_told) rest += fmt::format("{}{}={}", rest.empty() ? "" : ",", key, value);
    }
    if (name.empty()) name = "process";
    if (!rest.empty()) name += fmt::format("{{{}}}", rest);
    input_.bad_lines.attempt(number_, [&] { check_name(name); });
    const std::uint32_t session = input_.store.session(label(labels, "instance"));
    process_ = input_.store.process(session, std::nullopt, name.substr(0, 4096));
  }

  ImportInput& input_;
  std::size_t number_ = 0;
  MemoryField value_ = nullptr;
  std::string unit_;
  std::uint32_t process_ = 0;
};

// Goes through the JSON and holds one series' labels at a time:
// {"status": "success", "data": {"resultType": "matrix", "result": [{"metric": {...}, "values": [[time, "value"], ...]}]}}
class Handler : public nlohmann::json_sax<nlohmann::json> {
 public:
  explicit Handler(ImportInput& input) : input_(input), series_(input) {}

  bool null() override { return true; }
  bool boolean(bool /*value*/) override { return true; }
  bool number_integer(number_integer_t value) override { return take(std::to_string(value)); }
  bool number_unsigned(number_unsigned_t value) override { return take(std::to_string(value)); }
  // The text is what Prometheus wrote; the number has fewer digits.
  bool number_float(number_float_t /*value*/, const string_t& text) override { return take(text); }
  bool string(string_t& value) override { return take(value); }
  bool binary(binary_t& /*value*/) override { return true; }
  bool key(string_t& name) override {
    keys_.back() = name;
    return true;
  }
  bool start_object(std::size_t /*count*/) override {
    if (keys_.size() == 3 && path_is({"data", "result", ""})) labels_.clear();
    return deepen();
  }
  bool end_object() override {
    keys_.pop_back();
    return true;
  }
  bool start_array(std::size_t /*count*/) override {
    if (keys_.size() == 4 && keys_.back() == "values") {
      has_series_ = true;
      is_wanted_ = series_.begin(labels_);
    }
    if (keys_.size() == 5 && keys_[3] == "values") time_.clear();
    return deepen();
  }
  bool end_array() override { return end_object(); }
  bool parse_error(std::size_t position, const std::string& /*token*/,
                   const nlohmann::detail::exception& /*error*/) override {
    throw FileError(input_.path(), kImportAction,
                    fmt::format("it is no JSON, or not all of it, from its byte {} on", position));
  }
  [[nodiscard]] bool has_series() const { return has_series_; }

 private:
  bool deepen() {
    constexpr std::size_t kDeepest = 100;
    if (keys_.size() == kDeepest)
      throw FileError(input_.path(), kImportAction, "its JSON is nested too deeply");
    keys_.emplace_back();
    if (input_.progress != nullptr) input_.progress->go_on();
    return true;
  }

  [[nodiscard]] bool path_is(std::initializer_list<std::string_view> path) const {
    return std::equal(path.begin(), path.end(), keys_.begin(), keys_.end());
  }

  bool take(const std::string& value) {
    if (path_is({"status"}) && value == "error")
      throw FileError(input_.path(), kImportAction, "it is an error that Prometheus answered with");
    if (path_is({"data", "resultType"}) && value != "matrix")
      throw FileError(input_.path(), kImportAction,
                      fmt::format("it is a {}, of one moment; ask /api/v1/query_range, which gives a matrix",
                                  escape_name(value)));
    if (keys_.size() == 5 && keys_[3] == "metric" && keys_[0] == "data") labels_[keys_[4]] = value;
    if (keys_.size() == 6 && keys_[3] == "values" && is_wanted_) {
      if (time_.empty()) {
        time_ = value;
      } else {
        series_.take(time_, value);
      }
    }
    return true;
  }

  ImportInput& input_;
  SeriesTaker series_;
  std::vector<std::string> keys_;  // of each object that is open; "" for an array
  Labels labels_;
  std::string time_;
  bool is_wanted_ = false;
  bool has_series_ = false;
};

}  // namespace

void read_prometheus(ImportInput& input) {
  Handler handler(input);
  if (input.progress != nullptr) input.progress->begin(fmt::format("reading {}", input.path()), 0);
  nlohmann::json::sax_parse(input.text, &handler);
  if (!handler.has_series())
    throw FileError(input.path(), kImportAction, "it has no series: data.result[].values of query_range");
}

}  // namespace tidemark
