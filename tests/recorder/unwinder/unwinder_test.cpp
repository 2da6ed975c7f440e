#include "recorder/unwinder/unwinder.hpp"

#include <fcntl.h>
#include <fmt/core.h>
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <optional>

#include "recorder/procfs/mappings.hpp"
#include "recorder/stacks/unwind_message.hpp"
#include "recorder/stacks/unwinder_process.hpp"
#include "tests/support/real_process.hpp"

namespace tidemark {
namespace {

using namespace std::chrono_literals;
using Sent = UnwinderProcess::Sent;

// The program itself, which is told of this process's modules.
class UnwinderTest : public ::testing::Test {
 protected:
  static constexpr std::uint32_t kProcess = 4;

  UnwinderTest() {
    const std::string maps = ProcFiles("/proc").read_file("self/maps", std::size_t{1} << 20U).value();
    for (const Mapping& mapping : parse_mappings(maps)) {
      if (!mapping.is_executable || !mapping.is_of_file()) continue;
      const bool is_own = own_code() >= mapping.start && own_code() < mapping.end;
      (is_own ? own_ : others_)
          .push_back({mapping.start, mapping.end - mapping.start, mapping.offset, mapping.path});
    }
  }
  static std::uint64_t own_code() { return reinterpret_cast<std::uint64_t>(&parse_mappings); }

  void tell(const std::vector<MappedModule>& modules, bool begins) {
    std::vector<Descriptor> files;
    std::vector<int> numbers;
    for (const MappedModule& module : modules)
      numbers.push_back(files.emplace_back(open(module.path.c_str(), O_RDONLY | O_CLOEXEC)).number());
    EXPECT_EQ(process_.send(encode(ModulesMessage{kProcess, begins, false, modules}), numbers), Sent::kYes);
  }
  // Returns what it makes of a thread that is at that place, of whose stack nothing was copied.
  std::optional<StackMessage> answer(std::uint64_t program_counter, std::uint32_t process = kProcess) {
    const SampleMessage sample{process, ++id_, program_counter, 0x7000, std::vector<std::uint64_t>(17),
                               stack_};
    EXPECT_EQ(process_.send(encode(sample)), Sent::kYes);
    EXPECT_TRUE(process_.wait(30s));
    const auto bytes = process_.receive();
    auto stack = bytes ? decode_stack(*bytes) : std::nullopt;
    EXPECT_EQ(stack.value_or(StackMessage{}).id, id_);
    return stack;
  }
  // Expects that code of this program is found in the module of that number.
  void expect_own_code(std::uint32_t module) {
    const auto stack = answer(own_code());
    ASSERT_TRUE(stack && stack->frames.size() == 1);
    EXPECT_EQ(stack->frames[0].module, module);
    EXPECT_NE(stack->frames[0].symbol.find("parse_mappings"), std::string::npos) << stack->frames[0].symbol;
  }

