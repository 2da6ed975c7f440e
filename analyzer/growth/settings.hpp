#pragma once

#include <cstddef>

namespace tidemark {

// The thresholds of the rules of growth detection, each with its reason. Shares are parts of the growth in
// the judged window. Constants of a measure or a fit stand beside its formula: in shape.cpp, saturation.cpp,
// season.cpp, floors.cpp and lives/exit_fall.hpp.
struct GrowthSettings {
  // Every rule is asked, also behind one that has decided already; for explanations.
  bool every_rule = false;

  // Fewer samples tell nothing about a trend; --min-ticks has this default, and may not be lower.
  std::size_t fewest_samples = 10;

  // Floors are taken in blocks: enough of them to show a shape, few enough that a block holds several
  // samples.
  std::size_t most_cells = 96;
  std::size_t most_blocks = 24;
  std::size_t fewest_blocks = 8;
  std::size_t samples_per_block = 4;

  // A dip or bump that returns at once is put back where it takes at most one of this many parts of the
  // series, and stands out by this many deviations of neighbouring cells.
  std::size_t excursion_parts = 10;
  double excursion_deviations = 4.0;

  // A sawtooth is judged by its troughs once there are this many; fewer show no trend.
  std::size_t fewest_troughs = 5;
  double p_value_of_troughs = 0.02;  // five troughs, all rising
  double fewest_rises_of_troughs = 2.5;
  // With more teeth than this, blocks that each hold one tooth or more serve, and scatter less than single
  // troughs.
  std::size_t most_troughs = 12;
  double blocks_per_tooth = 0.8;
  double floor_fraction_of_teeth = 0.1;
  // A fall by this part of the range about a line, and by so many deviations of neighbouring cells, ends a
  // tooth.
  double tooth_of_range = 0.3;
  double tooth_deviations = 6.0;
  // A fall by less than this part of the whole range is rounding to pages, and ends no tooth.
  double least_tooth_of_range = 0.03;

  // A wave is taken out where it leaves at most the first part of what a line leaves (it leaves a quarter of
  // a sawtooth), and at most the second part times its periods, for two or three phases of a job resemble a
  // wave, too. It must have more than the fewest cycles; and the drift must be at least this part of the
  // wave's height, for a smaller one may be a slower wave.
  double season_unexplained = 0.18;
  double season_unexplained_of_cycle = 0.025;
  double season_cycles = 2.0;
  double drift_of_wave = 0.4;
  // A wave that explains what season_unexplained asks for has a height, from trough to crest, of at least
  // this many standard deviations of what a line leaves: 2.5 for a sine, 1.8 for a wave that is nearly
  // square.
  double least_wave_deviations = 1.5;
  // Without a fall of this part of the rise, and of this many deviations of neighbouring cells, there is no
  // wave to look for.
  double fall_of_rise = 0.05;
  double fall_deviations = 0.5;
  // A wave falls: falls of this part of the largest one that drift and wave imply together must be seen in
  // the series.
  double falls_of_wave = 0.5;
  // Where real time is longer than observed time by more than this factor, a wave may go on within the gaps.
  double clock_tolerance = 1.01;

  // The floor of a block is its lower quartile: sawtooths and spikes lie above it, and a dropout of up to a
  // quarter of the samples below it.
  double floor_fraction = 0.25;
  // A quantile of this many samples is as good as one of all; blocks of long series are thinned to it.
  std::size_t most_samples_of_floor = 64;

  // One-sided level for Mann-Kendall's p, after correction for all windows of the series: at most this many.
  double p_value = 0.01;
  std::size_t windows_tried = 5;

  // A smaller rise is not looked at: some pages, by which every allocator moves.
  double least_growth_bytes = 256.0 * 1024.0;
  double least_growth_of_level = 0.002;

  // The rise must be at least this many deviations of the floors about a line.
  double noise_deviations = 2.0;

