// The status numbers of the CUDA runtime and driver (both use the same ones) that the stand-ins return.
#pragma once

namespace stand_ins {

enum Status : int {
  success = 0,
  invalidValue = 1,
  memoryAllocation = 2,
  invalidConfiguration = 9,
  invalidDevice = 101,
  invalidKernelImage = 200,
  invalidResourceHandle = 400,
  illegalState = 401,
  symbolNotFound = 500,
  illegalAddress = 700,
  launchFailure = 719,
  streamCaptureUnsupported = 900,
  streamCaptureInvalidated = 901,
  streamCaptureUnmatched = 903,
};

// One status as the runtime and the driver name it.
struct StatusText {
  int status;
  const char* runtimeName;
  const char* driverName;
  const char* meaning;
};

// What is known about a status; null for one that neither library has (or the stand-ins do not know).
const StatusText* textOf(int status);

}  // namespace stand_ins
