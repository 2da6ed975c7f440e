#pragma once

#include <cstddef>

namespace tidemark {

// Every threshold of comparisons with earlier runs, each with its reason.
struct BaselineSettings {
  // One-sided level at which a program departs, for all tests of it together: of four metrics the level and
  // the growth. Against the usual and the oldest runs it is nearly the same test.
  double p_value = 0.01;
  std::size_t comparisons = 8;

  // What is taken for the deviation between runs until runs show it: the level of an unchanged program
  // differs by 1 to 3 % (load order, allocator, page cache), of a small one by some pages of shared
  // libraries; the growth by a tenth, and by a little of the level however still it stands. It counts as much
  // as this many degrees of freedom, so that a single run can be compared with and ten runs speak for
  // themselves.
  double level_deviation = 0.02;
  double growth_deviation = 0.1;
  double growth_deviation_of_level = 0.005;
  double least_deviation_bytes = 128.0 * 1024.0;
  double expected_weight = 4.0;
  // A deviation by medians is worth about this part of its runs.
  double weight_of_run = 0.5;

  // What is certain but smaller than this is no change to tell of: DESIGN's bounds of a leak for the level;
  // for the growth in one run less, because it goes on.
  double least_change_bytes = 1048576.0;
  double least_change_of_level = 0.1;
  double least_growth_of_level = 0.02;

  // How many threads meet in malloc decides how many arenas it reserves, and differs from run to run: VmSize
  // that is higher by whole reservations (64-bit glibc's HEAP_MAX), no more than one core may have, while
  // data and anon are as before, is no change of the program.
  double arena_bytes = 65536.0 * 1024;
  double most_arenas = 8.0;

  // The oldest runs that stand for where it began: one of few, so that a step between them does not hide.
  std::size_t oldest_runs = 3;

  // What good runs showed, for lowering a finding: here doubt must not excuse, so the bound is no interval
  // but the highest of them, unless it stands out by so many deviations (a bad run among good ones), and
  // somewhat more.
  double shown_deviations = 3.0;
  double slope_above_shown = 0.25;
  double level_above_shown = 0.1;
  // With fewer good runs a finding is lowered to suspect, not to clean.
  std::size_t runs_for_clean = 3;
};

}  // namespace tidemark
