#include "core/streams.h"

#include <mutex>
#include <set>
#include <thread>

#include "core/controls.h"
#include "core/memory.h"
#include "core/statuses.h"

namespace stand_ins {

struct Stream {
  std::unique_ptr<Graph> captured;  // null: not capturing
  int mode = captureGlobal;
  std::thread::id capturer;
  bool spoiled = false;
};

namespace {

std::recursive_mutex mutex;  // held while work runs: one piece at a time, as kernels share static storage
int pendingStatus = success;

std::set<Stream*>& streams() {
  static auto* all = new std::set<Stream*>{};  // never freed: other threads may outlive main
  return *all;
}

Stream* defaultStream() {
  static auto* stream = new Stream();
  return stream;
}

Stream* orDefault(Stream* stream) { return stream == nullptr ? defaultStream() : stream; }

// The first thing that went wrong is the one told.
void note(int status) {
  if (pendingStatus == success) {
    pendingStatus = status;
  }
}

// Whether a call in this thread that could disturb a capture disturbs that one.
bool disturbs(const Stream& stream) {
  return stream.captured != nullptr &&
         (stream.mode == captureGlobal ||
          (stream.mode == captureThreadLocal && stream.capturer == std::this_thread::get_id()));
}

}  // namespace

Stream* createStream() {
  std::lock_guard<std::recursive_mutex> lock(mutex);
  return *streams().insert(new Stream()).first;
}

bool isStream(const Stream* stream) {
  std::lock_guard<std::recursive_mutex> lock(mutex);
  return stream == nullptr || streams().count(const_cast<Stream*>(stream)) != 0;
}

bool destroyStream(Stream* stream) {
  std::lock_guard<std::recursive_mutex> lock(mutex);
  if (streams().erase(stream) == 0) {
    return false;
  }
  delete stream;
  return true;
}

int submit(Stream* stream, Work work) {
  std::lock_guard<std::recursive_mutex> lock(mutex);
  if (!isStream(stream)) {
    return invalidResourceHandle;
  }
  Stream* target = orDefault(stream);
  if (target->captured == nullptr) {
    note(afterWork(work()));
  } else if (target->spoiled) {
    return streamCaptureInvalidated;
  } else {
    target->captured->push_back(std::move(work));
  }
  return success;
}

int synchronize(Stream* stream) {
  std::lock_guard<std::recursive_mutex> lock(mutex);
  if (!isStream(stream)) {
    return invalidResourceHandle;
  }
  if (orDefault(stream)->captured != nullptr) {
    orDefault(stream)->spoiled = true;
    return streamCaptureUnsupported;
  }
  if (wroteOutside()) {
    note(illegalAddress);
  }
  int status = pendingStatus;
  pendingStatus = success;
  return status;
}

int beginCapture(Stream* stream, int mode) {
  std::lock_guard<std::recursive_mutex> lock(mutex);
  if (mode < captureGlobal || mode > captureRelaxed) {
    return invalidValue;
  }
  if (!isStream(stream)) {
    return invalidResourceHandle;
  }
  if (stream == nullptr) {
    return streamCaptureUnsupported;  // the legacy default stream cannot capture
  }
  if (stream->captured != nullptr) {
    return illegalState;
  }
  stream->captured = std::make_unique<Graph>();
  stream->mode = mode;
  stream->capturer = std::this_thread::get_id();
  stream->spoiled = false;
  return success;
}

int endCapture(Stream* stream, std::unique_ptr<Graph>& graph) {
  std::lock_guard<std::recursive_mutex> lock(mutex);
  graph = nullptr;
  if (!isStream(stream)) {
    return invalidResourceHandle;
  }
  if (stream == nullptr || stream->captured == nullptr) {
    return illegalState;
  }
  std::unique_ptr<Graph> captured = std::move(stream->captured);
  if (stream->spoiled) {
    return streamCaptureInvalidated;
  }
  graph = std::move(captured);
  return success;
}

bool isCapturing(const Stream* stream) {
  std::lock_guard<std::recursive_mutex> lock(mutex);
  return stream != nullptr && isStream(stream) && stream->captured != nullptr;
}

int outsideCapture() {
  std::lock_guard<std::recursive_mutex> lock(mutex);
  bool refused = false;
  for (Stream* stream : streams()) {
    if (disturbs(*stream)) {
      stream->spoiled = true;
      refused = true;
    }
  }
  return refused ? streamCaptureUnsupported : success;
}

}  // namespace stand_ins