  UnwinderProcess process_{TIDEMARK_UNWINDER};
  std::vector<MappedModule> own_;  // with the code of this program; others_ have that of libraries
  std::vector<MappedModule> others_;
  std::vector<std::byte> stack_;
  std::uint64_t id_ = 8;
};

TEST_F(UnwinderTest, AnswersByTheModulesThatItWasTold) {
  tell(own_, true);
  expect_own_code(0);
  expect_own_code(0);
}

TEST_F(UnwinderTest, WhatDoesNotBeginAddsToWhatItKnows) {
  tell(others_, true);
  tell(own_, false);
  expect_own_code(static_cast<std::uint32_t>(others_.size()));
}

TEST_F(UnwinderTest, WhatBeginsTakesThePlaceOfWhatItKnew) {
  tell(own_, true);
  tell({}, true);
  EXPECT_EQ(answer(own_code()).value().frames, (std::vector<UnwoundFrame>{{{}, own_code(), "", ""}}));
}

TEST_F(UnwinderTest, OfAProcessThatItDoesNotKnowThereAreNoFrames) {
  tell(own_, true);
  EXPECT_TRUE(answer(own_code(), kProcess + 1).value().frames.empty());
  EXPECT_EQ(process_.send(encode(ForgetMessage{kProcess + 1})), Sent::kYes);
  expect_own_code(0);
  EXPECT_EQ(process_.send(encode(ForgetMessage{kProcess})), Sent::kYes);
  EXPECT_TRUE(answer(own_code()).value().frames.empty());
}

TEST_F(UnwinderTest, CodeThatWasMadeIsNamedByItsMap) {
  tell(own_, true);
  const Descriptor map(memfd_create("perf-1.map", MFD_CLOEXEC));
  EXPECT_EQ(write(map.number(), "1000 20 made\n", 13), 13);
  const std::vector<int> files{map.number()};
  EXPECT_EQ(process_.send(encode(ModulesMessage{kProcess, false, false, {}}), files), Sent::kYes);
  EXPECT_EQ(answer(0x1010).value().frames.at(0).symbol, "") << "a file that is not said to be a map";
  EXPECT_EQ(process_.send(encode(ModulesMessage{kProcess, false, true, {}}), files), Sent::kYes);
  EXPECT_EQ(answer(0x1010).value().frames.at(0).symbol, "made");
  EXPECT_EQ(process_.send(encode(ModulesMessage{kProcess, false, true, {}})), Sent::kYes);
  EXPECT_EQ(answer(0x1010).value().frames.at(0).symbol, "made") << "no file came with the message";
}

TEST_F(UnwinderTest, TheLargestStackComesThrough) {
  tell(own_, true);
  stack_.resize(65528);
  const auto stack = answer(own_code());
  ASSERT_TRUE(stack && !stack->frames.empty());
  EXPECT_NE(stack->frames[0].symbol.find("parse_mappings"), std::string::npos);
}

TEST_F(UnwinderTest, WhatIsNoMessageIsPassedOver) {
  tell(own_, true);
  for (const std::size_t length : {1U, 2U, 1000U})
    EXPECT_EQ(process_.send(std::vector<std::byte>(length, std::byte{0xFE})), Sent::kYes);
  expect_own_code(0);
}

TEST_F(UnwinderTest, AsManyFilesAsTheKernelPassesDoNoHarm) {
  const Descriptor file(open("/dev/null", O_RDONLY | O_CLOEXEC));
  for (const std::size_t count : {kMostModulesAMessage + 1, kMostModulesAMessage + 2, std::size_t{253}}) {
    const std::vector<int> files(count, file.number());
    EXPECT_EQ(process_.send(encode(ModulesMessage{kProcess, true, false, {}}), files), Sent::kYes);
  }
  tell(own_, true);
  expect_own_code(0);
}

TEST_F(UnwinderTest, FilesThatAreNotNeededAreClosed) {
  const Descriptor file(open("/dev/null", O_RDONLY | O_CLOEXEC));
  const auto count = [&] {
    static_cast<void>(answer(1));
    return testing::list_names(fmt::format("/proc/{}/fd", process_.pid())).size();
  };
  tell({}, true);
  if (geteuid() != 0) GTEST_SKIP() << "only root may look at what nobody has open";
  const std::size_t before = count();
  const std::vector<int> files(50, file.number());
  EXPECT_EQ(process_.send(encode(ModulesMessage{kProcess, true, false, {}}), files), Sent::kYes);
  tell({}, true);
  EXPECT_EQ(count(), before);
}

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
TEST_F(UnwinderTest, WhatItMayTakeIsBounded) {
  static_cast<void>(answer(1));
  const std::string limits = testing::read_bytes(fmt::format("/proc/{}/limits", process_.pid()));
  for (const char* limit : {"Max data size             4294967296           4294967296",
                            "Max file size             0                    0",
                            "Max core file size        0                    0"})
    EXPECT_NE(limits.find(limit), std::string::npos) << limit << " in\n" << limits;
}
#endif

// One of which this process has the other end.
class UnwinderProgram : public ::testing::Test {
 protected:
  UnwinderProgram() {
    std::array<int, 2> ends{};
    EXPECT_EQ(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends.data()), 0);
    here_ = Descriptor(ends[0]);
    there_ = Descriptor(ends[1]);
  }
  // data_bytes  that it may take
  [[nodiscard]] testing::RealProcess start(rlim_t data_bytes = RLIM_INFINITY) {
    return testing::RealProcess({{TIDEMARK_UNWINDER}, {}, {}, [this, data_bytes] {
                                   dup2(there_.number(), STDIN_FILENO);
                                   if (errors_.is_open()) dup2(errors_.number(), STDERR_FILENO);
                                   const rlimit limit{data_bytes, data_bytes};
                                   setrlimit(RLIMIT_DATA, &limit);
                                 }});
  }
  void ask() const {
    const auto bytes = encode(SampleMessage{1, 9, 0, 0, {}, {}});
    EXPECT_EQ(send(here_.number(), bytes.data(), bytes.size(), MSG_NOSIGNAL),
              static_cast<ssize_t>(bytes.size()));
  }

  Descriptor here_;
  Descriptor there_;
  Descriptor errors_;  // where it is to say what is wrong; it may write to no file
};

TEST_F(UnwinderProgram, EndsOnceTheOtherEndIsClosed) {
  auto program = start();
  ask();
  char byte = 0;
  EXPECT_GT(recv(here_.number(), &byte, 1, 0), 0);
  here_ = Descriptor();
  EXPECT_EQ(program.wait(), 0);
}

TEST_F(UnwinderProgram, EndsOnceNobodyTakesAnswers) {
  shutdown(here_.number(), SHUT_RD);
  auto program = start();
  ask();
  EXPECT_EQ(program.wait(), 1);
}

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
// How much it takes to begin differs from machine to machine: some step has it begin, and then lack memory.
TEST_F(UnwinderProgram, SaysWhyItCannotGoOn) {
  std::array<int, 2> ends{};
  ASSERT_EQ(pipe2(ends.data(), O_CLOEXEC | O_NONBLOCK), 0);
  const Descriptor said(ends[0]);
  errors_ = Descriptor(ends[1]);
  for (rlim_t kib = 64; kib < 8192; kib += 32) {
    auto program = start(kib * 1024);
    if (program.wait() != 3) continue;
    errors_ = Descriptor();
    std::string text(4096, '\0');
    text.resize(
        static_cast<std::size_t>(std::max<ssize_t>(0, read(said.number(), text.data(), text.size()))));
    EXPECT_NE(text.find("tidemark-unwinder: std::bad_alloc\n"), std::string::npos) << text;
    return;
  }
  FAIL() << "it never lacks memory";
}
#endif

}  // namespace
}  // namespace tidemark
