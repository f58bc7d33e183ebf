// Streams: work given to one runs at once, unless the stream is capturing; then it becomes part of a graph.
#pragma once

#include <functional>
#include <memory>
#include <vector>

namespace stand_ins {

// A piece of work; its status is that of the device after it (success, illegalAddress, launchFailure).
using Work = std::function<int()>;

using Graph = std::vector<Work>;

struct Stream;

// How strictly calls that could disturb a capture are refused meanwhile (numbers as in cudaStreamCaptureMode).
enum CaptureMode : int { captureGlobal = 0, captureThreadLocal = 1, captureRelaxed = 2 };

Stream* createStream();

// Whether it is a stream and has not been destroyed; the null stream is one.
bool isStream(const Stream* stream);

bool destroyStream(Stream* stream);

// Runs the work or records it. The status is the submission's: what goes wrong in the work itself is told by the next
// synchronize(), as the real libraries do.
int submit(Stream* stream, Work work);

// The status of all work since the last one; streamCaptureUnsupported where the stream (null: any) is capturing.
int synchronize(Stream* stream);

int beginCapture(Stream* stream, int mode);

// The graph is null unless the status is success.
int endCapture(Stream* stream, std::unique_ptr<Graph>& graph);

bool isCapturing(const Stream* stream);

// Status for a call that must not be made during a capture (allocating, freeing, waiting for the device, ...): it
// is refused, and spoils the capture, as the capture's mode says.
int outsideCapture();

}  // namespace stand_ins
