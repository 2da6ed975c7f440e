#pragma once

#include <cstddef>

namespace tidemark {

// All numbers that growth detection decides by, each with its reason; those of collected heaps are FloorSettings. Kinds named in quotes are those of tests/detection, where a
// change of a number shows; sources are those of the labelled recordings.
struct GrowthSettings {
  // Every rule is asked, also behind one that has failed already; for explanations.
  bool every_rule = false;

  // Fewer samples tell nothing. Six even steps are the fewest that beat a walk without drift at the level below.
  std::size_t fewest_samples = 6;

  // The whole series in cells this fine shows teeth, waves and excursions, and what came before a late start.
  std::size_t most_cells = 96;
  // Each part under judgement has so many cells of its own: the whole, its last half, quarter, and so on. A cell holds
  // three samples or more, so that its lower quartile is no spike ("under spikes"), but a part has a dozen cells; with
  // fewer than twice as many samples, each sample is a cell.
  std::size_t cells = 48;
  std::size_t samples_per_cell = 3;
  std::size_t fewest_cells = 12;
  std::size_t halvings = 4;
  // The whole is judged once more in few cells: one then holds a tooth or more ("collected heap", "sawtooth + drift").
  std::size_t coarse_cells = 16;
  // The floor of a cell is its lower tenth: the least is one sample's, and of the middle a tooth would be part.
  double floor_fraction = 0.1;
  // A quantile of this many samples is as good as one of all; cells of long series are thinned to it.
  std::size_t most_samples_of_floor = 32;

  // Stamps are events, and no gap is cut out, where a segment has fewer samples than this on average (otus_c).
  // Uneven stamps, by the ratio of their long steps to their short ones, are judged by count as well as by time: a heap
  // that is ever slower to fill grows evenly with its collections (otus_a).
  double samples_of_segment = 6.0;
  double uneven_steps = 3.0;

  // A smaller rise is not looked at: some pages, by which every allocator moves.
  double least_growth_bytes = 256.0 * 1024.0;
  // So many deviations are no noise: of the floors about a curve for a rise, and for a fall that gives something back;
  // of neighbouring cells for a tooth, a dip and a bump. Of normal noise one in 15,000 lies beyond.
  double noise_deviations = 4.0;

  // What was given back before may be so again: the growth must exceed the largest such rise by this factor.
  double precedent_factor = 1.3;
  // Of what rose and was kept before, as long a time counts, or a shorter one down to this part of it: with all of it two
  // containers that load alert (training_nodes), with any a start-up hides leaks ("load-driven").
  double earlier_time_share = 0.5;
  // This part of the growth must lie above all that came before it ("restart, refill").
  double new_ground_share = 0.6;

  // The growth must amount to so many equal rises (its participation number): two steps are none bound to come again.
  double fewest_rises = 3.0;
  // A leak adds half of its growth in the later half of the window and a quarter in the last quarter. A warm-up of one
  // and a half time constants adds 0.32 in the later half, a square root 0.29.
  double late_half_share = 0.36;
  double last_quarter_share = 0.1;
  // R^2 of a line through what was held: two steps reach 0.89 at best.
  double least_r_squared = 0.93;
  // The F by which a curve that slows down must fit better than a line.
  double curve_f = 8.0;

  // A window begins where it has risen by this part of its growth.
  double onset_share = 0.02;

  // Level of the drift against a walk without one, after correction for all starts and parts that are looked at. On
  // walks of 60 to 3000 steps, correlated up to .5, the whole procedure then alerts at most .01.
  double p_value = 0.015;
  // Correlation of neighbouring steps is taken for larger than seen, by so many standard errors: noise makes
  // it look smaller in the starts that look best.
  double correlation_margin = 1.5;

  // A fall by this part of the range about a line ends a tooth. Five troughs are the fewest that show a trend.
  double tooth_of_range = 0.3;
  std::size_t fewest_troughs = 5;
  // A dip or bump that returns at once is put back where it takes at most one of so many parts of the series
  // ("transient drop").
  std::size_t excursion_parts = 10;
  // It ends at most these parts of its depth below and above where it began, or it is a fall or a rise. More than so many
  // are how the series is ("spikes").
  double excursion_below = 0.1;
  double excursion_above = 0.5;
  std::size_t most_excursions = 2;
  // A wave of more cycles than this is taken out where it leaves at most the first part of what a line leaves, and at
  // most the second part times its cycles, for two or three phases of a job resemble a wave. The drift must be at
  // least the third part of the wave's height.
  // With fewer cells a cycle than these no wave shows.
  double wave_cycles = 2.0;
  std::size_t cells_of_cycle = 5;
  double wave_unexplained = 0.18;
  double wave_unexplained_of_cycle = 0.025;
  double drift_of_wave = 0.4;

  // What stays within this part of its growth below its last level, the middle one of so many cells, stands still.
  double still_share = 0.07;
  std::size_t cells_of_end = 3;
  // An alert lasts through a pause shorter than the first part of the time in which it grew, or than so many times the
  // second longest of the earlier pauses after which it grew on: one alone is no habit ("worker jobs").
  double pause_of_growth = 0.25;
  double pause_of_pause = 1.5;
  // Growth has stopped where the series stood still for this part of real time, recording gaps too: short looks far
  // apart take no observed time ("grown, rarely seen").
  double real_pause = 0.5;

  // In marked time, this part of the growth must have come while tests ran, and the process must grow between tests at
  // up to this part of its rate in tests. Fewer samples than these may all be start-up.
  double marked_share = 0.75;
  double idle_rate_share = 0.1;
  std::size_t fewest_marked_samples = 60;
  std::size_t fewest_marked_samples_of_many = 20;
  double fewest_rises_of_long_tests = 1.5;
};

}  // namespace tidemark
