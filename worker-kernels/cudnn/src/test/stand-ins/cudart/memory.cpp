// Device and pinned memory, copies and fills.
#include "core/memory.h"

#include <cstring>

#include "core/controls.h"
#include "core/statuses.h"
#include "core/streams.h"

using namespace stand_ins;

namespace {

// Numbers as in cudaMemcpyKind.
enum Direction : int { hostToHost = 0, hostToDevice = 1, deviceToHost = 2, deviceToDevice = 3, byAddress = 4 };

int allocateAt(Place place, void** memory, size_t bytes) {
  if (memory == nullptr) {
    return invalidValue;
  }
  if (int refused = outsideCapture()) {
    return refused;
  }
  *memory = nullptr;
  if (bytes == 0) {
    return success;
  }
  *memory = allocate(place, bytes);
  return *memory == nullptr ? memoryAllocation : success;
}

int releaseAt(Place place, void* memory) {
  if (int refused = outsideCapture()) {
    return refused;
  }
  return memory == nullptr || release(place, memory) ? success : invalidValue;
}

// Whether both ends lie where the direction says, whole.
bool fits(const void* to, const void* from, size_t bytes, int direction) {
  bool fromDevice = onDevice(from, bytes);
  bool toDevice = onDevice(to, bytes);
  bool fromHost = onHost(from, bytes);
  bool toHost = onHost(to, bytes);
  switch (direction) {
    case hostToHost:
      return fromHost && toHost;
    case hostToDevice:
      return fromHost && toDevice;
    case deviceToHost:
      return fromDevice && toHost;
    case deviceToDevice:
      return fromDevice && toDevice;
    case byAddress:
      return (fromDevice || fromHost) && (toDevice || toHost);
    default:
      return false;
  }
}

int copy(void* to, const void* from, size_t bytes, int direction, Stream* stream) {
  if (!fits(to, from, bytes, direction)) {
    return invalidValue;
  }
  return submit(stream, [=] {
    std::memmove(to, from, bytes);
    return success;
  });
}

}  // namespace

EXPORTED int cudaMalloc(void** memory, size_t bytes) {
  STAND_IN_CALL();
  return allocateAt(Place::device, memory, bytes);
}

EXPORTED int cudaFree(void* memory) {
  STAND_IN_CALL();
  return releaseAt(Place::device, memory);
}

EXPORTED int cudaMallocHost(void** memory, size_t bytes) {
  STAND_IN_CALL();
  return allocateAt(Place::pinned, memory, bytes);
}

EXPORTED int cudaFreeHost(void* memory) {
  STAND_IN_CALL();
  return releaseAt(Place::pinned, memory);
}

EXPORTED int cudaMemcpyAsync(void* to, const void* from, size_t bytes, int direction, Stream* stream) {
  STAND_IN_CALL();
  return copy(to, from, bytes, direction, stream);
}

EXPORTED int cudaMemcpy(void* to, const void* from, size_t bytes, int direction) {
  STAND_IN_CALL();
  if (int refused = outsideCapture()) {
    return refused;
  }
  int status = copy(to, from, bytes, direction, nullptr);
  return status == success ? synchronize(nullptr) : status;
}

EXPORTED int cudaMemsetAsync(void* memory, int value, size_t bytes, Stream* stream) {
  STAND_IN_CALL();
  if (!onDevice(memory, bytes)) {
    return invalidValue;
  }
  return submit(stream, [=] {
    std::memset(memory, value, bytes);
    return success;
  });
}
