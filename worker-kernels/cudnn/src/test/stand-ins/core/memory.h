// The memory that the stand-ins hand out, so that they know device memory from any other and see what leaves it.
#pragma once

#include <cstddef>

namespace stand_ins {

enum class Place { device, pinned };

// Bytes of the make-believe device, all and free.
size_t deviceBytes();
size_t freeDeviceBytes();

// Memory filled with 0xFF (NaN as any float type), aligned to 256 bytes; null if the device has not that much left.
void* allocate(Place place, size_t bytes);

// Whether there was such an allocation, which is now gone.
bool release(Place place, void* memory);

// Whether all those bytes lie in one allocation of device memory; no bytes do so anywhere.
bool onDevice(const void* from, size_t bytes);

// Whether the host may touch those bytes: no part is device memory, and they do not leave pinned memory half-way.
bool onHost(const void* from, size_t bytes);

// Whether something wrote just before or behind an allocation; said on stderr, and each allocation is said once.
bool wroteOutside();

}  // namespace stand_ins
