#include "analyzer/evidence/symptoms.hpp"

#include <gtest/gtest.h>

#include <functional>

namespace tidemark {
namespace {

constexpr double kMebibyte = 1048576.0;
using Names = std::vector<std::string>;
using Shape = std::function<double(double second)>;

// Owns what a Measure shows: one value each `interval` seconds, for 1200 s.
struct Values {
  explicit Values(const Shape& shape, double interval = 1.0) {
    for (double second = 0.0; second <= 1200.0; second += interval) {
      seconds.push_back(second);
      values.push_back(shape(second));
    }
  }
  operator Measure() const { return {seconds, values}; }  // NOLINT: a view of itself

  std::vector<double> seconds;
  std::vector<double> values;
};

Names names_of(const SymptomEvidence& evidence, double begin = 0.0, double end = 1200.0) {
  Names names;
  for (const Symptom& symptom : find_symptoms(evidence, begin, end)) names.push_back(symptom.name);
  return names;
}

Shape flat(double mebibytes) {
  return [=](double) { return mebibytes * kMebibyte; };
}
Shape line(double mebibytes, double per_second) {
  return [=](double second) { return (mebibytes + per_second * second) * kMebibyte; };
}

TEST(FindSymptoms, WhatWasNotRecordedSaysNothing) {
  EXPECT_TRUE(names_of({}).empty());
  const Values growing(line(100, 1));
  EXPECT_TRUE(names_of({.vm_size = growing, .growing = growing}).empty());
}

TEST(FindSymptoms, RssHasToStayAboveItsBaselineForFiveMinutes) {
  const auto risen_for = [](double seconds) {
    return
        [=](double second) { return (second > 400 && second <= 401 + seconds ? 120.0 : 100.0) * kMebibyte; };
  };
  const Values longer(risen_for(300)), shorter(risen_for(298));
  EXPECT_EQ(names_of({.rss = longer}), Names{"rss_above_baseline"});
  EXPECT_TRUE(names_of({.rss = shorter}).empty());
  EXPECT_TRUE(names_of({.rss = longer}, 0.0, 600.0).empty());
  const Values still([](double second) { return 100 * kMebibyte + (second > 400 ? 4096.0 : 0.0); });
  EXPECT_TRUE(names_of({.rss = still}).empty());
}

TEST(FindSymptoms, ANoisyBaselineNeedsMore) {
  const auto noisy = [](double second) {
    const double noise = static_cast<int>(second) % 2 == 0 ? -10.0 : 10.0;
    return (second > 400 ? 120.0 : 100.0 + noise) * kMebibyte;
  };
  EXPECT_TRUE(names_of({.rss = Values(noisy)}).empty());
}

TEST(FindSymptoms, VmSizeThatGrowsTwiceAsFastAsRss) {
  const Values vm_size(line(500, 1.0));
  EXPECT_EQ(names_of({.rss = Values(flat(100)), .vm_size = vm_size}), Names{"vm_size_outgrows_rss"});
  EXPECT_EQ(names_of({.rss = Values(line(100, 0.45)), .vm_size = vm_size}).back(), "vm_size_outgrows_rss");
  EXPECT_EQ(names_of({.rss = Values(line(100, 0.55)), .vm_size = vm_size}), Names{"rss_above_baseline"});
  EXPECT_TRUE(names_of({.rss = Values(flat(100)), .vm_size = Values(line(500, 0.0005))}).empty());
}

TEST(FindSymptoms, FaultsHaveToBeManyForAMinute) {
  const auto faults_for = [](double seconds) {
    return Values([=](double second) { return 2000.0 * std::min(std::max(0.0, second - 300.0), seconds); });
  };
  EXPECT_EQ(names_of({.faults = faults_for(70)}), Names{"many_faults"});
  EXPECT_TRUE(names_of({.faults = faults_for(45)}).empty());
  EXPECT_TRUE(names_of({.faults = faults_for(70)}, 400, 1200).empty());
  EXPECT_TRUE(names_of({.faults = Values([](double second) { return 990.0 * second; })}).empty());
  // One great burst is many faults in a minute, and not sustained.
  EXPECT_TRUE(names_of({.faults = Values([](double second) { return second > 300 ? 5e6 : 0.0; })}).empty());
}

TEST(FindSymptoms, FaultsAreCountedAtAnyInterval) {
  const auto shape = [](double second) { return 2000.0 * second; };
  for (const double interval : {0.1, 1.0, 30.0}) {
    EXPECT_EQ(names_of({.faults = Values(shape, interval)}), Names{"many_faults"}) << interval;
  }
}

TEST(FindSymptoms, ACounterThatBeginsAnewIsNoFall) {
  const auto again = [](double second) { return 2000.0 * (second < 600 ? second : second - 600); };
  EXPECT_EQ(names_of({.faults = Values(again)}), Names{"many_faults"});
}

TEST(FindSymptoms, PressureAboveATenthForAMinute) {
  EXPECT_EQ(names_of({.pressure = Values([](double second) { return 0.12 * second; })}),
            Names{"memory_pressure"});
  EXPECT_TRUE(names_of({.pressure = Values([](double second) { return 0.09 * second; })}).empty());
}

TEST(FindSymptoms, MemAvailableThatFallsWithTheGrowth) {
  const Values growing(line(100, 1.0));
  EXPECT_EQ(names_of({.growing = growing, .mem_available = Values(line(8000, -1.1))}),
            Names{"mem_available_falls"});
  EXPECT_TRUE(names_of({.growing = growing, .mem_available = Values(line(8000, -0.3))}).empty());
  EXPECT_TRUE(names_of({.growing = growing, .mem_available = Values(line(8000, -4.5))}).empty());
  EXPECT_TRUE(names_of({.growing = growing, .mem_available = Values(line(8000, 1.0))}).empty());
  const Values wild([](double second) {
    return (8000.0 - second + (static_cast<int>(second) % 2 == 0 ? 2000.0 : -2000.0)) * kMebibyte;
  });
  EXPECT_TRUE(names_of({.growing = growing, .mem_available = wild}).empty());
}

// Counted once before the window, and in it where something had changed.
TEST(FindSymptoms, DescriptorsAndThreadsThatBecomeMore) {
  const auto counted = [](double before, double after) {
    return Values([=](double second) { return second < 600 ? before : after; }, 500.0);
  };
  const Values more = counted(12, 4012), few = counted(12, 20), part = counted(1000, 1200);
  EXPECT_EQ(names_of({.descriptors = more}, 300, 1100), Names{"more_descriptors"});
  EXPECT_EQ(names_of({.threads = more}, 300, 1100), Names{"more_threads"});
  EXPECT_TRUE(names_of({.descriptors = few}).empty());
  EXPECT_TRUE(names_of({.descriptors = part}).empty());
  EXPECT_TRUE(names_of({.descriptors = more}, 1050, 1200).empty());
  EXPECT_EQ(find_symptoms({.descriptors = more}, 300, 1100).at(0).text, "open descriptors 12 -> 4012");
}

TEST(FindSymptoms, TheTextHasTheFigures) {
  const Values pressure([](double second) { return 0.12 * second; });
  const auto symptoms = find_symptoms({.pressure = pressure}, 0, 1200);
  ASSERT_EQ(symptoms.size(), 1U);
  EXPECT_EQ(symptoms[0].text, "memory pressure of the machine (PSI some) above 10 % for 20 m 0 s");
}

}  // namespace
}  // namespace tidemark
