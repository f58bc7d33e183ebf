// How tests steer the stand-ins: every call of every library starts with STAND_IN_CALL() and so can be made to fail,
// made to do nothing, and is counted.
#pragma once

#include <optional>

// What a library gives to its callers.
#define EXPORTED extern "C" __attribute__((visibility("default")))

namespace stand_ins {

// Counts a call; what it has to return at once, if a test wants it to fail or to do nothing.
std::optional<int> intercepted(const char* call);

// What a test wants a question answered with ("driver version", "free bytes", ...), else the usual.
long answerTo(const char* question, long otherwise);

// The status of a piece of work that ended with that one; another where a test wants it to fail.
int afterWork(int status);

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

// Answers a question about the machine (see answerTo) with that value.
EXPORTED void standInAnswer(const char* question, long value);

// From now on the device is lost: calls of the runtime and the driver return that status, those of cuBLAS and cuDNN
// that they could not be executed.
EXPORTED void standInLose(int status);

// Lets the count_down-th next piece of work given to a stream (1 is the very next) go wrong while it runs: the call
// that gives it succeeds, and the next wait returns the status.
EXPORTED void standInFailWork(int count_down, int status);

// Takes back all that the functions above have set, and counts from 0.
EXPORTED void standInReset();
