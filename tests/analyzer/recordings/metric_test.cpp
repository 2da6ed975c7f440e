#include "analyzer/recordings/metric.hpp"

#include <gtest/gtest.h>

#include "common/error.hpp"

namespace tidemark {
namespace {

using Metrics = std::vector<Metric>;

TEST(ParseMetrics, OfAListAreEachOnceAndInOrder) {
  EXPECT_EQ(parse_metrics("rss"), Metrics{Metric::kRss});
  EXPECT_EQ(parse_metrics("data,vm_size,data"), (Metrics{Metric::kVmSize, Metric::kData}));
  EXPECT_EQ(parse_metrics("virt,res"), (Metrics{Metric::kVmSize, Metric::kRss})) << "as top calls them";
  EXPECT_EQ(parse_metrics("all"), Metrics(kAllMetrics.begin(), kAllMetrics.end()));
}

TEST(ParseMetrics, WhatIsNoneIsRefused) {
  for (const char* list : {"", "rss,", ",rss", "rss anon", "RSS", "heap", "rss,all"}) {
    EXPECT_THROW(static_cast<void>(parse_metrics(list)), UserError) << list;
  }
}

TEST(FormatAmount, ANumberOfProcessesIsNoSize) {
  EXPECT_EQ(format_amount(Metric::kCount, 2048.0), "2048");
  EXPECT_EQ(format_amount(Metric::kRss, 2048.0), "2.00 KiB");
}

}  // namespace
}  // namespace tidemark
