// The calls that tell which algorithms there are, what they need and how fast they are.
#include <algorithm>
#include <chrono>

#include "core/statuses.h"
#include "cudnn/run.h"

using namespace stand_ins;

namespace {

// As cudnnConvolutionFwdAlgoPerf_t and its like for the backward directions.
struct Performance {
  int algorithm;
  int status;
  float milliseconds;
  size_t memory;
  int isDeterministic;
  int mathType;
  int reserved[3];
};

int tellWorkspace(Direction direction, const TensorDescriptor* x, const FilterDescriptor* w,
                  const ConvolutionDescriptor* convolution, const TensorDescriptor* y, int number, size_t* bytes) {
  Problem problem;
  if (int refused = checkProblem(x, w, convolution, y, problem)) {
    return refused;
  }
  const Algorithm* algorithm = findAlgorithm(direction, number);
  if (bytes == nullptr) {
    return standInCudnnRefusal(cudnnBadParameter, "no place for the result");
  }
  if (algorithm == nullptr) {
    return standInCudnnRefusal(cudnnNotSupported, "the algorithm is not supported");
  }
  *bytes = workspaceBytes(problem, *algorithm);
  return cudnnSuccess;
}

// All algorithms: the supported ones first, not timed.
std::vector<Performance> allOf(Direction direction, const Problem& problem) {
  std::vector<Performance> result;
  int mathType = problem.convolution.mathType;
  for (const Algorithm& algorithm : algorithmsOf(direction)) {
    result.push_back({algorithm.number, cudnnSuccess, -1, workspaceBytes(problem, algorithm),
                      algorithm.isDeterministic ? 1 : 0, mathType, {}});
  }
  for (int number = 0; number < algorithmNumbers(direction); number++) {
    if (findAlgorithm(direction, number) == nullptr) {
      result.push_back({number, cudnnNotSupported, -1, 0, 0, mathType, {}});
    }
  }
  return result;
}

int giveBack(const std::vector<Performance>& found, int requested, int* returned, Performance* results) {
  if (requested < 1 || returned == nullptr || results == nullptr) {
    return standInCudnnRefusal(cudnnBadParameter, "no place for the results");
  }
  *returned = std::min(requested, static_cast<int>(found.size()));
  std::copy(found.begin(), found.begin() + *returned, results);
  return cudnnSuccess;
}

int recommend(Direction direction, CudnnHandle* handle, const TensorDescriptor* x, const FilterDescriptor* w,
              const ConvolutionDescriptor* convolution, const TensorDescriptor* y, int requested, int* returned,
              Performance* results) {
  if (handle == nullptr) {
    return standInCudnnRefusal(cudnnBadParameter, "no handle");
  }
  Problem problem;
  if (int refused = checkProblem(x, w, convolution, y, problem)) {
    return refused;
  }
  return giveBack(allOf(direction, problem), requested, returned, results);
}

// Runs one algorithm and notes the time that it took, or why it cannot run.
void time(CudnnHandle* handle, Task task, Performance& performance) {
  task.algorithm = findAlgorithm(task.direction, performance.algorithm);
  if (task.algorithm == nullptr) {
    return;
  }
  if (performance.memory > task.workspaceBytes) {
    performance.status = cudnnWorkspaceTooSmall;
    return;
  }
  float one = 1;
  float zero = 0;
  auto start = std::chrono::steady_clock::now();
  performance.status = submitTask(handle, task, &one, &zero);
  auto end = std::chrono::steady_clock::now();
  if (performance.status == cudnnSuccess) {
    performance.milliseconds = std::chrono::duration<float, std::milli>(end - start).count();
  }
}

// Runs them all; those that ran come first, the fastest before the others.
int find(CudnnHandle* handle, const Task& task, int requested, int* returned, Performance* results) {
  if (handle == nullptr) {
    return standInCudnnRefusal(cudnnBadParameter, "no handle");
  }
  if (isCapturing(handle->stream)) {
    return standInCudnnRefusal(cudnnExecutionFailed, "a search cannot be captured");
  }
  std::vector<Performance> found = allOf(task.direction, task.problem);
  for (Performance& performance : found) {
    time(handle, task, performance);
  }
  std::stable_sort(found.begin(), found.end(), [](const Performance& first, const Performance& second) {
    bool firstRan = first.status == cudnnSuccess;
    bool secondRan = second.status == cudnnSuccess;
    return firstRan != secondRan ? firstRan : firstRan && first.milliseconds < second.milliseconds;
  });
  return giveBack(found, requested, returned, results);
}

void* writable(const void* memory) { return const_cast<void*>(memory); }

}  // namespace

EXPORTED int cudnnGetConvolutionForwardWorkspaceSize(CudnnHandle*, const TensorDescriptor* x, const FilterDescriptor* w,
                                                     const ConvolutionDescriptor* convolution,
                                                     const TensorDescriptor* y, int algorithm, size_t* bytes) {
  STAND_IN_CALL();
  return tellWorkspace(Direction::forward, x, w, convolution, y, algorithm, bytes);
}