  // A series that has fallen by a good part of what it rose may do so again.
  double drawdown_share = 0.35;
  // A series that never fell by more than this only wanders upwards: its floors need no allowance for
  // correlation.
  double monotone_share = 0.1;
  // Growth that begins in the last one of this many parts of a series is judged by itself, as if recording
  // began there, where that part has enough samples to fill the blocks. It must rise above all that came
  // before it by nearly all of its growth, and straight.
  std::size_t late_parts = 6;
  std::size_t fewest_late_samples = 96;
  double late_new_ground_share = 0.8;
  double most_growth_before_late = 0.5;  // as a part of it: a series that grew before as well began earlier
  double least_r_squared_of_late = 0.95;
  // This part of a later window's rise must lie above all that came before it.
  double new_ground_share = 0.5;

  // Nearly half of the growth in one place is a step, not a rate. Noise between blocks is taken off the
  // largest step: this many deviations, up to this part of the growth.
  double step_share = 0.45;
  double step_noise = 2.0;
  double step_noise_share = 0.35;
  // A line through one step in the middle of a window has an R^2 of three quarters, through two steps 0.89 at
  // best; a rate does better.
  double least_r_squared = 0.85;
  // The floors of blocks that hold a tooth or two scatter by a part of a tooth.
  double least_r_squared_of_teeth = 0.7;
  // Where a wave was taken out, what is left must be straighter still.
  double least_r_squared_without_wave = 0.92;
  // The growth must amount to this many equal rises (its participation number): three are the phases of a
  // job.
  double fewest_rises = 3.5;
  // Where fewer blocks rise than this, separate rises are counted as well, neighbouring ones as one.
  double rising_share = 0.5;
  std::size_t fewest_separate_rises = 4;

  // A leak adds half of its growth in the later half of a window. A warm-up of one and a half time constants
  // adds 0.32, growth with the square root of time 0.29. A leak behind a warm-up shows in the later windows.
  double late_half_share = 0.33;
  // Growth in the later half that does not slow at all. It is asked where floors have to prove a leak that
  // too few ticks cannot (--leak-floors), and of a curve through few floors.
  double unslowed_half_share = 0.45;
  // A leak adds a quarter of its growth in the last quarter; a third of that allows a pause over the last
  // seventh of the window.
  double last_quarter_share = 0.085;
  // The least share of the last quarter with which a slowing series still counts as growing.
  double growing_share = 0.04;
  // A staircase may stand still for this many times its longest wait between two steps, and this many times
  // the mean one, up to this part of the window.
  double longest_waits = 1.5;
  double mean_waits = 2.5;
  double longest_pause = 0.3;
  // A series that has not risen for more than this part of the window, and for more than this many times its
  // longest wait, has paused: no line tells when it reaches a limit. The last 7 % of a line's growth take an
  // eighth of the window, by blocks.
  double pause_share = 0.17;
  double pause_waits = 1.2;
  // Growth has stopped where the series held still for more than half of the real time, gaps included: short
  // looks that are hours apart take next to no observed time. Values within this share of the growth count as
  // still. Over one gap alone the process, or its host, may have been stopped, so it takes at least this many
  // gaps.
  double longest_real_pause = 0.5;
  double last_rise_share = 0.07;
  std::size_t fewest_gaps_held_still = 2;

  // The F by which a saturating curve must fit better than a line for the bend to be real.
  double saturation_f = 8.0;
  // The same for few floors: so short a recording may end while its process is still starting up.
  double saturation_f_of_few = 3.0;
  std::size_t few_floors = 15;
  // A curve that has this part of its rise or more in its later half is as good as a line.
  double saturation_late_half = 0.345;

  // This part of the growth in a window of marked time must have come while tests ran. Memory that grows
  // between them as well does not depend on tests, and the whole series shows it.
  double marked_share = 0.75;
  // A process idles between tests where it grows there at up to this part of its rate while tests run.
  double idle_rate_share = 0.1;
  // Where the time between tests was cut out, the rest must be straighter than a whole series.
  double least_r_squared_without_idle = 0.92;
  // Growth in marked time is proven by this many samples. Fewer may all be start-up, unless the growth begins
  // anew with many tests.
  std::size_t fewest_marked_samples = 60;
  std::size_t fewest_marked_samples_of_many = 20;
  // The rises in tests must amount to more than one: a test that took memory once and idles since has
  // stopped.
  double fewest_rises_of_long_tests = 1.5;
};

}  // namespace tidemark
