// What a compiled kernel and the driver's stand-in know of each other.
#pragma once

#include <cstddef>

namespace stand_ins {

struct Extent {
  unsigned x, y, z;
};

// The driver's part in running threads that wait for each other.
struct Fibres {
  // Runs the body for each thread number below count (x runs fastest), each on its own stack; false if they wait for
  // each other for ever.
  bool (*run)(unsigned count, void (*body)(void* context, unsigned thread), void* context);

  // Returns once all threads of the block that have not ended are here.
  void (*barrier)();

  // Returns, once all lanes of the mask that have not ended are here, the value that the given lane brought; bits all
  // set if that lane is not one of them.
  unsigned long long (*exchange)(unsigned mask, unsigned fromLane, unsigned long long value);
};

struct Launch {
  Extent grid, block;
  size_t dynamicSharedBytes;
  const Fibres* fibres;
};

// One kernel, exported as standInKernel_NAME.
struct KernelEntry {
  unsigned parameterCount;
  const size_t* parameterBytes;
  const bool* parameterIsPointer;

  // False if threads waited for each other for ever.
  bool (*run)(const Launch& launch, void** parameters);
};

}  // namespace stand_ins
