#include "cudnn/run.h"

#include <atomic>
#include <cmath>
#include <cstring>

#include "core/statuses.h"

namespace stand_ins {

namespace {

// Lets the results of algorithms that are not deterministic differ from call to call, as on a GPU, where the order of
// their sums does: the first sum is a little off in every second call.
void disturb(Sums& sums) {
  static std::atomic<unsigned> calls{0};
  if (calls++ % 2 == 1) {
    sums[0] += std::fabs(sums[0]) * 1e-6;
  }
}

Sums convolve(const Task& task) {
  switch (task.direction) {
    case Direction::forward:
      return convolveForward(task.problem, task.x, task.w);
    case Direction::backwardData:
      return convolveBackwardData(task.problem, task.w, task.y);
    default:
      return convolveBackwardFilter(task.problem, task.x, task.y);
  }
}

}  // namespace

int checkTask(CudnnHandle* handle, const Task& task) {
  if (handle == nullptr) {
    return standInCudnnRefusal(cudnnBadParameter, "no handle");
  }
  if (task.algorithm == nullptr) {
    return standInCudnnRefusal(cudnnNotSupported, "the algorithm is not supported");
  }
  if (int refused = checkMemory(task.problem.x, task.x, "x")) {
    return refused;
  }
  if (int refused = checkMemory(task.problem.w, task.w, "w")) {
    return refused;
  }
  if (int refused = checkMemory(task.problem.y, task.y, "y")) {
    return refused;
  }
  return checkWorkspace(task.problem, *task.algorithm, task.workspace, task.workspaceBytes);
}

Sums runTask(const Task& task) {
  if (task.algorithm->needsWorkspace) {
    std::memset(task.workspace, 0xFF, workspaceBytes(task.problem, *task.algorithm));
  }
  Sums sums = convolve(task);
  if (!task.algorithm->isDeterministic) {
    disturb(sums);
  }
  return sums;
}

int submitTask(CudnnHandle* handle, const Task& task, const float* alpha, const float* beta) {
  if (int refused = checkTask(handle, task)) {
    return refused;
  }
  if (alpha == nullptr || beta == nullptr) {
    return standInCudnnRefusal(cudnnBadParameter, "no alpha or no beta");
  }
  bool toY = task.direction == Direction::forward;
  bool toX = task.direction == Direction::backwardData;
  const TensorDescriptor result = toY ? task.problem.y : toX ? task.problem.x : task.problem.w;
  void* to = toY ? task.y : toX ? task.x : task.w;
  int status = submit(handle->stream, [task, result, to, factor = *alpha, old = *beta] {
    put(runTask(task), factor, old, result, to);
    return success;
  });
  return status == success ? cudnnSuccess : standInCudnnRefusal(cudnnExecutionFailed, "the stream took no work");
}

}  // namespace stand_ins
