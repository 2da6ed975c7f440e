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
  StackMessage message = stack();
  message.frames[0].symbol = std::string(4096, 'x');
  EXPECT_EQ(decode_stack(encode(message))->frames[0].symbol.size(), kMostSymbolBytes);
}

}  // namespace
}  // namespace tidemark
