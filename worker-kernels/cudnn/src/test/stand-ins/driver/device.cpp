#include <cstring>

#include "core/controls.h"
#include "core/statuses.h"

using namespace stand_ins;

EXPORTED int cuInit(unsigned flags) {
  STAND_IN_CALL();
  return flags == 0 ? success : invalidValue;
}

EXPORTED int cuDeviceGet(int* device, int ordinal) {
  STAND_IN_CALL();
  if (device == nullptr) {
    return invalidValue;
  }
  if (ordinal != 0) {
    return invalidDevice;
  }
  *device = 0;
  return success;
}

EXPORTED int cuDeviceGetName(char* name, int length, int device) {
  STAND_IN_CALL();
  if (name == nullptr || length <= 0) {
    return invalidValue;
  }
  if (device != 0) {
    return invalidDevice;
  }
  std::strncpy(name, "CPU stand-in for a GPU", length);
  name[length - 1] = '\0';
  return success;
}

EXPORTED int cuGetErrorName(int status, const char** name) {
  const StatusText* text = textOf(status);
  if (name == nullptr || text == nullptr || text->driverName == nullptr) {
    return invalidValue;
  }
  *name = text->driverName;
  return success;
}

EXPORTED int cuGetErrorString(int status, const char** meaning) {
  const StatusText* text = textOf(status);
  if (meaning == nullptr || text == nullptr) {
    return invalidValue;
  }
  *meaning = text->meaning;
  return success;
}
