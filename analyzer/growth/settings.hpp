#pragma once

#include <cstddef>

namespace tidemark {

// Every threshold of growth detection, each with its reason. Shares are parts of the growth in the judged
// window.
struct GrowthSettings {
  // Work out every rule's figure, also behind one that has decided already; for explanations.
  bool every_rule = false;

  // Fewer samples than DESIGN lets be judged say nothing about a trend.
  std::size_t fewest_samples = 10;

  // Floors are taken in blocks: enough of them for a shape to be told, few enough that a block is a sample of
  // many.
  std::size_t most_cells = 96;
  std::size_t most_blocks = 24;
  std::size_t fewest_blocks = 8;
  std::size_t samples_per_block = 4;

  // A dip or bump that returns at once is put back where it lasts no longer than one part of so many of the
  // series, and stands out by this many deviations of neighbouring cells.
  std::size_t excursion_parts = 10;
  double excursion_deviations = 4.0;

  // A sawtooth is judged by its troughs once there are this many; fewer show no trend.
  std::size_t fewest_troughs = 5;
  double p_value_of_troughs = 0.02;  // five troughs, all rising
  double fewest_rises_of_troughs = 2.5;
  // With more teeth than this, blocks that each hold one serve, and blur less than single troughs do.
  std::size_t most_troughs = 12;
  double blocks_per_tooth = 0.8;
  double floor_fraction_of_teeth = 0.1;
  // A fall by this part of the range about a line, and by so many deviations of neighbouring cells, ends a
  // tooth.
  double tooth_of_range = 0.3;
  double tooth_deviations = 6.0;
  // What is smaller beside the whole range is rounding to pages, and no tooth.
  double least_tooth_of_range = 0.03;

  // A wave is taken out where it leaves no more than this of what a line leaves (of a sawtooth it leaves a
  // quarter) and this for each of its periods: two or three phases of a job resemble a wave, too. It must
  // have more periods than the fewest; and the drift must be this part of the wave's height, or it is one of
  // the wave's own longer moods.
  double season_unexplained = 0.18;
  double season_unexplained_of_cycle = 0.025;
  double season_cycles = 2.0;
  double drift_of_wave = 0.4;
  // From crest to trough a wave that explains what season_unexplained asks for is at least so many standard
  // deviations of what a line leaves: 2.5 of them for a sine, 1.8 for one that is all but square.
  double least_wave_deviations = 1.5;
  // Without a fall of this part of the rise there is no wave to look for.
  double fall_of_rise = 0.05;
  double fall_deviations = 0.5;
  // A wave falls: of the falls that drift and wave together imply, so large a part must be seen in the
  // series.
  double falls_of_wave = 0.5;
  // Real time that is longer than observed time by more than this factor has gaps that a wave may go on in.
  double clock_tolerance = 1.01;

  // The lower quarter of a block is its floor: sawtooths and spikes live above it, a dropout of a quarter
  // below it.
  double floor_fraction = 0.25;
  // A quantile of this many samples is as good as that of all; long series are thinned to it.
  std::size_t most_samples_of_floor = 64;

  // One-sided level of Mann-Kendall's test, after correction for all windows of the series.
  double p_value = 0.01;
  std::size_t windows_tried = 5;

  // Below these a rise is not looked at: some pages, or what every allocator moves by.
  double least_growth_bytes = 256.0 * 1024.0;
  double least_growth_of_level = 0.002;

  // The rise must stand out of the floors' own scatter about a line.
  double noise_deviations = 2.0;

  // A series that has fallen by a good part of what it rose may do so again.
  double drawdown_share = 0.35;
  // A series that never fell by more than this wanders only upwards: its floors need no allowance for
  // correlation.
  double monotone_share = 0.1;
  // What begins in the last part of a series is judged by itself, as if recorded from there on, where that
  // part has as many samples as fill the blocks: it must rise above all before it by nearly all of its
  // growth, and straight.
  std::size_t late_parts = 6;
  std::size_t fewest_late_samples = 96;
  double late_new_ground_share = 0.8;
  double most_growth_before_late = 0.5;  // as a part of it: what grew before as well did not begin late
  double least_r_squared_of_late = 0.95;
  // Of a later window's rise, the part that must be above all that came before it.
  double new_ground_share = 0.5;

  // Close to half of the growth in one place is a step, not a rate; noise between blocks is allowed for.
  double step_share = 0.45;
  double step_noise = 2.0;
  double step_noise_share = 0.35;
  // One step in the middle of a window leaves a line with an R^2 of three quarters, two 0.89 at best; a rate
  // does better.
  double least_r_squared = 0.85;
  // Floors of blocks that hold a tooth or two scatter by a part of a tooth.
  double least_r_squared_of_teeth = 0.7;
  // Where a wave was taken out, what is left must be straighter still.
  double least_r_squared_without_wave = 0.92;
  // The number of equal rises that the growth amounts to (its participation number): three are a job's
  // phases.
  double fewest_rises = 3.5;
  // Where most blocks stand still, rises are counted instead, each with what belongs to it.
  double rising_share = 0.5;
  std::size_t fewest_separate_rises = 4;

  // A leak adds half of its growth in the later half. A warm-up of one and a half time constants adds 0.32,
  // growth with the square root of time 0.29. A leak behind a warm-up shows in the later windows.
  double late_half_share = 0.33;
  // Growth that does not slow at all: what a series of fewer than 20 ticks must show, and a curve through few
  // floors.
  double unslowed_half_share = 0.45;
  // A quarter in the last quarter; a third of that allows a pause over the last seventh.
  double last_quarter_share = 0.085;
  // The least share of the last quarter with which a slowing series still counts as growing.
  double growing_share = 0.04;
  // A staircase may stand still for this many times its longest wait between two steps, up to a part of the
  // window.
  double longest_waits = 1.5;
  double mean_waits = 2.5;
  double longest_pause = 0.3;
  // What has not risen for this part of the window, and for longer than it waited before, has paused: it
  // reaches no limit soon. The last fourteenth of a line's growth, by blocks, takes an eighth.
  double pause_share = 0.17;
  double pause_waits = 1.2;
  // Nor may it have held still for half of the real time, gaps included: short looks that are hours apart are
  // next to nothing of the observed time. What is within this share of the growth is held still at; over one
  // gap alone a process, or its host, may have been stopped.
  double longest_real_pause = 0.5;
  double last_rise_share = 0.07;
  std::size_t fewest_gaps_held_still = 2;

  // How many times better a saturating curve must fit than a line (F ratio) for the bend to be real.
  double saturation_f = 8.0;
  // The same where there are few floors: a recording that short ends while its process is still starting up.
  double saturation_f_of_few = 3.0;
  std::size_t few_floors = 15;
  // The part of its rise that such a curve puts in its later half; above it, it is as good as a line.
  double saturation_late_half = 0.345;

  // Of the growth between the first test and the last, the part that must have come while tests ran: what
  // grows between them as well does not wait for tests, and the whole series tells of it.
  double marked_share = 0.75;
  // The rate of growth between tests, as a part of that while they run, up to which a process idles there.
  double idle_rate_share = 0.1;
  // Where that time was cut out, what is left must be straighter than where nothing was.
  double least_r_squared_without_idle = 0.92;
  // The samples of marked time that prove growth: fewer may all be start-up, unless the growth begins anew
  // with many tests.
  std::size_t fewest_marked_samples = 60;
  std::size_t fewest_marked_samples_of_many = 20;
  // One test that took memory and idles since has stopped growing.
  double fewest_rises_of_long_tests = 1.5;
};

}  // namespace tidemark
