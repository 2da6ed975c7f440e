#include "analyzer/growth/floors.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <random>
#include <string>

#include "tests/analyzer/growth/made_blocks.hpp"

namespace tidemark {
namespace {

using namespace testing;

constexpr std::size_t kCells = 96;
constexpr std::size_t kCount = 24;
constexpr double kNoScatter = 0.0;

GrowthFinding judge(const FloorBlocks& cells, const GrowthSettings& settings = {}) {
  return judge_floors(cells, kNoScatter, kCount, settings);
}

// The bound that a rule was held against, by the first words of its figure.
double bound_of(const GrowthFinding& finding, const std::string& words) {
  const auto found =
      std::find_if(finding.rules.begin(), finding.rules.end(),
                   [&](const AskedGrowthRule& rule) { return std::string(rule.figure).starts_with(words); });
  return found == finding.rules.end() ? std::nan("") : found->bound;
}

// Teeth of 8 MiB, each of so many cells, on a floor that rises by `rise` a tooth. The first begins at once.
FloorBlocks sawtooth(std::size_t teeth, std::size_t cells_each, double rise = 0.0) {
  const auto each = static_cast<double>(cells_each);
  return blocks_of(teeth * cells_each, [=](double i) {
    return 100.0 + rise * std::floor(i / each) + 8.0 * std::fmod(i, each) / (each - 1.0);
  });
}

TEST(IsSawtooth, FiveTroughsAreEnough) {
  EXPECT_TRUE(is_sawtooth(sawtooth(6, 8), kNoScatter, {})) << "a trough between every two teeth";
  EXPECT_FALSE(is_sawtooth(sawtooth(5, 8), kNoScatter, {}));
  GrowthSettings settings;
  settings.fewest_troughs = 4;
  EXPECT_TRUE(is_sawtooth(sawtooth(5, 8), kNoScatter, settings));
}

TEST(IsSawtooth, TeethStandOutOfTheScatter) {
  EXPECT_TRUE(is_sawtooth(sawtooth(6, 8), 1.3 * kMebibyte, {})) << "six deviations are 7.8 of 8 MiB";
  EXPECT_FALSE(is_sawtooth(sawtooth(6, 8), 1.4 * kMebibyte, {}));
}

TEST(IsSawtooth, TeethStandOutOfTheRangeAboutALine) {
  FloorBlocks cells = sawtooth(12, 8);
  EXPECT_TRUE(is_sawtooth(cells, kNoScatter, {}));
  cells.floors[50] += 30.0 * kMebibyte;
  EXPECT_FALSE(is_sawtooth(cells, kNoScatter, {})) << "8 of more than 30 MiB";
}

TEST(IsSawtooth, SmallTeethOnALargeRiseAreRounding) {
  EXPECT_TRUE(is_sawtooth(sawtooth(24, 8, 4.0), kNoScatter, {})) << "each falls by 4 of 100 MiB";
  GrowthSettings settings;
  settings.least_tooth_of_range = 0.05;
  EXPECT_FALSE(is_sawtooth(sawtooth(24, 8, 4.0), kNoScatter, settings));
}

TEST(JudgeFloors, FewTeethAreJudgedByTheirTroughs) {
  FloorBlocks cells = sawtooth(8, 12, 2.0);
  for (double& low : cells.lows) low -= 0.25 * kMebibyte;
  const GrowthFinding finding = judge(cells);
  EXPECT_TRUE(finding.sustained) << finding.reason;
  EXPECT_EQ(bound_of(finding, "Mann-Kendall"), GrowthSettings().p_value_of_troughs);
  EXPECT_EQ(bound_of(finding, "rises that make up"), GrowthSettings().fewest_rises_of_troughs);
  EXPECT_EQ(finding.rising_floors, 7U);
  EXPECT_DOUBLE_EQ(finding.end_bytes, 113.75 * kMebibyte) << "the lowest sample of the last trough";
  EXPECT_EQ(finding.window.first, 12 * kSamplesPerBlock);
  EXPECT_NEAR(finding.slope_bytes_per_second, 2.0 * kMebibyte / (12 * kBlockSeconds), 1.0);
}

TEST(JudgeFloors, TwelveTroughsAreFewAndThirteenMany) {
  EXPECT_EQ(bound_of(judge(sawtooth(13, 7, 2.0)), "Mann-Kendall"), GrowthSettings().p_value_of_troughs);
  const GrowthFinding many = judge(sawtooth(14, 7, 2.0));
  EXPECT_EQ(bound_of(many, "Mann-Kendall"), GrowthSettings().p_value);
  EXPECT_EQ(bound_of(many, "R^2"), GrowthSettings().least_r_squared_of_teeth);
}

TEST(JudgeFloors, BlocksOfManyTeethHoldOneEach) {
  const GrowthFinding finding = judge(sawtooth(16, 6, 2.0));
  EXPECT_TRUE(finding.sustained) << finding.reason;
  EXPECT_EQ(finding.rising_floors, 12U) << "0.8 of 15 troughs";
  EXPECT_NEAR(finding.growth_bytes, 24.0 * kMebibyte, 4.0 * kMebibyte) << "not the teeth's height";
}

TEST(JudgeFloors, TroughsThatHoldStillAreNoGrowth) {
  for (const std::size_t teeth : {8U, 16U}) {
    const GrowthFinding finding = judge(sawtooth(teeth, kCells / teeth));
    EXPECT_FALSE(finding.rising) << teeth << ": " << finding.reason;
  }
}

TEST(JudgeFloors, WithoutTeethTheLowerQuarterOfEachBlockCounts) {
  const GrowthFinding finding = judge(blocks_of(kCells, [](double i) { return 100.0 + i; }));
  EXPECT_TRUE(finding.sustained) << finding.reason;
  EXPECT_EQ(finding.rising_floors, kCount);
  EXPECT_EQ(bound_of(finding, "R^2"), GrowthSettings().least_r_squared);
  EXPECT_NEAR(finding.end_bytes, 192.75 * kMebibyte, 0.01 * kMebibyte) << "of 192 to 195";
}

TEST(JudgeFloors, FewCellsAreJudgedThemselves) {
  const GrowthFinding finding =
      judge_floors(blocks_of(8, [](double i) { return 100.0 + i; }), kNoScatter, kCount, {});
  EXPECT_EQ(finding.rising_floors, 8U);
  EXPECT_DOUBLE_EQ(finding.end_bytes, 107.0 * kMebibyte);
}

// A line from a part of the cells on.
FloorBlocks onset_at(double part) {
  return blocks_of(kCells, [=](double i) { return 100.0 + std::max(0.0, i - part * kCells); });
}

TEST(JudgeFloors, LongestSustainedWindowDecides) {
  struct Case {
    double onset;
    std::size_t first_cell;
  };
  for (const auto& [onset, first_cell] :
       {Case{0.3, 0}, Case{0.5, kCells / 8}, Case{0.7, kCells / 2}, Case{0.75, 2 * kCells / 3}}) {
    const GrowthFinding finding = judge(onset_at(onset));
    EXPECT_TRUE(finding.sustained) << onset << ": " << finding.reason;
    EXPECT_EQ(finding.window.first, first_cell * kSamplesPerBlock) << onset;
    EXPECT_EQ(finding.window.last, kCells * kSamplesPerBlock - 1);
  }
}

TEST(JudgeFloors, SlopeIsThatOfTheWindow) {
  constexpr double kSlope = kMebibyte / kBlockSeconds;
  EXPECT_NEAR(judge(onset_at(0.0)).slope_bytes_per_second, kSlope, 0.01 * kSlope);
  EXPECT_NEAR(judge(onset_at(0.75)).slope_bytes_per_second, kSlope, 0.2 * kSlope)
      << "less where it stood still";
}

TEST(JudgeFloors, ElseTheLongestWindowThatRisesDecides) {
  const GrowthFinding step = judge(blocks_of(kCells, [](double i) { return i < 60.0 ? 100.0 : 150.0; }));
  EXPECT_EQ(step.rule, GrowthRule::kOneStep);
  EXPECT_EQ(step.window.first, 0U);
  EXPECT_GT(step.slope_high, 0.0);
  const GrowthFinding refill = judge(blocks_of(
      kCells, [](double i) { return i < 48.0 ? 300.0 : 300.0 - 250.0 * std::exp((48.0 - i) / 12.0); }));
  EXPECT_EQ(refill.window.first, 0U) << "its later windows reach no new ground";
  EXPECT_FALSE(refill.rising);
}

TEST(JudgeFloors, SlopeIsMeasuredWhereItRisesOrIsExplained) {
  const FloorBlocks falling = blocks_of(kCells, [](double i) { return 300.0 - i; });
  EXPECT_EQ(judge(falling).slope_bytes_per_second, 0.0);
  GrowthSettings settings;
  settings.every_rule = true;
  EXPECT_NEAR(judge(falling, settings).slope_bytes_per_second, -kMebibyte / kBlockSeconds, 1.0);
}

TEST(JudgeFloors, ChanceIsThatOfEveryWindow) {
  const FloorBlocks eight = blocks_of(8, [](double i) { return 100.0 + i; });
  EXPECT_NEAR(judge_floors(eight, kNoScatter, 8, {}).p_value, 1.0 / 40320.0, 1e-12) << "too short for others";
  const FloorBlocks nine = blocks_of(9, [](double i) { return 100.0 + i; });
  EXPECT_NEAR(judge_floors(nine, kNoScatter, 9, {}).p_value, 2.0 / 362880.0, 1e-12);
}

constexpr double kHeight = 60.0;

double wave(double i, double cycles) {
  return 0.5 * kHeight * std::sin(2.0 * std::numbers::pi * cycles * i / static_cast<double>(kCells - 1));
}

FloorBlocks wave_on(double drift, double cycles = 3.5) {
  return blocks_of(kCells, [=](double i) {
    return 200.0 + drift * i / static_cast<double>(kCells - 1) + wave(i, cycles);
  });
}

std::optional<GrowthFinding> judge_less_wave(const FloorBlocks& cells) {
  return judge_without_season(cells, kNoScatter, kCount, {});
}

TEST(JudgeWithoutSeason, DriftUnderAWaveIsSustained) {
  constexpr double kDrift = 50.0;
  const auto finding = judge_less_wave(wave_on(kDrift));
  ASSERT_TRUE(finding);
  EXPECT_TRUE(finding->sustained);
  EXPECT_EQ(finding->reason, "grows throughout, under a wave");
  EXPECT_NEAR(finding->growth_bytes, kDrift * kMebibyte, 0.1 * kDrift * kMebibyte);
  EXPECT_NEAR(finding->slope_bytes_per_second, kDrift * kMebibyte / (95.0 * kBlockSeconds),
              0.01 * kDrift * kMebibyte / (95.0 * kBlockSeconds));
  EXPECT_EQ(bound_of(*finding, "R^2"), GrowthSettings().least_r_squared_without_wave);
  EXPECT_EQ(finding->window.samples, kCells * kSamplesPerBlock);
}

TEST(JudgeWithoutSeason, DriftIsNotSmallBesideTheWave) {
  EXPECT_FALSE(judge_less_wave(wave_on(0.0)));
  EXPECT_FALSE(judge_less_wave(wave_on(0.38 * kHeight)));
  EXPECT_TRUE(judge_less_wave(wave_on(0.46 * kHeight))) << "two levels of two blocks are less than all of it";
}

TEST(JudgeWithoutSeason, WaveIsLongerThanTheFewestCycles) {
  EXPECT_FALSE(judge_less_wave(wave_on(50.0, 1.5)));
  EXPECT_TRUE(judge_less_wave(wave_on(50.0, 2.5)));
}

TEST(JudgeWithoutSeason, SeriesThatDoesNotFallHasNoWave) {
  EXPECT_FALSE(judge_less_wave(blocks_of(kCells, [](double i) { return 100.0 + i; })));
  EXPECT_FALSE(judge_less_wave(
      blocks_of(kCells, [](double i) { return 100.0 + 20.0 * std::floor(4.0 * i / (kCells - 1.0)); })));
}

TEST(JudgeWithoutSeason, WaveExplainsMostOfWhatALineLeaves) {
  std::mt19937 random(7);
  std::normal_distribution<double> noise(0.0, 1.0);
  FloorBlocks calm = wave_on(80.0), noisy = calm;
  for (std::size_t i = 0; i < kCells; ++i) {
    const double off = noise(random) * kMebibyte;
    calm.floors[i] += 3.0 * off;
    noisy.floors[i] += 15.0 * off;
  }
  EXPECT_TRUE(judge_less_wave(calm));
  EXPECT_FALSE(judge_less_wave(noisy)) << "a third is noise";
}

TEST(JudgeWithoutSeason, FewCyclesMustExplainMore) {
  const auto with_noise = [](FloorBlocks cells) {
    for (std::size_t i = 0; i < kCells; ++i) cells.floors[i] += (i % 2 == 0 ? 6.5 : -6.5) * kMebibyte;
    return cells;
  };
  EXPECT_TRUE(judge_less_wave(with_noise(wave_on(80.0, 8.5)))) << "a tenth is noise";
  EXPECT_FALSE(judge_less_wave(with_noise(wave_on(80.0, 2.5))));
}

TEST(JudgeWithoutSeason, WaveStandsStillInAGapOrGoesOn) {
  constexpr double kGapCells = 30.0;
  FloorBlocks stands = wave_on(100.0), goes_on = stands;
  for (std::size_t i = 0; i < kCells; ++i) {
    const double ahead = i < kCells / 2 ? 0.0 : kGapCells;
    const auto place = static_cast<double>(i);
    stands.seconds[i] += ahead * kBlockSeconds;
    goes_on.seconds[i] = stands.seconds[i];
    goes_on.floors[i] = (200.0 + place + wave(place + ahead, 5.0)) * kMebibyte;
  }
  EXPECT_TRUE(judge_less_wave(stands));
  EXPECT_TRUE(judge_less_wave(goes_on));
  goes_on.seconds = goes_on.observed;
  EXPECT_FALSE(judge_less_wave(goes_on)) << "the gap is not known";
}

}  // namespace
}  // namespace tidemark
