// Events: the time at which their stream came to them.
#include <chrono>
#include <optional>

#include "core/controls.h"
#include "core/statuses.h"
#include "core/streams.h"

using namespace stand_ins;

using Clock = std::chrono::steady_clock;

struct Event {
  std::optional<Clock::time_point> reached;
};

EXPORTED int cudaEventCreate(Event** event) {
  STAND_IN_CALL();
  if (event == nullptr) {
    return invalidValue;
  }
  *event = new Event();
  return success;
}

EXPORTED int cudaEventRecord(Event* event, Stream* stream) {
  STAND_IN_CALL();
  if (event == nullptr) {
    return invalidResourceHandle;
  }
  return submit(stream, [event] {
    event->reached = Clock::now();
    return success;
  });
}

EXPORTED int cudaEventSynchronize(Event* event) {
  STAND_IN_CALL();
  return event == nullptr ? invalidResourceHandle : success;
}

EXPORTED int cudaEventElapsedTime(float* milliseconds, Event* start, Event* end) {
  STAND_IN_CALL();
  if (milliseconds == nullptr) {
    return invalidValue;
  }
  if (start == nullptr || end == nullptr || !start->reached || !end->reached) {
    return invalidResourceHandle;
  }
  *milliseconds = std::chrono::duration<float, std::milli>(*end->reached - *start->reached).count();
  return success;
}

EXPORTED int cudaEventDestroy(Event* event) {
  STAND_IN_CALL();
  if (event == nullptr) {
    return invalidResourceHandle;
  }
  delete event;
  return success;
}