EXPORTED int cudnnGetConvolutionBackwardDataWorkspaceSize(CudnnHandle*, const FilterDescriptor* w,
                                                          const TensorDescriptor* dy,
                                                          const ConvolutionDescriptor* convolution,
                                                          const TensorDescriptor* dx, int algorithm, size_t* bytes) {
  STAND_IN_CALL();
  return tellWorkspace(Direction::backwardData, dx, w, convolution, dy, algorithm, bytes);
}

EXPORTED int cudnnGetConvolutionBackwardFilterWorkspaceSize(CudnnHandle*, const TensorDescriptor* x,
                                                            const TensorDescriptor* dy,
                                                            const ConvolutionDescriptor* convolution,
                                                            const FilterDescriptor* dw, int algorithm,
                                                            size_t* bytes) {
  STAND_IN_CALL();
  return tellWorkspace(Direction::backwardFilter, x, dw, convolution, dy, algorithm, bytes);
}

EXPORTED int cudnnGetConvolutionForwardAlgorithm_v7(CudnnHandle* handle, const TensorDescriptor* x,
                                                    const FilterDescriptor* w,
                                                    const ConvolutionDescriptor* convolution,
                                                    const TensorDescriptor* y, int requested, int* returned,
                                                    Performance* results) {
  STAND_IN_CALL();
  return recommend(Direction::forward, handle, x, w, convolution, y, requested, returned, results);
}

EXPORTED int cudnnGetConvolutionBackwardDataAlgorithm_v7(CudnnHandle* handle, const FilterDescriptor* w,
                                                         const TensorDescriptor* dy,
                                                         const ConvolutionDescriptor* convolution,
                                                         const TensorDescriptor* dx, int requested, int* returned,
                                                         Performance* results) {
  STAND_IN_CALL();
  return recommend(Direction::backwardData, handle, dx, w, convolution, dy, requested, returned, results);
}

EXPORTED int cudnnGetConvolutionBackwardFilterAlgorithm_v7(CudnnHandle* handle, const TensorDescriptor* x,
                                                           const TensorDescriptor* dy,
                                                           const ConvolutionDescriptor* convolution,
                                                           const FilterDescriptor* dw, int requested, int* returned,
                                                           Performance* results) {
  STAND_IN_CALL();
  return recommend(Direction::backwardFilter, handle, x, dw, convolution, dy, requested, returned, results);
}

EXPORTED int cudnnFindConvolutionForwardAlgorithmEx(CudnnHandle* handle, const TensorDescriptor* xDescriptor,
                                                    const void* x, const FilterDescriptor* wDescriptor, const void* w,
                                                    const ConvolutionDescriptor* convolution,
                                                    const TensorDescriptor* yDescriptor, void* y, int requested,
                                                    int* returned, Performance* results, void* workspace,
                                                    size_t workspaceBytes) {
  STAND_IN_CALL();
  Problem problem;
  if (int refused = checkProblem(xDescriptor, wDescriptor, convolution, yDescriptor, problem)) {
    return refused;
  }
  Task task{Direction::forward, problem, nullptr, writable(x), writable(w), y, workspace, workspaceBytes};
  return find(handle, task, requested, returned, results);
}

EXPORTED int cudnnFindConvolutionBackwardDataAlgorithmEx(CudnnHandle* handle, const FilterDescriptor* wDescriptor,
                                                         const void* w, const TensorDescriptor* dyDescriptor,
                                                         const void* dy, const ConvolutionDescriptor* convolution,
                                                         const TensorDescriptor* dxDescriptor, void* dx, int requested,
                                                         int* returned, Performance* results, void* workspace,
                                                         size_t workspaceBytes) {
  STAND_IN_CALL();
  Problem problem;
  if (int refused = checkProblem(dxDescriptor, wDescriptor, convolution, dyDescriptor, problem)) {
    return refused;
  }
  Task task{Direction::backwardData, problem, nullptr, dx, writable(w), writable(dy), workspace, workspaceBytes};
  return find(handle, task, requested, returned, results);
}

EXPORTED int cudnnFindConvolutionBackwardFilterAlgorithmEx(CudnnHandle* handle, const TensorDescriptor* xDescriptor,
                                                           const void* x, const TensorDescriptor* dyDescriptor,
                                                           const void* dy, const ConvolutionDescriptor* convolution,
                                                           const FilterDescriptor* dwDescriptor, void* dw,
                                                           int requested, int* returned, Performance* results,
                                                           void* workspace, size_t workspaceBytes) {
  STAND_IN_CALL();
  Problem problem;
  if (int refused = checkProblem(xDescriptor, dwDescriptor, convolution, dyDescriptor, problem)) {
    return refused;
  }
  Task task{Direction::backwardFilter, problem, nullptr, writable(x), dw, writable(dy), workspace, workspaceBytes};
  return find(handle, task, requested, returned, results);
}
