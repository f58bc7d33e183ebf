// Running a checked convolution on a handle's stream.
#pragma once

#include <functional>

#include "cudnn/algorithms.h"
#include "cudnn/convolve.h"

namespace stand_ins {

// One convolution to be made by an algorithm. The three pointers are the values of x, w and y or of their gradients.
struct Task {
  Direction direction;
  Problem problem;
  const Algorithm* algorithm;
  void* x;
  void* w;
  void* y;
  void* workspace;
  size_t workspaceBytes;
};

// Refuses a task whose algorithm is not supported, or whose memory or workspace does not fit.
int checkTask(CudnnHandle* handle, const Task& task);

// The convolution's sums, now. The workspace is spoilt, as an algorithm may leave anything there.
Sums runTask(const Task& task);

// Checks the task and gives it to the handle's stream.
int submitTask(CudnnHandle* handle, const Task& task, const float* alpha, const float* beta);

}  // namespace stand_ins
