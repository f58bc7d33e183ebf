#include "core/controls.h"
#include "core/statuses.h"

using namespace stand_ins;

EXPORTED const char* cudaGetErrorName(int status) {
  const StatusText* text = textOf(status);
  return text == nullptr ? "unrecognized error code" : text->runtimeName;
}

EXPORTED const char* cudaGetErrorString(int status) {
  const StatusText* text = textOf(status);
  return text == nullptr ? "unrecognized error code" : text->meaning;
}

// Errors are told by the calls that meet them; none is kept for this one.
EXPORTED int cudaGetLastError() {
  STAND_IN_CALL();
  return success;
}

EXPORTED int cudaPeekAtLastError() {
  STAND_IN_CALL();
  return success;
}
