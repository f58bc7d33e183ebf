#include "core/memory.h"

#include "core/controls.h"

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <mutex>

namespace stand_ins {

namespace {

constexpr size_t guard = 256;  // bytes before and behind each allocation, which keeps what lies between them aligned
constexpr unsigned char guardByte = 0xA5;
constexpr size_t allBytes = size_t(8) << 30;

struct Allocation {
  size_t bytes;
  Place place;
  bool reported;
};

std::mutex mutex;
size_t usedDeviceBytes = 0;

// By address.
std::map<uintptr_t, Allocation>& allocations() {
  static auto* all = new std::map<uintptr_t, Allocation>();  // never freed: other threads may outlive main
  return *all;
}

uintptr_t addressOf(const void* memory) { return reinterpret_cast<uintptr_t>(memory); }

bool guardsAreIntact(const char* memory, size_t bytes) {
  auto intact = [](const char* from) {
    return std::all_of(from, from + guard, [](char c) { return static_cast<unsigned char>(c) == guardByte; });
  };
  return intact(memory - guard) && intact(memory + bytes);
}

bool reportIfOverwritten(uintptr_t address, Allocation& allocation) {
  if (allocation.reported || guardsAreIntact(reinterpret_cast<const char*>(address), allocation.bytes)) {
    return false;
  }
  allocation.reported = true;
  std::fprintf(stderr, "CUDA stand-ins: something wrote just outside an allocation of %zu bytes at %p\n",
               allocation.bytes, reinterpret_cast<void*>(address));
  return true;
}

// The allocation that holds an address, or the end.
std::map<uintptr_t, Allocation>::iterator holding(uintptr_t address) {
  auto next = allocations().upper_bound(address);
  if (next == allocations().begin()) {
    return allocations().end();
  }
  auto before = std::prev(next);
  return address - before->first < before->second.bytes ? before : allocations().end();
}

}  // namespace

size_t deviceBytes() { return allBytes; }

size_t freeDeviceBytes() {
  std::lock_guard<std::mutex> lock(mutex);
  return answerTo("free bytes", allBytes - usedDeviceBytes);
}

void* allocate(Place place, size_t bytes) {
  std::lock_guard<std::mutex> lock(mutex);
  if (place == Place::device && bytes > allBytes - usedDeviceBytes) {
    return nullptr;
  }
  size_t rounded = (bytes + 2 * guard + guard - 1) / guard * guard;
  auto* all = static_cast<char*>(std::aligned_alloc(guard, rounded));
  if (all == nullptr) {
    return nullptr;
  }
  char* memory = all + guard;
  std::memset(all, guardByte, rounded);
  std::memset(memory, 0xFF, bytes);
  allocations()[addressOf(memory)] = Allocation{bytes, place, false};
  usedDeviceBytes += place == Place::device ? bytes : 0;
  return memory;
}

bool release(Place place, void* memory) {
  std::lock_guard<std::mutex> lock(mutex);
  auto found = allocations().find(addressOf(memory));
  if (found == allocations().end() || found->second.place != place) {
    return false;
  }
  reportIfOverwritten(found->first, found->second);
  usedDeviceBytes -= place == Place::device ? found->second.bytes : 0;
  allocations().erase(found);
  std::free(static_cast<char*>(memory) - guard);
  return true;
}

bool onDevice(const void* from, size_t bytes) {
  if (bytes == 0) {
    return true;
  }
  std::lock_guard<std::mutex> lock(mutex);
  auto found = holding(addressOf(from));
  return found != allocations().end() && found->second.place == Place::device &&
         bytes <= found->second.bytes - (addressOf(from) - found->first);
}

bool onHost(const void* from, size_t bytes) {
  if (bytes == 0) {
    return true;
  }
  if (from == nullptr) {
    return false;
  }
  std::lock_guard<std::mutex> lock(mutex);
  uintptr_t address = addressOf(from);
  auto found = holding(address);
  if (found != allocations().end()) {
    return found->second.place == Place::pinned && bytes <= found->second.bytes - (address - found->first);
  }
  auto next = allocations().upper_bound(address);
  return next == allocations().end() || next->first - address >= bytes;
}

bool wroteOutside() {
  std::lock_guard<std::mutex> lock(mutex);
  bool any = false;
  for (auto& entry : allocations()) {
    any |= reportIfOverwritten(entry.first, entry.second);
  }
  return any;
}

}  // namespace stand_ins
