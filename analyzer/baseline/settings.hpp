#pragma once

#include <cstddef>

namespace tidemark {

// The thresholds of comparisons with earlier runs, each with its reason.
struct BaselineSettings {
  // One-sided level at which a program departs, for all comparisons of it together: of the level and the
  // growth of four metrics. Comparing the level with the usual and with the oldest runs is nearly one
  // comparison.
  double p_value = 0.01;
  std::size_t comparisons = 8;

  // The deviation between runs that is expected until runs show it. The level of an unchanged program differs
  // by 1 to 3 % (load order, allocator, page cache), that of a small one by some pages of shared libraries;
  // the growth by a tenth, and by a little of the level however still it stands. The expected deviation
  // counts as much as this many degrees of freedom, so that a single run can be compared with and ten runs
  // outweigh it.
  double level_deviation = 0.02;
  double growth_deviation = 0.1;
  double growth_deviation_of_level = 0.005;
  double least_deviation_bytes = 128.0 * 1024.0;
  double expected_weight = 4.0;
  // A deviation by medians has about this part of its runs as degrees of freedom.
  double weight_of_run = 0.5;

  // A smaller change is none to tell of, however certain. For the level the bounds are those of a leak
  // (--min-growth, --min-growth-share); for the growth in one run the bound is lower, because growth goes on.
  double least_change_bytes = 1048576.0;
  double least_change_of_level = 0.1;
  double least_growth_of_level = 0.02;

  // The number of threads that meet in malloc decides how many arenas it reserves, and differs from run to
  // run. VmSize that is higher by whole reservations (64-bit glibc's HEAP_MAX), no more than one core may
  // have, while data and anon are as before, is no change of the program.
  double arena_bytes = 65536.0 * 1024;
  double most_arenas = 8.0;

  // This many of the oldest runs stand for the beginning: half of few runs, so that a step among them does
  // not hide.
  std::size_t oldest_runs = 3;

  // A finding is held at what good runs showed. Doubt must not excuse, so the bound is no interval but the
  // highest of the runs, at most this many deviations above their median (a bad run among good ones does not
  // count), and somewhat more.
  double shown_deviations = 3.0;
  double slope_above_shown = 0.25;
  double level_above_shown = 0.1;
  // With fewer good runs a finding is held at suspect, not at clean.
  std::size_t runs_for_clean = 3;
};

}  // namespace tidemark
