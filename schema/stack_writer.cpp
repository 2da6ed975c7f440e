#include "schema/stack_writer.hpp"

#include <fmt/format.h>

#include <utility>

namespace tidemark {
namespace {

// Together a few hundred KiB.
constexpr std::size_t kMostFramesKept = 4096;
constexpr std::size_t kMostStacksKept = 1024;

std::optional<RowId> take_id(Statement& statement) {
  std::optional<RowId> id;
  if (statement.step()) id = statement.int64(0);
  statement.reset();
  return id;
}

// No part of it holds the byte 0.
std::string key_of(const FrameRow& frame) {
  std::string key = fmt::format("{}", frame.address.value_or(-1));
  for (const auto& part : {frame.module, frame.build_id, frame.symbol}) {
    key += '\0';
    if (part) key += "=" + *part;
  }
  return key;
}

}  // namespace

StackWriter::StackWriter(const Database& database)
    : database_(database),
      find_module_(database.prepare("SELECT id FROM module WHERE path = ?1 AND build_id IS ?2")),
      insert_module_(database.prepare("INSERT INTO module (path, build_id) VALUES (?1, ?2)")),
      find_frame_(
          database.prepare("SELECT id FROM frame WHERE module IS ?1 AND address IS ?2 AND symbol IS ?3")),
      insert_frame_(database.prepare("INSERT INTO frame (module, address, symbol) VALUES (?1, ?2, ?3)")),
      find_stack_(database.prepare("SELECT id FROM stack WHERE frames = ?1 AND is_whole = ?2")),
      insert_stack_(database.prepare("INSERT INTO stack (frames, is_whole) VALUES (?1, ?2)")),
      insert_fault_stack_(database.prepare(
          "INSERT INTO fault_stack (tick, process, stack, memory, samples, faults)"
          " VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (tick, process, stack, memory)"
          " DO UPDATE SET samples = samples + excluded.samples, faults = faults + excluded.faults")),
      insert_kept_stack_(database.prepare(
          "INSERT INTO kept_stack (tick, process, stack, samples, faults)"
          " VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (tick, process, stack)"
          " DO UPDATE SET samples = samples + excluded.samples, faults = faults + excluded.faults")) {}

void StackWriter::insert(RowId tick, RowId process, const FaultStack& stack) {
  const RowId id = find_stack(stack);
  if (stack.is_kept) {
    insert_kept_stack_.bind(1, tick)
        .bind(2, process)
        .bind(3, id)
        .bind(4, stack.samples)
        .bind(5, stack.faults)
        .run();
    return;
  }
  insert_fault_stack_.bind(1, tick)
      .bind(2, process)
      .bind(3, id)
      .bind(4, stack.memory)
      .bind(5, stack.samples)
      .bind(6, stack.faults)
      .run();
}

void StackWriter::forget() {
  frames_.clear();
  stacks_.clear();
}

RowId StackWriter::find_module(const FrameRow& frame) {
  if (const auto id = take_id(find_module_.bind(1, *frame.module).bind(2, frame.build_id))) return *id;
  insert_module_.bind(1, *frame.module).bind(2, frame.build_id).run();
  return database_.last_insert_rowid();
}

RowId StackWriter::find_frame(const FrameRow& frame) {
  std::string key = key_of(frame);
  if (const auto known = frames_.find(key); known != frames_.end()) return known->second;
  std::optional<RowId> module;
  if (frame.module) module = find_module(frame);
  auto id = take_id(find_frame_.bind(1, module).bind(2, frame.address).bind(3, frame.symbol));
  if (!id) {
    insert_frame_.bind(1, module).bind(2, frame.address).bind(3, frame.symbol).run();
    id = database_.last_insert_rowid();
  }
  keep(frames_, kMostFramesKept, std::move(key), *id);
  return *id;
}

RowId StackWriter::find_stack(const FaultStack& stack) {
  std::string frames;
  for (const FrameRow& frame : stack.frames)
    frames += fmt::format("{}{}", frames.empty() ? "[" : ",", find_frame(frame));
  frames += "]";
  std::string key = frames + (stack.is_whole ? "+" : "-");
  if (const auto known = stacks_.find(key); known != stacks_.end()) return known->second;
  const auto is_whole = static_cast<std::int64_t>(stack.is_whole);
  auto id = take_id(find_stack_.bind(1, frames).bind(2, is_whole));
  if (!id) {
    insert_stack_.bind(1, frames).bind(2, is_whole).run();
    id = database_.last_insert_rowid();
  }
  keep(stacks_, kMostStacksKept, std::move(key), *id);
  return *id;
}

void StackWriter::keep(Known& known, std::size_t most, std::string key, RowId id) {
  if (known.size() >= most) known.clear();
  known.emplace(std::move(key), id);
}

}  // namespace tidemark
