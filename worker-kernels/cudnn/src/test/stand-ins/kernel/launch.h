// Makes kernels launchable: included after their source, and followed by STAND_IN_KERNEL(name, waits) for each.
// (The standard library goes by another name here, as its own is poisoned for kernels.)
#pragma once

// First and last byte of all __shared__ variables; the linker makes these symbols if there are any.
extern "C" char __start_stand_in_shared[] __attribute__((weak, visibility("hidden")));
extern "C" char __stop_stand_in_shared[] __attribute__((weak, visibility("hidden")));

namespace stand_ins {

// Calls the kernel with its parameters, which stand where the pointers point.
template <auto kernel, class... Parameters, size_t... indices>
void call(void** parameters, Indices<indices...>) {
  kernel(*static_cast<Plain<Parameters>*>(parameters[indices])...);
}

template <auto kernel, class... Parameters>
void callThread(void* parameters, unsigned thread) {
  threadIdx.x = thread % blockDim.x;
  threadIdx.y = thread / blockDim.x % blockDim.y;
  threadIdx.z = thread / blockDim.x / blockDim.y;
  call<kernel, Parameters...>(static_cast<void**>(parameters), IndicesFor<Parameters...>());
}

// Shared memory holds nothing that may be read when a block starts.
inline void spoilSharedMemory(size_t dynamicBytes) {
  for (char* at = __start_stand_in_shared; at < __stop_stand_in_shared; at++) {
    *at = static_cast<char>(0xFF);
  }
  for (size_t i = 0; i < dynamicBytes; i++) {
    dynamicSharedMemory[i] = static_cast<char>(0xFF);
  }
}

// Not inlined, so that the compiler sees that shared memory may have changed when it is called again.
template <auto kernel, class... Parameters>
__attribute__((noinline)) void callThreads(void** parameters, unsigned count) {
  for (unsigned thread = 0; thread < count; thread++) {
    callThread<kernel, Parameters...>(parameters, thread);
  }
}

template <auto kernel, bool waits, class... Parameters>
bool runBlock(const Launch& launch, void** parameters) {
  spoilSharedMemory(launch.dynamicSharedBytes);
  unsigned count = launch.block.x * launch.block.y * launch.block.z;
  if (waits) {
    return launch.fibres->run(count, callThread<kernel, Parameters...>, parameters);
  }
  callThreads<kernel, Parameters...>(parameters, count);
  return true;
}

template <auto kernel, bool waits, class... Parameters>
bool run(const Launch& launch, void** parameters) {
  SharedMemory memory(launch.dynamicSharedBytes);
  dynamicSharedMemory = memory.bytes;
  fibres = waits ? launch.fibres : nullptr;
  blockDim = dim3(launch.block.x, launch.block.y, launch.block.z);
  gridDim = dim3(launch.grid.x, launch.grid.y, launch.grid.z);
  for (blockIdx.z = 0; blockIdx.z < gridDim.z; blockIdx.z++) {
    for (blockIdx.y = 0; blockIdx.y < gridDim.y; blockIdx.y++) {
      for (blockIdx.x = 0; blockIdx.x < gridDim.x; blockIdx.x++) {
        if (!runBlock<kernel, waits, Parameters...>(launch, parameters)) {
          return false;
        }
      }
    }
  }
  return true;
}

template <auto kernel, bool waits, class... Parameters>
KernelEntry entryOf(void (*)(Parameters...)) {
  // One more element, as an array must have one.
  static const size_t bytes[] = {sizeof(Parameters)..., 0};
  static const bool isPointer[] = {isPointerType<Parameters>..., false};
  return {sizeof...(Parameters), bytes, isPointer, run<kernel, waits, Parameters...>};
}

}  // namespace stand_ins

#define STAND_IN_KERNEL(name, waits)                                                     \
  extern "C" {                                                                           \
  __attribute__((visibility("default"))) extern const stand_ins::KernelEntry standInKernel_##name; \
  const stand_ins::KernelEntry standInKernel_##name = stand_ins::entryOf<name, waits>(name); \
  }
