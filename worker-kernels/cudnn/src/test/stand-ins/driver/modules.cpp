// Modules of kernels that the NVRTC stand-in compiled, and their launches.
#include <dlfcn.h>

#include <cstring>
#include <memory>
#include <cstdio>
#include <string>
#include <vector>

#include "core/controls.h"
#include "core/memory.h"
#include "core/statuses.h"
#include "core/streams.h"
#include "driver/fibres.h"
#include "kernel/entry.h"

using namespace stand_ins;

namespace {

constexpr char imageStart[] = "CUDA STAND-IN KERNELS ";  // the shared object's path follows, up to a NUL
constexpr unsigned mostDynamicSharedBytes = 48 << 10;

struct Function {
  std::string name;
  const KernelEntry* entry;
};

struct Module {
  void* library;
  std::vector<std::unique_ptr<Function>> functions;
};

// A launch's parameters: their values when the kernel was launched.
class Parameters {
 public:
  Parameters(const KernelEntry& entry, void** given) {
    for (unsigned i = 0; i < entry.parameterCount; i++) {
      auto* from = static_cast<const char*>(given[i]);
      values.emplace_back(from, from + entry.parameterBytes[i]);
    }
  }

  std::vector<void*> pointers() {
    std::vector<void*> result;
    for (auto& value : values) {
      result.push_back(value.data());
    }
    return result;
  }

 private:
  std::vector<std::vector<char>> values;  // each aligned as new aligns, to 16 bytes
};

// Whether a pointer among the parameters is neither null nor into device memory.
bool pointsElsewhere(const KernelEntry& entry, void** parameters) {
  for (unsigned i = 0; i < entry.parameterCount; i++) {
    if (entry.parameterIsPointer[i]) {
      void* pointer;
      std::memcpy(&pointer, parameters[i], sizeof(pointer));
      if (pointer != nullptr && !onDevice(pointer, 1)) {
        std::fprintf(stderr, "CUDA stand-ins: parameter %u does not point into device memory\n", i);
        return true;
      }
    }
  }
  return false;
}

bool isPossible(const Extent& grid, const Extent& block, unsigned sharedBytes) {
  return grid.x >= 1 && grid.y >= 1 && grid.z >= 1 && block.x >= 1 && block.y >= 1 && block.z >= 1 &&
         grid.x <= 2147483647u && grid.y <= 65535 && grid.z <= 65535 && block.x <= 1024 && block.y <= 1024 &&
         block.z <= 64 && block.x * block.y * block.z <= 1024 && sharedBytes <= mostDynamicSharedBytes;
}

// Runs a kernel now.
int runKernel(const Function& function, const Launch& launch, Parameters& parameters) {
  std::vector<void*> pointers = parameters.pointers();
  int status = success;
  if (pointsElsewhere(*function.entry, pointers.data())) {
    status = illegalAddress;
  } else if (!function.entry->run(launch, pointers.data())) {
    status = launchFailure;
  } else if (wroteOutside()) {
    status = illegalAddress;
  }
  if (status != success) {
    std::fprintf(stderr, "CUDA stand-ins: that was kernel %s\n", function.name.c_str());
  }
  return status;
}

}  // namespace

EXPORTED int cuModuleLoadData(Module** module, const void* image) {
  STAND_IN_CALL();
  if (module == nullptr || image == nullptr) {
    return invalidValue;
  }
  auto* text = static_cast<const char*>(image);
  if (std::strncmp(text, imageStart, sizeof(imageStart) - 1) != 0) {
    return invalidKernelImage;
  }
  void* library = dlopen(text + sizeof(imageStart) - 1, RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) {
    std::fprintf(stderr, "CUDA stand-ins: %s\n", dlerror());
    return invalidKernelImage;
  }
  *module = new Module{library, {}};
  return success;
}

EXPORTED int cuModuleGetFunction(Function** function, Module* module, const char* name) {
  STAND_IN_CALL();
  if (function == nullptr || module == nullptr || name == nullptr) {
    return invalidValue;
  }
  auto* entry = static_cast<const KernelEntry*>(dlsym(module->library, (std::string("standInKernel_") + name).c_str()));
  if (entry == nullptr) {
    return symbolNotFound;
  }
  module->functions.push_back(std::make_unique<Function>(Function{name, entry}));
  *function = module->functions.back().get();
  return success;
}

EXPORTED int cuModuleUnload(Module* module) {
  STAND_IN_CALL();
  if (module == nullptr) {
    return invalidResourceHandle;
  }
  delete module;  // its library stays: a graph may still hold its kernels
  return success;
}

EXPORTED int cuLaunchKernel(Function* function, unsigned gridX, unsigned gridY, unsigned gridZ, unsigned blockX,
                            unsigned blockY, unsigned blockZ, unsigned sharedBytes, Stream* stream, void** parameters,
                            void** extra) {
  STAND_IN_CALL();
  if (function == nullptr) {
    return invalidResourceHandle;
  }
  Launch launch{{gridX, gridY, gridZ}, {blockX, blockY, blockZ}, sharedBytes, &fibres()};
  bool parametersMissing = parameters == nullptr && function->entry->parameterCount > 0;
  if (!isPossible(launch.grid, launch.block, sharedBytes) || parametersMissing || extra != nullptr) {
    return invalidValue;
  }
  auto values = std::make_shared<Parameters>(*function->entry, parameters);
  return submit(stream, [launch, values, copy = *function] { return runKernel(copy, launch, *values); });
}
