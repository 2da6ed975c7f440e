#include "analyzer/imports/prometheus_json.hpp"

#include <gtest/gtest.h>

#include "tests/analyzer/imports/made_import.hpp"

namespace tidemark {
namespace {

using namespace testing;

std::string matrix(const std::string& metric, const std::string& values) {
  return R"({"status":"success","data":{"resultType":"matrix","result":[{"metric":)" + metric +
         R"(,"values":)" + values + "}]}}";
}

TEST(ReadPrometheus, TheSeriesOfOneProcessAreJoined) {
  const MadeImport import =
      import_text(read_bytes(std::string(TIDEMARK_IMPORT_DATA) + "/prometheus_process.json"));
  EXPECT_EQ(import.store.processes().size(), 2U);
  EXPECT_EQ(import.store.sessions().at(0).host, "host:9187");
  EXPECT_EQ(import.samples.size(), 60U);
}

TEST(ReadPrometheus, AGroupsSumIsSaidToBeOne) {
  const MadeImport import =
      import_text(read_bytes(std::string(TIDEMARK_IMPORT_DATA) + "/prometheus_groups.json"));
  EXPECT_TRUE(
      has(import.store.notes_of(0).at(0) + import.store.notes_of(0).at(1), "is the sum of its processes"));
}

TEST(ReadPrometheus, InstancesAreHosts) {
  const std::string one = R"({"metric":{"__name__":"process_resident_memory_bytes","instance":")";
  const std::string rest = R"(","job":"web"},"values":[[1,"2048"],[2,"NaN"]]})";
  const MadeImport import = import_text(R"({"status":"success","data":{"resultType":"matrix","result":[)" +
                                        one + "a" + rest + "," + one + "b" + rest + "]}}");
  ASSERT_EQ(import.store.sessions().size(), 2U);
  EXPECT_EQ(import.samples.size(), 2U);
  EXPECT_EQ(import.store.processes()[0].name, "web");
}

TEST(ReadPrometheus, TimesKeepTheirFraction) {
  const MadeImport import = import_text(
      matrix(R"({"__name__":"process_resident_memory_bytes"})", R"([[1796028760.123,"1.2e+06"]])"));
  EXPECT_EQ(import.samples.at(0).wall_ns, 1796028760123000000);
  EXPECT_EQ(import.samples.at(0).memory.rss, Kib(1172));
}

TEST(ReadPrometheus, OtherMetricsAreTakenByColumn) {
  const std::string text = matrix(R"({"__name__":"heap_mib","pod":"p"})", R"([[1,"2"],[2,"3"]])");
  EXPECT_TRUE(has(import_error(text), "--column rss=heap_mib:B")) << import_error(text);
  ImportSettings settings;
  settings.columns = {{"rss", "heap_mib", "MiB"}};
  EXPECT_EQ(import_text(text, "auto", settings).samples.at(1).memory.rss, Kib(3072));
}

TEST(ReadPrometheus, WhatIsNoMatrixIsRefused) {
  EXPECT_TRUE(has(import_error(read_bytes(std::string(TIDEMARK_IMPORT_DATA) + "/prometheus_instant.json")),
                  "ask /api/v1/query_range"));
  EXPECT_TRUE(has(import_error(R"({"status":"error"})"), "an error that Prometheus answered with"));
  EXPECT_TRUE(has(import_error(R"({"status":"succ)"), "no JSON, or not all of it"));
  EXPECT_TRUE(has(import_error("{}"), "it has no series"));
  EXPECT_TRUE(has(import_error("{\"a\":" + std::string(1000, '[')), "nested too deeply"));
}

}  // namespace
}  // namespace tidemark
