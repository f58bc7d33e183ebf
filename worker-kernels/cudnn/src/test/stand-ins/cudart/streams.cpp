#include "core/streams.h"

#include "core/controls.h"
#include "core/statuses.h"

using namespace stand_ins;

EXPORTED int cudaStreamCreateWithFlags(Stream** stream, unsigned flags) {
  STAND_IN_CALL();
  if (stream == nullptr || flags > 1) {  // 0 default, 1 non-blocking: the same here, as work runs at once
    return invalidValue;
  }
  *stream = createStream();
  return success;
}

EXPORTED int cudaStreamDestroy(Stream* stream) {
  STAND_IN_CALL();
  return destroyStream(stream) ? success : invalidResourceHandle;
}

EXPORTED int cudaStreamSynchronize(Stream* stream) {
  STAND_IN_CALL();
  return synchronize(stream);
}
