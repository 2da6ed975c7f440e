#include "analyzer/exports/export_text.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <map>
#include <set>
#include <sstream>
#include <tuple>
#include <vector>

#include "analyzer/imports/import_writer.hpp"
#include "analyzer/imports/layouts.hpp"
#include "analyzer/recordings/recording_reader.hpp"
#include "common/text.hpp"
#include "tests/support/errors.hpp"
#include "tests/support/files.hpp"

namespace tidemark {
namespace {

using namespace testing;

// What was observed, by host, PID, name with its escapes, and time.
using Observed = std::map<std::tuple<std::string, std::int64_t, std::string, std::int64_t>, MemoryKib>;

Observed observed_in(const ImportStore& store) {
  Observed observed;
  store.for_each_sample([&](const ImportedSample& sample) {
    const ImportedProcess& process = store.processes()[sample.process];
    observed[{store.sessions()[process.session].host, process.pid, process.name, sample.wall_ns}] =
        sample.memory;
  });
  return observed;
}

std::string exported(const std::string& path, const ExportSettings& settings) {
  std::string text;
  ExportText writer(settings, [&](std::string_view piece) { text += piece; });
  writer.add(read_recording(path, ReadSamples::kNo), nullptr);
  writer.end();
  return text;
}

void read_again(const std::string& text, ImportStore& store) {
  std::istringstream input(text);
  BadLines bad_lines("exported", OnBadLine::kThrow);
  read_input(input, "auto", bad_lines, store, {});
}

class ExportTextTest : public ::testing::Test {
 protected:
  void write(const ImportStore& store) { write_import(store, {path_, "csv", {}, IfExists::kReplace}); }

  TemporaryDirectory directory_;
  std::string path_ = directory_.file("a.tidemark");
};

rc::Gen<Kib> any_kib() {
  return rc::gen::map(rc::gen::inRange<std::int64_t>(-1000000, std::int64_t{1} << 40),
                      [](std::int64_t kib) { return kib < 0 ? Kib() : Kib(kib); });
}

// Adds samples of a few processes at a few times, in any order.
void add_anything(ImportStore& store, bool has_only_vm_size) {
  store.begin_input();
  const auto any_name = rc::gen::container<std::string>(has_only_vm_size ? rc::gen::inRange<char>(1, 127)
                                                                         : rc::gen::arbitrary<char>());
  const auto names = *rc::gen::nonEmpty(rc::gen::container<std::vector<std::string>>(any_name));
  const auto hosts = has_only_vm_size
                         ? std::vector<std::string>{""}
                         : *rc::gen::nonEmpty(rc::gen::container<std::vector<std::string>>(any_name));
  std::set<std::pair<std::uint32_t, std::int64_t>> seen;
  const auto count = *rc::gen::inRange(1, 60);
  for (int i = 0; i < count; ++i) {
    const std::uint32_t session = store.session(*rc::gen::elementOf(hosts));
    const std::uint32_t process =
        store.process(session, *rc::gen::inRange<std::int64_t>(1, 4), *rc::gen::elementOf(names));
    const auto wall_ns = *rc::gen::inRange<std::int64_t>(0, 10) * 999'999'937 + *rc::gen::inRange(0, 3);
    MemoryKib memory{.vm_size = *any_kib(),
                     .rss = *any_kib(),
                     .shared = *any_kib(),
                     .data = *any_kib(),
                     .swap = *any_kib()};
    if (has_only_vm_size)
      memory = {
          .vm_size = Kib(*rc::gen::inRange<std::int64_t>(0, 1 << 30)), .rss = {}, .shared = {}, .data = {}};
    if (seen.emplace(process, wall_ns).second) store.add(process, wall_ns, memory);
  }
  RC_PRE(store.samples() > 0U);
}

RC_GTEST_FIXTURE_PROP(ExportTextTest, CsvThatIsImportedAgainIsTheSame, ()) {
  ImportStore store;
  add_anything(store, false);
  write(store);
  ImportStore again;
  read_again(exported(path_, {}), again);
  RC_ASSERT(observed_in(again) == observed_in(store));
}

RC_GTEST_FIXTURE_PROP(ExportTextTest, MemorytoolsThatIsImportedAgainIsTheSame, ()) {
  ImportStore store;
  add_anything(store, true);
  write(store);
  ImportStore again;
  read_again(exported(path_, {.format = ExportFormat::kMemorytools, .has_plain_names = true}), again);
  RC_ASSERT(observed_in(again) == observed_in(store));
}

TEST_F(ExportTextTest, WritesEachFormat) {
  ImportStore store;
  store.begin_input();
  const std::uint32_t process = store.process(store.session("alpha"), 7, "a,\"b\"\n");
  store.add(process, 1796028760'000'000'000, {.vm_size = Kib(10), .rss = Kib(5), .shared = {}, .data = {}});
  store.add(process, 1796028760'500'000'000, {.vm_size = {}, .rss = Kib(6), .shared = {}, .data = {}});
  write(store);
  EXPECT_EQ(exported(path_, {}),
            "time,host,pid,escaped_name,vm_size_kib,rss_kib,shared_kib,data_kib,swap_kib\n"
            "2026-11-30T08:52:40Z,alpha,7,\"a,\"\"b\"\"\\x0A\",10,5,,,\n"
            "2026-11-30T08:52:40.500000Z,alpha,7,\"a,\"\"b\"\"\\x0A\",,6,,,\n");
  EXPECT_EQ(exported(path_, {.format = ExportFormat::kMemorytools, .has_plain_names = true}),
            "Process ID,Process Name,Time,Memory Usage\n"
            "7,\"a,\"\"b\"\"\n\",2026-11-30 08:52:40,10240\n");
  EXPECT_EQ(exported(path_, {.format = ExportFormat::kJsonl}),
            "{\"time\":\"2026-11-30T08:52:40Z\",\"host\":\"alpha\",\"pid\":7,\"name\":\"a,\\\"b\\\"\\\\x0A\","
            "\"vm_size_bytes\":10240,\"rss_bytes\":5120,\"shared_bytes\":null,\"data_bytes\":null,\"swap_"
            "bytes\":null}\n"
            "{\"time\":\"2026-11-30T08:52:40.500000Z\",\"host\":\"alpha\",\"pid\":7,\"name\":\"a,"
            "\\\"b\\\"\\\\x0A\","
            "\"vm_size_bytes\":null,\"rss_bytes\":6144,\"shared_bytes\":null,\"data_bytes\":null,\"swap_"
            "bytes\":null}\n");
}

TEST(ParseExportFormat, SaysWhichThereAre) {
  EXPECT_TRUE(
      has(user_error([] { static_cast<void>(parse_export_format("xml")); }), "csv, memorytools and jsonl"));
}

}  // namespace
}  // namespace tidemark
