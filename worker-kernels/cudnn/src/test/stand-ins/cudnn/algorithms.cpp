#include "cudnn/algorithms.h"

#include "core/memory.h"

namespace stand_ins {

const std::vector<Algorithm>& algorithmsOf(Direction direction) {
  // Backward, the one that is recommended first is not deterministic, as with the real library.
  static const std::vector<Algorithm> forward = {{implicitPrecomputedGemm, true, true}, {0, true, false}};
  static const std::vector<Algorithm> backward = {{0, false, false}, {1, true, true}};
  return direction == Direction::forward ? forward : backward;
}

int algorithmNumbers(Direction direction) {
  switch (direction) {
    case Direction::forward:
      return 8;
    case Direction::backwardData:
      return 6;
    default:
      return 7;
  }
}

const Algorithm* findAlgorithm(Direction direction, int number) {
  for (const Algorithm& algorithm : algorithmsOf(direction)) {
    if (algorithm.number == number) {
      return &algorithm;
    }
  }
  return nullptr;
}

size_t workspaceBytes(const Problem& problem, const Algorithm& algorithm) {
  return algorithm.needsWorkspace ? 1024 + 4 * size_t(problem.w.sizes[0]) * problem.w.places() : 0;
}

int checkWorkspace(const Problem& problem, const Algorithm& algorithm, const void* workspace, size_t bytes) {
  size_t needed = workspaceBytes(problem, algorithm);
  if (bytes < needed) {
    return standInCudnnRefusal(cudnnBadParameter, "the workspace is too small");
  }
  if (needed > 0 && !onDevice(workspace, bytes)) {
    return standInCudnnRefusal(cudnnBadParameter, "the workspace does not lie in one allocation of device memory");
  }
  return cudnnSuccess;
}

}  // namespace stand_ins
