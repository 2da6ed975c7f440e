#include "recorder/stacks/told_process.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <filesystem>

#include "tests/recorder/stacks/told_process_fixture.hpp"
#include "tests/support/files.hpp"

namespace tidemark {
namespace {

using namespace std::chrono_literals;
using testing::ToldProcessTest;

// This process's own code, and some that it maps beside it.
class ToldOwnProcess : public ToldProcessTest {
 protected:
  void TearDown() override {
    if (module_ != nullptr) munmap(module_, 4096);
  }
  static std::uint64_t own_code() { return reinterpret_cast<std::uint64_t>(&parse_mappings); }
  // Maps a new file to run, and returns where.
  std::uint64_t map_module(std::string_view name) {
    const std::string path = std::filesystem::canonical(directory_.path()) / name;
    testing::write_bytes(path, std::string(4096, 'x'));
    const Descriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
    module_ = mmap(nullptr, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE, file.number(), 0);
    return reinterpret_cast<std::uint64_t>(module_);
  }
  [[nodiscard]] bool may_map_to_run() {
    return map_module("probe") != reinterpret_cast<std::uint64_t>(MAP_FAILED);
  }

  const testing::TemporaryDirectory directory_;
  void* module_ = nullptr;
};

TEST_F(ToldOwnProcess, ItsModulesAreToldWithTheirFiles) {
  EXPECT_FALSE(told_.image());
  EXPECT_TRUE(tell(own_code(), 1s));
  const auto sent = tellings();
  ASSERT_EQ(sent.size(), 1U);
  EXPECT_EQ(sent[0].message.process, 3U);
  EXPECT_TRUE(sent[0].message.begins);
  EXPECT_FALSE(sent[0].message.has_code_map);
  EXPECT_EQ(sent[0].files, sent[0].message.modules.size());
  EXPECT_EQ(told_.image(), 3U);
  EXPECT_EQ(next_image_, 4U);
  EXPECT_EQ(told_.tellings(), 1U);
  ASSERT_EQ(told_.modules().size(), sent[0].message.modules.size());
  bool has_own_code = false;
  for (std::size_t i = 0; i < sent[0].files; ++i) {
    const MappedModule& module = sent[0].message.modules[i];
    EXPECT_EQ(told_.modules()[i], module.path);
    const Mapping* mapping = find_mapping(told_.mappings(), module.start);
    ASSERT_TRUE(mapping);
    EXPECT_TRUE(mapping->is_executable);
    EXPECT_EQ(mapping->end - mapping->start, module.length);
    EXPECT_EQ(mapping->offset, module.offset);
    has_own_code = has_own_code || (own_code() >= module.start && own_code() < module.start + module.length);
  }
  EXPECT_TRUE(has_own_code);
}

TEST_F(ToldOwnProcess, CodeThatWasToldIsNotLookedForAgain) {
  EXPECT_TRUE(tell(own_code(), 1s));
  EXPECT_TRUE(tell(own_code(), 10s));
  EXPECT_EQ(tellings().size(), 1U);
}

TEST_F(ToldOwnProcess, OtherCodeIsLookedForOnceASecond) {
  if (!may_map_to_run()) GTEST_SKIP() << "files for tests may not be mapped to run here";
  EXPECT_TRUE(tell(own_code(), 5s));
  EXPECT_EQ(tellings().size(), 1U);
  const std::uint64_t added = map_module("added");
  EXPECT_TRUE(tell(added, 5999ms)) << "what is known of it serves meanwhile";
  EXPECT_TRUE(tellings().empty());
  EXPECT_TRUE(tell(added, 6s));
  const auto sent = tellings();
  ASSERT_EQ(sent.size(), 1U);
  EXPECT_EQ(sent[0].message.process, 3U) << "under the same number";
  EXPECT_TRUE(sent[0].message.begins);
  EXPECT_EQ(next_image_, 4U);
  EXPECT_EQ(told_.tellings(), 2U);
  const auto& modules = sent[0].message.modules;
  EXPECT_TRUE(std::any_of(modules.begin(), modules.end(),
                          [&](const MappedModule& module) { return module.start == added; }));
}

// As the code that a virtual machine has made: it would have the same files read again and again.
TEST_F(ToldOwnProcess, ModulesAsTheyWereAreNotToldAgain) {
  EXPECT_TRUE(tell(1, 1s));
  EXPECT_TRUE(tell(1, 10s));
  EXPECT_EQ(tellings().size(), 1U);
  EXPECT_EQ(told_.tellings(), 1U);
  told_.doubt();
  EXPECT_TRUE(tell(own_code(), 20s));
  EXPECT_TRUE(tellings().empty());
}

TEST_F(ToldOwnProcess, DoubtHasOtherModulesToldThoughTheCodeIsKnown) {
  if (!may_map_to_run()) GTEST_SKIP() << "files for tests may not be mapped to run here";
  EXPECT_TRUE(tell(own_code(), 1s));
  static_cast<void>(map_module("added"));
  told_.doubt();
  EXPECT_TRUE(tell(own_code(), 1500ms));
  EXPECT_EQ(tellings().size(), 1U) << "not before a second has passed";
  EXPECT_TRUE(tell(own_code(), 2s));
  EXPECT_EQ(tellings().size(), 1U);
  static_cast<void>(map_module("more"));
  EXPECT_TRUE(tell(own_code(), 10s));
  EXPECT_TRUE(tellings().empty()) << "there is no doubt any more";
}

TEST_F(ToldOwnProcess, AnotherProgramIsToldAtOnceUnderTheSameNumber) {
  EXPECT_TRUE(tell(own_code(), 1s));
  told_.begin_anew();
  EXPECT_EQ(told_.image(), 3U);
  EXPECT_TRUE(told_.mappings().empty());
  EXPECT_TRUE(tell(own_code(), 1100ms));
  const auto sent = tellings();
  ASSERT_EQ(sent.size(), 2U);
  EXPECT_EQ(sent[1].message.process, 3U);
  EXPECT_EQ(told_.tellings(), 2U);
}

TEST_F(ToldOwnProcess, WhatIsForgottenIsToldUnderAnotherNumber) {
  EXPECT_TRUE(tell(own_code(), 1s));
  told_.forget();
  EXPECT_FALSE(told_.image());
  EXPECT_TRUE(tell(own_code(), 1100ms));
  const auto sent = tellings();
  ASSERT_EQ(sent.size(), 2U);
  EXPECT_EQ(sent[1].message.process, 4U);
  EXPECT_EQ(told_.image(), 4U);
}

TEST_F(ToldOwnProcess, WhatAnUnwinderDoesNotTakeIsNotTold) {
  UnwinderProcess dead(fake_.path("deaf"));
  kill(dead.pid(), SIGKILL);
  while (dead.send(encode(ForgetMessage{1})) != UnwinderProcess::Sent::kDead) continue;
  EXPECT_FALSE(told_.tell({files_, dead, next_image_}, pid_, own_code(), 1s));
  EXPECT_FALSE(told_.image());
  EXPECT_EQ(next_image_, 3U);
}

}  // namespace
}  // namespace tidemark
