#include "recorder/stacks/unwind_message.hpp"

#include <gtest/gtest.h>

namespace tidemark {
namespace {

using Bytes = std::vector<std::byte>;

SampleMessage sample(std::span<const std::byte> stack) {
  return {7, 9, 0x401000, 0x7FFC0000, {1, 2, 3}, stack};
}

StackMessage stack() {
  return {9, true, {{2, 0x1000, "leak", "ab12"}, {std::nullopt, std::nullopt, "LazyCompile:*run", ""}}};
}

TEST(UnwindMessage, ModulesComeThrough) {
  const ModulesMessage message{7, false, true, {{0x400000, 0x2000, 0x1000, "/bin/p"}, {1, 2, 3, ""}}};
  const auto read = decode_modules(encode(message));
  ASSERT_TRUE(read);
  EXPECT_EQ(read->process, 7U);
  EXPECT_FALSE(read->begins);
  EXPECT_TRUE(read->has_code_map);
  ASSERT_EQ(read->modules.size(), 2U);
  EXPECT_EQ(read->modules[0].start, 0x400000U);
  EXPECT_EQ(read->modules[0].length, 0x2000U);
  EXPECT_EQ(read->modules[0].offset, 0x1000U);
  EXPECT_EQ(read->modules[0].path, "/bin/p");
}

TEST(UnwindMessage, ASampleComesThroughWithItsStack) {
  const Bytes memory{std::byte{1}, std::byte{2}, std::byte{3}};
  const Bytes bytes = encode(sample(memory));
  const auto read = decode_sample(bytes);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->id, 9U);
  EXPECT_EQ(read->program_counter, 0x401000U);
  EXPECT_EQ(read->registers, (std::vector<std::uint64_t>{1, 2, 3}));
  EXPECT_EQ(Bytes(read->stack.begin(), read->stack.end()), memory);
}

TEST(UnwindMessage, AStackComesThrough) { EXPECT_EQ(decode_stack(encode(stack())), stack()); }

TEST(UnwindMessage, WhatToForgetComesThrough) {
  EXPECT_EQ(decode_forget(encode(ForgetMessage{5}))->process, 5U);
}

TEST(UnwindMessage, OneKindIsNotTakenForAnother) {
  const Bytes bytes = encode(stack());
  EXPECT_FALSE(decode_modules(bytes));
  EXPECT_FALSE(decode_sample(bytes));
  EXPECT_FALSE(decode_forget(bytes));
  EXPECT_FALSE(decode_stack(encode(ForgetMessage{5})));
}

TEST(UnwindMessage, WhatFollowsIsRefused) {
  Bytes bytes = encode(stack());
  bytes.push_back(std::byte{0});
  EXPECT_FALSE(decode_stack(bytes));
  bytes = encode(ForgetMessage{5});
  bytes.push_back(std::byte{0});
  EXPECT_FALSE(decode_forget(bytes));
  bytes = encode(ModulesMessage{7, true, false, {}});
  bytes.push_back(std::byte{0});
  EXPECT_FALSE(decode_modules(bytes));
}

TEST(UnwindMessage, AsManyAsThereMayBeComeThrough) {
  StackMessage deep = stack();
  deep.frames.resize(kMostFrames);
  EXPECT_EQ(decode_stack(encode(deep)), deep);
  SampleMessage wide = sample({});
  wide.registers.assign(kMostRegisters, 8);
  EXPECT_EQ(decode_sample(encode(wide)).value().registers, wide.registers);
  const ModulesMessage most{7, true, false, std::vector<MappedModule>(kMostModulesAMessage)};
  EXPECT_EQ(decode_modules(encode(most)).value().modules.size(), kMostModulesAMessage);
  const ModulesMessage more{7, true, false, std::vector<MappedModule>(kMostModulesAMessage + 1)};
  EXPECT_FALSE(decode_modules(encode(more)));
}

TEST(UnwindMessage, WhatIsCutAnywhereIsRefused) {
  const Bytes bytes = encode(stack());
  for (std::size_t length = 0; length < bytes.size(); ++length)
    EXPECT_FALSE(decode_stack(std::span(bytes).first(length))) << length;
}

TEST(UnwindMessage, MoreThanThereMayBeIsRefused) {
  Bytes bytes = encode(stack());
  constexpr std::size_t kFrameCount = 1 + 8 + 1;
  bytes[kFrameCount] = std::byte{0xFF};
  EXPECT_FALSE(decode_stack(bytes));
  StackMessage deep = stack();
  deep.frames.resize(kMostFrames + 10);
  EXPECT_EQ(decode_stack(encode(deep))->frames.size(), kMostFrames);
  SampleMessage wide = sample({});
  wide.registers.resize(kMostRegisters + 1);
  EXPECT_FALSE(decode_sample(encode(wide)));
}

TEST(UnwindMessage, LongNamesAreCut) {
  const std::string path = "/" + std::string(300, 'x');
  const auto modules = decode_modules(
      encode(ModulesMessage{1, true, false, {{1, 2, 3, path}, {4, 5, 6, path.substr(0, 255)}}}));
  EXPECT_EQ(modules.value().modules.at(0).path, path.substr(0, 255));
  EXPECT_EQ(modules->modules.at(1).path, path.substr(0, 255));
  StackMessage message = stack();
  message.frames[0].symbol = std::string(4096, 'x');
  message.frames[0].build_id = std::string(100, 'a');
  const auto read = decode_stack(encode(message));
  EXPECT_EQ(read.value().frames.at(0).symbol, std::string(kMostSymbolBytes, 'x'));
  EXPECT_EQ(read->frames[0].build_id, std::string(64, 'a'));
}

}  // namespace
}  // namespace tidemark
