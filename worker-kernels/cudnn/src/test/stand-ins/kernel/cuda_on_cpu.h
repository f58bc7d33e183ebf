// Lets a CUDA C++ kernel compile for the CPU: included before its source, launch.h after it. Blocks run one after
// another, and the threads of a block as a loop or as fibres; so what is static is the block's own.
#pragma once

#include "kernel/mathematics.h"
#include "kernel/threads.h"
#include "kernel/vectors.h"

#define __global__
#define __device__
#define __host__
#define __constant__
#define __forceinline__ inline
#define __noinline__ __attribute__((noinline))
#define __align__(bytes) __attribute__((aligned(bytes)))
#define __launch_bounds__(...)
// In a section of its own so that each block finds it filled with NaN, as nothing may be read before it is written.
#define __shared__ static __attribute__((section("stand_in_shared"), used))

// NVRTC has no standard headers: what comes from them here must not be used by a kernel.
#undef INFINITY
#undef NAN
#undef HUGE_VALF
#undef M_PI
#pragma GCC poison std int8_t uint8_t int16_t uint16_t int32_t uint32_t int64_t uint64_t intptr_t uintptr_t
