#include "core/controls.h"

#include <map>
#include <mutex>
#include <string>

namespace {

struct Control {
  long calls = 0;
  int failsIn = 0;  // 0: never
  int status = 0;
  bool doesNothing = false;
};

std::mutex mutex;

std::map<std::string, Control>& controls() {
  // Never freed: other threads may still make calls while the process ends.
  static auto* all = new std::map<std::string, Control>();
  return *all;
}

}  // namespace

namespace stand_ins {

std::optional<int> intercepted(const char* call) {
  std::lock_guard<std::mutex> lock(mutex);
  Control& control = controls()[call];
  control.calls++;
  if (control.failsIn > 0 && --control.failsIn == 0) {
    return control.status;
  }
  return control.doesNothing ? std::optional<int>(0) : std::nullopt;
}

}  // namespace stand_ins

EXPORTED void standInFail(const char* call, int count_down, int status) {
  std::lock_guard<std::mutex> lock(mutex);
  Control& control = controls()[call];
  control.failsIn = count_down;
  control.status = status;
}

EXPORTED long standInCalls(const char* call) {
  std::lock_guard<std::mutex> lock(mutex);
  auto found = controls().find(call);
  return found == controls().end() ? 0 : found->second.calls;
}

EXPORTED void standInDoNothing(const char* call) {
  std::lock_guard<std::mutex> lock(mutex);
  controls()[call].doesNothing = true;
}

EXPORTED void standInReset() {
  std::lock_guard<std::mutex> lock(mutex);
  controls().clear();
}
