// Captured work and its replay.
#include <mutex>
#include <set>

#include "core/controls.h"
#include "core/statuses.h"
#include "core/streams.h"

using namespace stand_ins;

namespace {

std::mutex mutex;

// Live graphs and executable graphs; never freed, as other threads may outlive main.
std::set<Graph*>& live() {
  static auto* all = new std::set<Graph*>();
  return *all;
}

Graph* keep(Graph* graph) {
  std::lock_guard<std::mutex> lock(mutex);
  return *live().insert(graph).first;
}

bool isLive(Graph* graph) {
  std::lock_guard<std::mutex> lock(mutex);
  return live().count(graph) != 0;
}

int destroy(Graph* graph) {
  std::lock_guard<std::mutex> lock(mutex);
  if (live().erase(graph) == 0) {
    return invalidValue;
  }
  delete graph;
  return success;
}

}  // namespace

EXPORTED int cudaStreamBeginCapture(Stream* stream, int mode) {
  STAND_IN_CALL();
  return beginCapture(stream, mode);
}

EXPORTED int cudaStreamEndCapture(Stream* stream, Graph** graph) {
  STAND_IN_CALL();
  if (graph == nullptr) {
    return invalidValue;
  }
  std::unique_ptr<Graph> captured;
  int status = endCapture(stream, captured);
  *graph = captured == nullptr ? nullptr : keep(captured.release());
  return status;
}

EXPORTED int cudaGraphInstantiate(Graph** executable, Graph* graph, unsigned long long flags) {
  STAND_IN_CALL();
  if (executable == nullptr || !isLive(graph) || flags != 0) {
    return invalidValue;
  }
  *executable = keep(new Graph(*graph));
  return success;
}

EXPORTED int cudaGraphLaunch(Graph* executable, Stream* stream) {
  STAND_IN_CALL();
  if (!isLive(executable)) {
    return invalidValue;
  }
  return submit(stream, [work = *executable] {
    for (const Work& piece : work) {
      if (int status = piece()) {
        return status;
      }
    }
    return int(success);
  });
}

EXPORTED int cudaGraphExecDestroy(Graph* executable) {
  STAND_IN_CALL();
  return destroy(executable);
}

EXPORTED int cudaGraphDestroy(Graph* graph) {
  STAND_IN_CALL();
  return destroy(graph);
}
