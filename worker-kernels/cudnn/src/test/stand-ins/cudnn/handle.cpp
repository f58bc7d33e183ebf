#include <cstdio>
#include <string>

#include "core/controls.h"
#include "cudnn/types.h"

using namespace stand_ins;

namespace {

thread_local std::string lastError;

}  // namespace

EXPORTED int standInCudnnRefusal(int status, const char* reason) {
  lastError = std::string("CPU stand-in: ") + reason;
  return status;
}

EXPORTED size_t cudnnGetVersion() { return stand_ins::answerTo("cudnn version", 91900); }

EXPORTED size_t cudnnGetCudartVersion() { return stand_ins::answerTo("cudnn runtime version", 13010); }

EXPORTED int cudnnCreate(CudnnHandle** handle) {
  STAND_IN_CALL();
  if (handle == nullptr) {
    return standInCudnnRefusal(cudnnBadParameter, "no place for the handle");
  }
  *handle = new CudnnHandle();
  return cudnnSuccess;
}

EXPORTED int cudnnDestroy(CudnnHandle* handle) {
  STAND_IN_CALL();
  delete handle;
  return cudnnSuccess;
}

EXPORTED int cudnnSetStream(CudnnHandle* handle, Stream* stream) {
  STAND_IN_CALL();
  if (handle == nullptr || !isStream(stream)) {
    return standInCudnnRefusal(cudnnBadParameter, "no handle or no stream");
  }
  handle->stream = stream;
  return cudnnSuccess;
}

EXPORTED const char* cudnnGetErrorString(int status) {
  switch (status) {
    case 0:
      return "CUDNN_STATUS_SUCCESS";
    case 1001:
      return "CUDNN_STATUS_NOT_INITIALIZED";
    case 1002:
      return "CUDNN_STATUS_SUBLIBRARY_VERSION_MISMATCH";
    case 1008:
      return "CUDNN_STATUS_SUBLIBRARY_LOADING_FAILED";
    case 2000:
      return "CUDNN_STATUS_BAD_PARAM";
    case 3000:
      return "CUDNN_STATUS_NOT_SUPPORTED";
    case 4000:
      return "CUDNN_STATUS_INTERNAL_ERROR";
    case 4003:
      return "CUDNN_STATUS_INTERNAL_ERROR_HOST_ALLOCATION_FAILED";
    case 4004:
      return "CUDNN_STATUS_INTERNAL_ERROR_DEVICE_ALLOCATION_FAILED";
    case 5000:
      return "CUDNN_STATUS_EXECUTION_FAILED";
    default:
      return "CUDNN_UNKNOWN_STATUS";
  }
}

// Gives the thread's last error, and forgets it.
EXPORTED void cudnnGetLastErrorString(char* message, size_t size) {
  if (message != nullptr && size > 0) {
    std::snprintf(message, size, "%s", lastError.c_str());
  }
  lastError.clear();
}
