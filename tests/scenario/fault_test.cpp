// Every call that changes or opens a file fails, or is the last one, in turn: of the recorder and of whatever writes files.
#include <fmt/core.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "tests/scenario/fault_fixture.hpp"

namespace tidemark {
namespace {

using namespace std::chrono_literals;
using testing::FaultPoint;
using testing::Outcome;
using testing::read_bytes;
using testing::RealProcess;
using testing::run_to_end;
using testing::sweep_faults;
using testing::Words;

constexpr int kKilled = 137;

std::string shown(const Outcome& outcome) { return fmt::format("{}: {}", outcome.status, outcome.errors); }

// Ticks in all recordings of a directory, also while they are written.
std::int64_t ticks_in(const std::string& directory) {
  std::int64_t ticks = 0;
  for (const std::string& name : testing::list_names(directory)) {
    if (!name.ends_with(".tidemark")) continue;
    try {
      ticks += testing::query_number(directory + "/" + name, "SELECT count(*) FROM tick");
    } catch (const SqliteError&) {  // not there any more, or being opened
    }
  }
  return ticks;
}

std::int64_t parts_in(const std::string& directory) {
  const auto names = testing::list_names(directory);
  return std::count_if(names.begin(), names.end(),
                       [](const auto& name) { return name.ends_with(".tidemark"); });
}

class Faults : public ::testing::Test {
 protected:
  static Words recorder_of_parts(const FaultPoint& point) {
    return {TIDEMARK_RECORDER, "run",  "--output",   point.out("r.tidemark"),
            "--interval",      "50ms", "--pid-tree", std::to_string(getpid()),
            "--max-cpu",       "100%", "--sampler",  "procfs",
            "--rotate-every",  "1s"};
  }
  static Words recorder_of_command(const FaultPoint& point) {
    return {TIDEMARK_RECORDER,
            "exec",
            "--append",
            "--output",
            point.out("r.tidemark"),
            "--interval",
            "20ms",
            "--",
            "sh",
            "-c",
            "echo >> '" + point.beside("ran") + "'; sleep 0.2; exit 7"};
  }
};

TEST_F(Faults, OfARecorderOfPartsCostATickAndNeverTheRest) {
  sweep_faults([](FaultPoint& point) {
    {
      RealProcess recorder(point.with_fault(recorder_of_parts(point)));
      static_cast<void>(testing::comes_true(
          [&] { return !recorder.is_running() || (parts_in(point.out()) > 1 && ticks_in(point.out()) > 30); },
          3s));
      recorder.send(SIGTERM);
      const int status = recorder.wait();
      if (!point.has_come()) return;
      EXPECT_TRUE(point.fault().kills() ? status == kKilled : status <= 3) << status << recorder.errors();
    }
    point.expect_sound();
    const std::int64_t before = ticks_in(point.out());
    RealProcess next({recorder_of_parts(point)});
    EXPECT_TRUE(testing::comes_true([&] { return ticks_in(point.out()) > before; })) << next.errors();
    next.send(SIGTERM);
    EXPECT_EQ(next.wait(), 0) << next.errors();
    EXPECT_EQ(next.errors().find("warning"), std::string::npos) << next.errors() << point.hit();
    point.expect_sound();
    point.expect_only({".tidemark", ".tidemark-wal", ".tidemark-shm"});
  });
}

TEST_F(Faults, OfTheRecordingOfACommandNeverChangeItsStatus) {
  sweep_faults([](FaultPoint& point) {
    const Outcome outcome = run_to_end(point.with_fault(recorder_of_command(point)));
    const bool has_run = std::filesystem::exists(point.beside("ran"));
    if (!point.has_come()) return;
    const int wanted = point.fault().kills() ? kKilled : has_run ? 7 : 125;
    EXPECT_EQ(outcome.status, wanted) << shown(outcome) << point.hit();
    point.expect_sound();
    const Outcome next = run_to_end({recorder_of_command(point)});
    EXPECT_EQ(next.status, 7) << shown(next);
    EXPECT_EQ(next.errors, "") << point.hit();
    point.expect_sound();
    point.expect_only({"r.tidemark"});
  });
}

// A command that makes files out of others.
struct Maker {
  std::function<Words(const FaultPoint&)> command;
  std::vector<std::string> made;
  std::function<bool(const std::string& path)> is_whole;
  bool replaces;  // what is there
};

class FaultsOfMakers : public Faults {
 protected:
  static void SetUpTestSuite() {
    inputs = std::make_unique<testing::TemporaryDirectory>();
    const Outcome outcome = run_to_end({{TIDEMARK_RECORDER, "exec", "--output", recording(), "--interval",
                                         "20ms", "--", TIDEMARK_SUBJECT, "heap-leak", "1"}});
    ASSERT_EQ(outcome.status, 0) << outcome.errors;
    std::string bytes = read_bytes(recording());
    constexpr std::size_t kPage = 4096;
    bytes.replace(5 * kPage, kPage, kPage, '\xFF');
    testing::write_bytes(inputs->file("damaged.tidemark"), bytes);
    std::string table = "Process ID,Process Name,Time,Memory Usage\n";
    for (int i = 10; i < 50; ++i)
      table += fmt::format("1,a,2026-11-21 09:30:{},{}\n", i, 1'000'000 + 9000 * i);
    testing::write_bytes(inputs->file("table.csv"), table);
  }
  static void TearDownTestSuite() { inputs.reset(); }
  static std::string recording() { return inputs->file("r.tidemark"); }
  static std::string input(std::string_view name) { return inputs->file(name); }

