// How tests steer the stand-ins: every call of every library starts with STAND_IN_CALL() and so can be made to fail,
// made to do nothing, and is counted.
#pragma once

#include <optional>

// What a library gives to its callers.
#define EXPORTED extern "C" __attribute__((visibility("default")))

namespace stand_ins {

// Counts a call; what it has to return at once, if a test wants it to fail or to do nothing.
std::optional<int> intercepted(const char* call);

}  // namespace stand_ins

// First line of each call that returns a status.
#define STAND_IN_CALL()                                                            \
  do {                                                                             \
    if (auto interceptedStatus = stand_ins::intercepted(__func__)) return *interceptedStatus; \
  } while (false)

// Lets the count_down-th next call of that name (1 is the very next) return that status without doing anything;
// a count_down of 0 takes this back.
EXPORTED void standInFail(const char* call, int count_down, int status);

// How often it was called since the library was loaded or standInReset() called.
EXPORTED long standInCalls(const char* call);

// Lets each call of that name return 0 without doing anything, until standInReset().
EXPORTED void standInDoNothing(const char* call);

// Takes back all that the functions above have set, and counts from 0.
EXPORTED void standInReset();
