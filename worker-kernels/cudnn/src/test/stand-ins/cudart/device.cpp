// The one device: its number, versions and attributes.
#include <map>
#include <string>

#include "core/controls.h"
#include "core/memory.h"
#include "core/statuses.h"
#include "core/streams.h"

using namespace stand_ins;

namespace {

constexpr int version = 13010;  // CUDA 13.1, as the bindings are made for

// Numbers as in cudaDeviceAttr; the values are an H200's.
const std::map<int, int> attributes = {
    {1, 1024},            // threads in a block
    {2, 1024},            // block's dimension x
    {3, 1024},            // y
    {4, 64},              // z
    {5, 2147483647},      // grid's dimension x
    {6, 65535},           // y
    {7, 65535},           // z
    {8, 49152},           // bytes of shared memory in a block
    {9, 65536},           // bytes of constant memory
    {10, 32},             // threads in a warp
    {12, 65536},          // registers in a block
    {13, 1980000},        // clock, kHz
    {16, 132},            // multiprocessors
    {31, 1},              // runs kernels side by side
    {36, 3201000},        // memory's clock, kHz
    {37, 6144},           // width of the memory's bus, bits
    {38, 60 << 20},       // bytes of level 2 cache
    {39, 2048},           // threads on a multiprocessor
    {75, 9},              // compute capability, major
    {76, 0},              // minor
    {81, 233472},         // bytes of shared memory on a multiprocessor
    {82, 65536},          // registers on a multiprocessor
    {97, 232448},         // bytes of shared memory in a block that asks for it
    {106, 32},            // blocks on a multiprocessor
    {115, 1},             // memory pools
};

}  // namespace

EXPORTED int cudaGetDeviceCount(int* count) {
  STAND_IN_CALL();
  if (count == nullptr) {
    return invalidValue;
  }
  *count = static_cast<int>(answerTo("device count", 1));
  return success;
}

EXPORTED int cudaSetDevice(int device) {
  STAND_IN_CALL();
  return device == 0 ? success : invalidDevice;
}

EXPORTED int cudaGetDevice(int* device) {
  STAND_IN_CALL();
  if (device == nullptr) {
    return invalidValue;
  }
  *device = 0;
  return success;
}

EXPORTED int cudaRuntimeGetVersion(int* runtimeVersion) {
  STAND_IN_CALL();
  if (runtimeVersion == nullptr) {
    return invalidValue;
  }
  *runtimeVersion = static_cast<int>(answerTo("runtime version", version));
  return success;
}

EXPORTED int cudaDriverGetVersion(int* driverVersion) {
  STAND_IN_CALL();
  if (driverVersion == nullptr) {
    return invalidValue;
  }
  *driverVersion = static_cast<int>(answerTo("driver version", version));
  return success;
}

EXPORTED int cudaDeviceGetAttribute(int* value, int attribute, int device) {
  STAND_IN_CALL();
  auto found = attributes.find(attribute);
  if (value == nullptr || found == attributes.end()) {
    return invalidValue;
  }
  if (device != 0) {
    return invalidDevice;
  }
  *value = static_cast<int>(answerTo(("attribute " + std::to_string(attribute)).c_str(), found->second));
  return success;
}

EXPORTED int cudaMemGetInfo(size_t* freeBytes, size_t* totalBytes) {
  STAND_IN_CALL();
  if (freeBytes == nullptr || totalBytes == nullptr) {
    return invalidValue;
  }
  *freeBytes = freeDeviceBytes();
  *totalBytes = deviceBytes();
  return success;
}

EXPORTED int cudaDeviceSynchronize() {
  STAND_IN_CALL();
  if (int refused = outsideCapture()) {
    return refused;
  }
  return synchronize(nullptr);
}
