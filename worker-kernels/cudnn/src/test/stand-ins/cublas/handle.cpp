#include "core/controls.h"
#include "core/memory.h"
#include "core/statuses.h"
#include "cublas/types.h"

using namespace stand_ins;

namespace {

struct Text {
  int status;
  const char* name;
  const char* meaning;
};

const Text texts[] = {
    {0, "CUBLAS_STATUS_SUCCESS", "the operation completed successfully"},
    {1, "CUBLAS_STATUS_NOT_INITIALIZED", "the library was not initialized"},
    {3, "CUBLAS_STATUS_ALLOC_FAILED", "the resource allocation failed"},
    {7, "CUBLAS_STATUS_INVALID_VALUE", "an unsupported value or parameter was passed to the function"},
    {8, "CUBLAS_STATUS_ARCH_MISMATCH", "the function requires a feature absent from the device architecture"},
    {11, "CUBLAS_STATUS_MAPPING_ERROR", "an access to GPU memory space failed"},
    {13, "CUBLAS_STATUS_EXECUTION_FAILED", "the GPU program failed to execute"},
    {14, "CUBLAS_STATUS_INTERNAL_ERROR", "an internal operation failed"},
    {15, "CUBLAS_STATUS_NOT_SUPPORTED", "the functionality requested is not supported"},
    {16, "CUBLAS_STATUS_LICENSE_ERROR", "the functionality requested requires some license"},
};

const Text* textOfCublas(int status) {
  for (const Text& text : texts) {
    if (text.status == status) {
      return &text;
    }
  }
  return nullptr;
}

bool isMathMode(int mode) {
  int base = mode & ~16;  // 16: no reductions of reduced precision
  return base >= 0 && base <= 3;
}

}  // namespace

EXPORTED int cublasCreate_v2(CublasHandle** handle) {
  STAND_IN_CALL();
  if (handle == nullptr) {
    return cublasInvalidValue;
  }
  *handle = new CublasHandle();
  return cublasSuccess;
}

EXPORTED int cublasDestroy_v2(CublasHandle* handle) {
  STAND_IN_CALL();
  if (handle == nullptr) {
    return cublasNotInitialized;
  }
  delete handle;
  return cublasSuccess;
}

EXPORTED int cublasSetStream_v2(CublasHandle* handle, Stream* stream) {
  STAND_IN_CALL();
  if (handle == nullptr) {
    return cublasNotInitialized;
  }
  handle->stream = stream;
  return cublasSuccess;
}

EXPORTED int cublasSetMathMode(CublasHandle* handle, int mode) {
  STAND_IN_CALL();
  if (handle == nullptr) {
    return cublasNotInitialized;
  }
  if (!isMathMode(mode)) {
    return cublasInvalidValue;
  }
  handle->mathMode = mode;
  return cublasSuccess;
}

EXPORTED int cublasSetWorkspace_v2(CublasHandle* handle, void* workspace, size_t bytes) {
  STAND_IN_CALL();
  if (handle == nullptr) {
    return cublasNotInitialized;
  }
  bool aligned = reinterpret_cast<size_t>(workspace) % 256 == 0;
  return aligned && onDevice(workspace, bytes) ? cublasSuccess : cublasInvalidValue;
}

// Which part of the version as in libraryPropertyType: 0 major, 1 minor, 2 patch.
EXPORTED int cublasGetProperty(int which, int* value) {
  STAND_IN_CALL();
  static const char* const questions[] = {"cublas major", "cublas minor", "cublas patch"};
  static const int parts[] = {13, 2, 0};
  if (which < 0 || which > 2 || value == nullptr) {
    return 7;
  }
  *value = static_cast<int>(stand_ins::answerTo(questions[which], parts[which]));
  return 0;
}

EXPORTED int cublasGetVersion_v2(CublasHandle*, int* version) {
  STAND_IN_CALL();
  if (version == nullptr) {
    return cublasInvalidValue;
  }
  *version = 130200;
  return cublasSuccess;
}

EXPORTED const char* cublasGetStatusName(int status) {
  const Text* text = textOfCublas(status);
  return text == nullptr ? "<unknown>" : text->name;
}

EXPORTED const char* cublasGetStatusString(int status) {
  const Text* text = textOfCublas(status);
  return text == nullptr ? "<unknown>" : text->meaning;
}
