#include "tests/support/power_loss_disk.hpp"

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <stdexcept>

#include "tests/support/files.hpp"

namespace tidemark::testing {
namespace {

constexpr std::size_t kSector = 512;

}  // namespace

// SQLite reserves the memory for it and for the real VFS's file behind it.
struct PowerLossDisk::OpenFile {
  sqlite3_file base;
  PowerLossDisk* disk;
  std::string* path;

  [[nodiscard]] sqlite3_file* real() { return reinterpret_cast<sqlite3_file*>(this + 1); }
};

PowerLossDisk::OpenFile& PowerLossDisk::of(sqlite3_file* file) { return *reinterpret_cast<OpenFile*>(file); }

// Version 2: without memory-mapped reading.
sqlite3_io_methods PowerLossDisk::make_methods() {
  sqlite3_io_methods methods{};
  methods.iVersion = 2;
  methods.xClose = [](sqlite3_file* file) {
    OpenFile& open = of(file);
    delete open.path;
    return open.real()->pMethods->xClose(open.real());
  };
  methods.xRead = [](sqlite3_file* file, void* buffer, int size, sqlite3_int64 offset) {
    return of(file).real()->pMethods->xRead(of(file).real(), buffer, size, offset);
  };
  methods.xWrite = [](sqlite3_file* file, const void* buffer, int size, sqlite3_int64 offset) {
    OpenFile& open = of(file);
    open.disk->operations_.push_back(
        {Kind::kWrite, *open.path, offset,
         std::string(static_cast<const char*>(buffer), static_cast<std::size_t>(size))});
    return open.real()->pMethods->xWrite(open.real(), buffer, size, offset);
  };
  methods.xTruncate = [](sqlite3_file* file, sqlite3_int64 size) {
    OpenFile& open = of(file);
    open.disk->operations_.push_back({Kind::kTruncate, *open.path, size});
    return open.real()->pMethods->xTruncate(open.real(), size);
  };
  methods.xSync = [](sqlite3_file* file, int flags) {
    OpenFile& open = of(file);
    open.disk->operations_.push_back({Kind::kSync, *open.path});
    return open.real()->pMethods->xSync(open.real(), flags);
  };
  methods.xFileSize = [](sqlite3_file* file, sqlite3_int64* size) {
    return of(file).real()->pMethods->xFileSize(of(file).real(), size);
  };
  methods.xLock = [](sqlite3_file* file, int level) {
    return of(file).real()->pMethods->xLock(of(file).real(), level);
  };
  methods.xUnlock = [](sqlite3_file* file, int level) {
    return of(file).real()->pMethods->xUnlock(of(file).real(), level);
  };
  methods.xCheckReservedLock = [](sqlite3_file* file, int* result) {
    return of(file).real()->pMethods->xCheckReservedLock(of(file).real(), result);
  };
  methods.xFileControl = [](sqlite3_file* file, int operation, void* argument) {
    return of(file).real()->pMethods->xFileControl(of(file).real(), operation, argument);
  };
  methods.xSectorSize = [](sqlite3_file*) { return static_cast<int>(kSector); };
  methods.xDeviceCharacteristics = [](sqlite3_file*) { return 0; };  // promises nothing
  methods.xShmMap = [](sqlite3_file* file, int page, int size, int extend, void volatile** memory) {
    return of(file).real()->pMethods->xShmMap(of(file).real(), page, size, extend, memory);
  };
  methods.xShmLock = [](sqlite3_file* file, int offset, int count, int flags) {
    return of(file).real()->pMethods->xShmLock(of(file).real(), offset, count, flags);
  };
  methods.xShmBarrier = [](sqlite3_file* file) { of(file).real()->pMethods->xShmBarrier(of(file).real()); };
  methods.xShmUnmap = [](sqlite3_file* file, int remove) {
    return of(file).real()->pMethods->xShmUnmap(of(file).real(), remove);
  };
  return methods;
}

PowerLossDisk::PowerLossDisk() : real_(sqlite3_vfs_find(nullptr)), vfs_(*real_) {
  vfs_.zName = "power-loss";
  vfs_.pNext = nullptr;
  vfs_.pAppData = this;
  vfs_.szOsFile = static_cast<int>(sizeof(OpenFile)) + real_->szOsFile;
  vfs_.xOpen = open_file;
  vfs_.xDelete = remove_file;
  if (sqlite3_vfs_register(&vfs_, 1) != SQLITE_OK) throw std::runtime_error("the VFS was not registered");
}

PowerLossDisk::~PowerLossDisk() { detach(); }

void PowerLossDisk::detach() {
  sqlite3_vfs_unregister(&vfs_);
  sqlite3_vfs_register(real_, 1);
}

int PowerLossDisk::open_file(sqlite3_vfs* vfs, const char* name, sqlite3_file* file, int flags,
                             int* out_flags) {
  static const sqlite3_io_methods methods = make_methods();
  auto* disk = static_cast<PowerLossDisk*>(vfs->pAppData);
  OpenFile& open = of(file);
  open.base.pMethods = nullptr;
  const int code = disk->real_->xOpen(disk->real_, name, open.real(), flags, out_flags);
  if (code != SQLITE_OK) return code;
  open.base.pMethods = &methods;
  open.disk = disk;
  open.path = new std::string(name == nullptr ? "" : name);
  disk->take_as_found(*open.path);
  return SQLITE_OK;
}

// What was made by other ways is on the disk.
void PowerLossDisk::take_as_found(const std::string& path) {
  const bool is_known = std::any_of(operations_.begin(), operations_.end(),
                                    [&](const Operation& operation) { return operation.path == path; });
  std::error_code error;
  if (path.empty() || is_known || std::filesystem::file_size(path, error) == 0 || error) return;
  operations_.push_back({Kind::kFind, path, 0, read_bytes(path)});
}

int PowerLossDisk::remove_file(sqlite3_vfs* vfs, const char* name, int sync_directory) {
  auto* disk = static_cast<PowerLossDisk*>(vfs->pAppData);
  disk->operations_.push_back({Kind::kRemove, name});
  return disk->real_->xDelete(disk->real_, name, sync_directory);
}

std::size_t PowerLossDisk::last_sync(const std::string& path, std::size_t count) const {
  for (std::size_t i = count; i > 0; --i) {
    if (operations_[i - 1].kind == Kind::kSync && operations_[i - 1].path == path) return i;
  }
  return 0;
}

void PowerLossDisk::apply(const Operation& operation, std::string& content) {
  if (operation.kind == Kind::kTruncate) content.resize(static_cast<std::size_t>(operation.offset));
  if (operation.kind != Kind::kWrite) return;
  const auto offset = static_cast<std::size_t>(operation.offset);
  content.resize(std::max(content.size(), offset + operation.bytes.size()));
  content.replace(offset, operation.bytes.size(), operation.bytes);
}

void PowerLossDisk::apply_some(std::vector<Operation> changes, std::mt19937& random, std::string& content) {
  std::uniform_int_distribution<int> luck(0, 3);
  const int all = luck(random);
  if (all == 0) return;
  if (all > 1) std::shuffle(changes.begin(), changes.end(), random);
  for (Operation& change : changes) {
    const int fate = all == 1 ? 3 : luck(random);
    if (fate == 0) continue;
    if (fate == 1) change.bytes.resize(change.bytes.size() / 2 / kSector * kSector);
    apply(change, content);
  }
}

void PowerLossDisk::lay_out(std::size_t count, std::mt19937& random, const std::string& directory) const {
  std::map<std::string, std::vector<Operation>> changes;  // since the last sync
  std::map<std::string, std::string> contents;
  for (std::size_t i = 0; i < count; ++i) {
    const Operation& operation = operations_[i];
    if (operation.kind == Kind::kRemove) {
      changes.erase(operation.path);
      contents.erase(operation.path);
      continue;
    }
    if (operation.kind == Kind::kFind) {
      contents[operation.path] = operation.bytes;
      continue;
    }
    contents.try_emplace(operation.path);
    std::vector<Operation>& unsynced = changes[operation.path];
    unsynced.push_back(operation);
    if (operation.kind != Kind::kSync) continue;
    for (const Operation& change : unsynced) apply(change, contents[operation.path]);
    unsynced.clear();
  }
  for (auto& [path, content] : contents) {
    apply_some(changes[path], random, content);
    write_bytes(directory + "/" + std::filesystem::path(path).filename().string(), content);
  }
}

}  // namespace tidemark::testing