  static bool is_sound(const std::string& path) {
    return run_to_end({{TIDEMARK_ANALYZER, "info", path}}).status == 0;
  }
  static bool ends_as_it_should(const std::string& path) {
    const std::string text = read_bytes(path);
    if (path.ends_with(".json")) return nlohmann::json::accept(text);
    return text.ends_with(path.ends_with(".xml") ? "</testsuites>\n" : "</html>\n");
  }

  // Makes the files where there are none, and again where there are.
  static void sweep_maker(const Maker& maker) {
    sweep_faults([&](FaultPoint& point) {
      make(maker, point, "");
      if (!maker.replaces || !point.has_come()) return;
      for (const std::string& name : maker.made) testing::write_bytes(point.out(name), "old");
      std::filesystem::remove(point.beside("log"));
      make(maker, point, "old");
    });
  }

 private:
  static void make(const Maker& maker, const FaultPoint& point, const std::string& old) {
    const Outcome outcome = run_to_end(point.with_fault(maker.command(point)));
    if (!point.has_come()) return;
    const bool is_as_wanted = point.fault().kills()
                                  ? outcome.status == kKilled
                                  : outcome.status == 0 || (outcome.status == 2 && !outcome.errors.empty());
    EXPECT_TRUE(is_as_wanted) << shown(outcome) << point.hit();
    bool is_all_made = true;
    for (const std::string& name : maker.made) {
      const bool is_there = std::filesystem::exists(point.out(name));
      const bool is_old = is_there && read_bytes(point.out(name)) == old;
      EXPECT_TRUE(is_there || old.empty()) << name << " is lost; " << point.hit();
      EXPECT_TRUE(!is_there || is_old || maker.is_whole(point.out(name))) << name << ": " << point.hit();
      if (!is_there || is_old) is_all_made = false;
    }
    EXPECT_TRUE(outcome.status != 0 || is_all_made) << point.hit();
    if (is_all_made && !maker.replaces) return;
    const Outcome next = run_to_end({maker.command(point)});
    EXPECT_EQ(next.status, 0) << shown(next) << point.hit();
    for (const std::string& name : maker.made) EXPECT_TRUE(maker.is_whole(point.out(name))) << point.hit();
    point.expect_only(maker.made);
  }

  static std::unique_ptr<testing::TemporaryDirectory> inputs;
};

std::unique_ptr<testing::TemporaryDirectory> FaultsOfMakers::inputs;

TEST_F(FaultsOfMakers, ASnapshotIsThereWholeOrNotAtAll) {
  const auto snapshot = [](const FaultPoint& point) {
    return Words{TIDEMARK_RECORDER, "snapshot", "--output", point.out("copy.tidemark"), recording()};
  };
  sweep_maker({snapshot, {"copy.tidemark"}, is_sound, false});
}

TEST_F(FaultsOfMakers, AnImportIsThereWholeOrNotAtAll) {
  sweep_maker({[](const FaultPoint& point) {
                 return Words{TIDEMARK_ANALYZER, "import",      "--quiet",  "--force",
                              "--from",          "memorytools", "--output", point.out("made.tidemark"),
                              input("table.csv")};
               },
               {"made.tidemark"},
               is_sound,
               true});
}

TEST_F(FaultsOfMakers, WhatIsRecoveredIsThereWholeOrNotAtAll) {
  sweep_maker({[](const FaultPoint& point) {
                 return Words{TIDEMARK_ANALYZER,
                              "recover",
                              "--quiet",
                              "--force",
                              "--output",
                              point.out("made.tidemark"),
                              input("damaged.tidemark")};
               },
               {"made.tidemark"},
               is_sound,
               true});
}

TEST_F(FaultsOfMakers, ABaselineIsTheOldOrTheNewOne) {
  sweep_maker({[](const FaultPoint& point) {
                 return Words{TIDEMARK_ANALYZER,      "baseline", "build", "--quiet", "--output",
                              point.out("good.json"), recording()};
               },
               {"good.json"},
               ends_as_it_should,
               true});
}

TEST_F(FaultsOfMakers, EachReportIsTheOldOrTheNewOne) {
  sweep_maker({[](const FaultPoint& point) {
                 return Words{TIDEMARK_ANALYZER, "analyze",
                              "--quiet",         "--fail-on",
                              "never",           "--allow-insufficient",
                              "--report",        "json=" + point.out("r.json"),
                              "--report",        "junit=" + point.out("r.xml"),
                              "--report",        "html=" + point.out("r.html"),
                              recording()};
               },
               {"r.json", "r.xml", "r.html"},
               ends_as_it_should,
               true});
}

}  // namespace
}  // namespace tidemark
