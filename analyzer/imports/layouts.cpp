#include "analyzer/imports/layouts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "analyzer/imports/atop_text.hpp"
#include "analyzer/imports/import_times.hpp"
#include "analyzer/imports/listings.hpp"
#include "analyzer/imports/memorytools_csv.hpp"
#include "analyzer/imports/mprof_text.hpp"
#include "analyzer/imports/pidstat_text.hpp"
#include "analyzer/imports/process_table.hpp"
#include "analyzer/imports/prometheus_json.hpp"
#include "analyzer/imports/psrecord_text.hpp"
#include "analyzer/imports/table_csv.hpp"
#include "analyzer/recordings/compressed_file.hpp"
#include "common/error.hpp"

namespace tidemark {
namespace {

constexpr std::size_t kMostLines = 200;
constexpr std::size_t kMostBytes = 65536;

constexpr std::array kLayouts{Layout{"memorytools", read_memorytools_csv},
                              Layout{"pidstat", read_pidstat},
                              Layout{"ps", read_ps},
                              Layout{"top", read_top},
                              Layout{"atop", read_atop},
                              Layout{"prometheus", read_prometheus},
                              Layout{"mprof", read_mprof},
                              Layout{"psrecord", read_psrecord},
                              Layout{"docker-stats", read_docker_stats},
                              Layout{"csv", read_table}};

struct Refusal {
  std::string_view beginning;
  std::string_view cause;
};
constexpr std::string_view kPickle =
    "it is a Python pickle, as the reference tool's .dat is: loading one runs whatever program it holds, so "
    "that is not "
    "done. Have the tool that wrote it write CSV, and import that";
constexpr std::array kRefused{
    Refusal{"\x80\x02", kPickle},
    Refusal{"\x80\x03", kPickle},
    Refusal{"\x80\x04", kPickle},
    Refusal{"\x80\x05", kPickle},
    Refusal{"(dp", kPickle},
    Refusal{"(lp", kPickle},
    Refusal{"ccopy_reg\n", kPickle},
    Refusal{"SQLite format 3", "it is an SQLite file; a recording needs no import"},
};

// Returns which layout a line shows its text to be in; empty where it does not tell.
std::string_view layout_of(std::string_view raw) {
  if (raw.starts_with(kMemorytoolsHeader)) return "memorytools";
  const std::string line = without_escapes(raw);
  const std::vector<std::string_view> words = split_words(line);
  if (words.empty()) return "";
  if (line.starts_with("# Elapsed time")) return "psrecord";
  if (words[0] == "CMDLINE" || (words[0] == "MEM" && words.size() == 3)) return "mprof";
  if (words[0] == "PRM" || words[0] == "RESET" || words[0] == "SEP") return "atop";
  if (words[0] == "top" && words.size() > 2 && words[1] == "-" && is_time_of_day(words[2])) return "top";
  if (words[0] == "Linux" && words.back() == "CPU)") return "pidstat";
  const bool is_table = line.find_first_of(",;\t") != std::string_view::npos;
  if (!is_table && line.find("MEM USAGE") != std::string_view::npos) return "docker-stats";
  if (words[0].starts_with('{'))
    return line.find("\"MemUsage\"") != std::string_view::npos ? "docker-stats" : "prometheus";
  if (!is_table && line.find("%MEM  Command") != std::string_view::npos) return "pidstat";
  if (!is_table && find_headings(words)) return "ps";
  return "";
}

// As read_input, of what is not compressed.
const Layout& read_plain_input(std::istream& source, const std::string& layout, BadLines& bad_lines,
                               ImportStore& store, const ImportSettings& settings, Progress* progress) {
  PeekedText text(source);
  // It refuses what no reader should see, whatever was asked for.
  const Layout& found = find_layout(bad_lines.path(), text.beginning());
  const Layout& used = layout == "auto" ? found : layout_named(layout);
  store.begin_input();
  const std::size_t before = store.samples();
  ImportInput input{text, bad_lines, store, settings, progress};
  used.read(input);
  if (store.samples() == before)
    throw FileError(bad_lines.path(), kImportAction,
                    fmt::format("read as {}, it holds no sample", used.name));
  return used;
}

}  // namespace

const Layout& layout_named(const std::string& name) {
  const auto found = std::find_if(kLayouts.begin(), kLayouts.end(),
                                  [&](const Layout& layout) { return layout.name == name; });
  if (found == kLayouts.end())
    throw UserError(fmt::format("from: there is no layout '{}'; there are auto, {}", name, layout_names()));
  return *found;
}

std::string layout_names() {
  std::vector<std::string_view> names;
  names.reserve(std::size(kLayouts));
  for (const Layout& layout : kLayouts) names.push_back(layout.name);
  return fmt::format("{}", fmt::join(names, ", "));
}

const Layout& find_layout(const std::string& path, std::string_view beginning) {
  for (const Refusal& refusal : kRefused) {
    if (beginning.starts_with(refusal.beginning)) throw FileError(path, kImportAction, refusal.cause);
  }
  if (beginning.empty()) throw FileError(path, kImportAction, "it is empty");
  if (beginning.find('\0') != std::string_view::npos)
    throw FileError(path, kImportAction, "it is binary; import reads what tools print");
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (beginning.starts_with(kByteOrderMark)) beginning.remove_prefix(kByteOrderMark.size());
  while (!beginning.empty()) {
    const std::size_t end = std::min(beginning.find('\n'), beginning.size());
    const std::string_view name = layout_of(beginning.substr(0, end));
    if (!name.empty()) return layout_named(std::string(name));
    beginning.remove_prefix(std::min(end + 1, beginning.size()));
  }
  return layout_named("csv");
}

const Layout& read_input(std::istream& source, const std::string& layout, BadLines& bad_lines,
                         ImportStore& store, const ImportSettings& settings, Progress* progress) {
  PeekedText text(source);
  if (const auto compression = compression_of(text.beginning())) {
    DecompressedText decompressed(text, *compression, bad_lines.path(), kImportAction);
    return read_plain_input(decompressed, layout, bad_lines, store, settings, progress);
  }
  return read_plain_input(text, layout, bad_lines, store, settings, progress);
}

PeekedText::PeekedText(std::istream& source) : std::istream(nullptr), buffer_(*source.rdbuf()) {
  rdbuf(&buffer_);
  // An exception of the buffer gets through as it is.
  exceptions(std::ios::badbit);
}

PeekedText::Buffer::Buffer(std::streambuf& source) : source_(source) {
  for (std::size_t lines = 0; lines < kMostLines && beginning_.size() < kMostBytes;) {
    const int byte = source_.sbumpc();
    if (byte == traits_type::eof()) break;
    beginning_ += static_cast<char>(byte);
    if (byte == '\n') ++lines;
  }
  setg(beginning_.data(), beginning_.data(), beginning_.data() + beginning_.size());
}

PeekedText::Buffer::int_type PeekedText::Buffer::underflow() {
  // What there is, and at least a byte: a pipe's next line may be long in coming.
  const int first = source_.sgetc();
  if (first == traits_type::eof()) return traits_type::eof();
  const std::streamsize ready = std::max<std::streamsize>(1, source_.in_avail());
  later_.resize(static_cast<std::size_t>(std::min<std::streamsize>(ready, 65536)));
  const std::streamsize count = source_.sgetn(later_.data(), std::ssize(later_));
  setg(later_.data(), later_.data(), later_.data() + count);
  return traits_type::to_int_type(later_.front());
}

}  // namespace tidemark
