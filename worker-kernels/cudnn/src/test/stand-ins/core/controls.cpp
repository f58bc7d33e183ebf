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

std::map<std::string, long>& answers() {
  static auto* all = new std::map<std::string, long>();
  return *all;
}

int lostStatus = 0;
int workFailsIn = 0;
int workStatus = 0;

// What a library's calls return once the device is lost; nothing for those that have no part in it.
std::optional<int> whenLost(const std::string& call) {
  if (call.rfind("cudnn", 0) == 0) {
    return 5000;
  }
  if (call.rfind("cublas", 0) == 0) {
    return 13;
  }
  return call.rfind("cu", 0) == 0 ? std::optional<int>(lostStatus) : std::nullopt;
}

}  // namespace

namespace stand_ins {

std::optional<int> intercepted(const char* call) {
  std::lock_guard<std::mutex> lock(mutex);
  Control& control = controls()[call];
  control.calls++;
  if (lostStatus != 0) {
    if (std::optional<int> lost = whenLost(call)) {
      return lost;
    }
  }
  if (control.failsIn > 0 && --control.failsIn == 0) {
    return control.status;
  }
  return control.doesNothing ? std::optional<int>(0) : std::nullopt;
}

long answerTo(const char* question, long otherwise) {
  std::lock_guard<std::mutex> lock(mutex);
  auto found = answers().find(question);
  return found == answers().end() ? otherwise : found->second;
}

int afterWork(int status) {
  std::lock_guard<std::mutex> lock(mutex);
  return workFailsIn > 0 && --workFailsIn == 0 ? workStatus : status;
}

}  // namespace stand_ins

EXPORTED void standInAnswer(const char* question, long value) {
  std::lock_guard<std::mutex> lock(mutex);
  answers()[question] = value;
}

EXPORTED void standInLose(int status) {
  std::lock_guard<std::mutex> lock(mutex);
  lostStatus = status;
}

EXPORTED void standInFailWork(int count_down, int status) {
  std::lock_guard<std::mutex> lock(mutex);
  workFailsIn = count_down;
  workStatus = status;
}

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
  answers().clear();
  lostStatus = 0;
  workFailsIn = 0;
}
