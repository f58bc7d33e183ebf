// Who a kernel's thread is, and what it does together with others.
#pragma once

#include <cstdlib>
#include <utility>

#include "kernel/entry.h"
#include "kernel/mathematics.h"
#include "kernel/vectors.h"

static uint3 threadIdx;
static uint3 blockIdx;
static dim3 blockDim;
static dim3 gridDim;
static const int warpSize = 32;

namespace stand_ins {

static const Fibres* fibres;      // null: the kernel's threads run as a loop
static char* dynamicSharedMemory;  // of the block

inline unsigned threadNumber() { return threadIdx.x + blockDim.x * (threadIdx.y + blockDim.y * threadIdx.z); }

// Calls something that lets other threads run meanwhile, and makes the caller the current thread again.
template <class Call>
auto whileOthersRun(Call call) {
  if (fibres == nullptr) {
    __builtin_trap();  // the translator has overlooked that this kernel's threads wait for each other
  }
  struct Restore {
    uint3 mine = threadIdx;
    ~Restore() { threadIdx = mine; }
  } restore;
  return call();
}

template <class Value>
Value exchange(unsigned mask, unsigned fromLane, Value value) {
  static_assert(sizeof(Value) <= sizeof(unsigned long long));
  unsigned long long bits = 0;
  std::memcpy(&bits, &value, sizeof(value));
  bits = whileOthersRun([&] { return fibres->exchange(mask, fromLane, bits); });
  std::memcpy(&value, &bits, sizeof(value));
  return value;
}

// The lane that another lane number means within this thread's part of the warp; its own where it leaves that part.
inline unsigned laneOrOwn(int other, int width) {
  int own = static_cast<int>(threadNumber() % 32);
  int first = own / width * width;
  return static_cast<unsigned>(other < first || other >= first + width ? own : other);
}

inline int ownLane() { return static_cast<int>(threadNumber() % 32); }

// The lanes of the mask whose predicate is true.
inline unsigned ballot(unsigned mask, int predicate) {
  unsigned result = 0;
  for (unsigned lane = 0; lane < 32; lane++) {
    if (mask >> lane & 1u) {
      // A lane that has ended brings all bits set, and counts as false.
      result |= exchange<unsigned>(mask, lane, predicate != 0 ? 1u : 0u) == 1u ? 1u << lane : 0u;
    }
  }
  return result;
}

// Names for launch.h, which cannot name the standard library.
template <size_t... indices>
using Indices = std::index_sequence<indices...>;

template <class... Types>
using IndicesFor = std::index_sequence_for<Types...>;

template <class Type>
using Plain = std::remove_cv_t<std::remove_reference_t<Type>>;

template <class Type>
constexpr bool isPointerType = std::is_pointer_v<Type>;

// A block's dynamic shared memory.
struct SharedMemory {
  char* bytes;

  explicit SharedMemory(size_t count) : bytes(static_cast<char*>(std::aligned_alloc(256, (count + 256) / 256 * 256))) {}
  SharedMemory(const SharedMemory&) = delete;
  ~SharedMemory() { std::free(bytes); }
};

template <class Number, class Change>
Number atomically(Number* at, Change change) {
  Number before = *at;  // threads take turns, so nothing comes between
  *at = change(before);
  return before;
}

}  // namespace stand_ins

inline void __syncthreads() {
  stand_ins::whileOthersRun([] { stand_ins::fibres->barrier(); });
}

inline void __syncwarp(unsigned mask = 0xFFFFFFFFu) { stand_ins::exchange<unsigned>(mask, 0, 0u); }

template <class Value>
Value __shfl_sync(unsigned mask, Value value, int lane, int width = 32) {
  int first = stand_ins::ownLane() / width * width;
  return stand_ins::exchange(mask, static_cast<unsigned>(first + (lane & (width - 1))), value);
}

template <class Value>
Value __shfl_down_sync(unsigned mask, Value value, unsigned delta, int width = 32) {
  return stand_ins::exchange(mask, stand_ins::laneOrOwn(stand_ins::ownLane() + static_cast<int>(delta), width), value);
}

template <class Value>
Value __shfl_up_sync(unsigned mask, Value value, unsigned delta, int width = 32) {
  return stand_ins::exchange(mask, stand_ins::laneOrOwn(stand_ins::ownLane() - static_cast<int>(delta), width), value);
}

template <class Value>
Value __shfl_xor_sync(unsigned mask, Value value, int laneMask, int width = 32) {
  return stand_ins::exchange(mask, stand_ins::laneOrOwn(stand_ins::ownLane() ^ laneMask, width), value);
}

inline unsigned __ballot_sync(unsigned mask, int predicate) { return stand_ins::ballot(mask, predicate); }
inline int __any_sync(unsigned mask, int predicate) { return stand_ins::ballot(mask, predicate) != 0; }
inline int __all_sync(unsigned mask, int predicate) { return stand_ins::ballot(mask, predicate) == mask; }

// The order in which blocks and threads see each other's writes is the program's: they take turns.
inline void __threadfence() {}
inline void __threadfence_block() {}

template <class Value>
Value __ldg(const Value* from) {
  return *from;
}

inline int atomicAdd(int* at, int value) {
  return stand_ins::atomically(at, [=](int before) { return before + value; });
}
inline unsigned int atomicAdd(unsigned int* at, unsigned int value) {
  return stand_ins::atomically(at, [=](unsigned int before) { return before + value; });
}
inline unsigned long long atomicAdd(unsigned long long* at, unsigned long long value) {
  return stand_ins::atomically(at, [=](unsigned long long before) { return before + value; });
}
inline float atomicAdd(float* at, float value) {
  return stand_ins::atomically(at, [=](float before) { return before + value; });
}
inline double atomicAdd(double* at, double value) {
  return stand_ins::atomically(at, [=](double before) { return before + value; });
}
inline int atomicMax(int* at, int value) {
  return stand_ins::atomically(at, [=](int before) { return before > value ? before : value; });
}
inline int atomicMin(int* at, int value) {
  return stand_ins::atomically(at, [=](int before) { return before < value ? before : value; });
}
inline int atomicExch(int* at, int value) {
  return stand_ins::atomically(at, [=](int) { return value; });
}
inline unsigned int atomicOr(unsigned int* at, unsigned int value) {
  return stand_ins::atomically(at, [=](unsigned int before) { return before | value; });
}
inline int atomicCAS(int* at, int expected, int value) {
  return stand_ins::atomically(at, [=](int before) { return before == expected ? value : before; });
}
