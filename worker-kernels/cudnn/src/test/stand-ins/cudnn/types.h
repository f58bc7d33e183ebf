// What the parts of the cuDNN stand-in share: status numbers, handles and descriptors.
#pragma once

#include <cstddef>

#include "core/controls.h"
#include "core/streams.h"

namespace stand_ins {

enum CudnnStatus : int {
  cudnnSuccess = 0,
  cudnnBadParameter = 2000,
  cudnnNotSupported = 3000,
  cudnnWorkspaceTooSmall = 4003,  // what a search reports of an algorithm whose workspace does not fit
  cudnnExecutionFailed = 5000,
};

struct CudnnHandle {
  Stream* stream = nullptr;
};

constexpr int mostDimensions = 5;

// Sizes and strides (in elements) in the order batch, channel, plane, row, column, whatever the layout; a tensor of four
// dimensions has one plane.
struct TensorDescriptor {
  bool isSet = false;
  int dimensions = 0;
  int type = 0;
  int sizes[mostDimensions] = {};
  int strides[mostDimensions] = {};

  size_t places() const { return size_t(sizes[2]) * sizes[3] * sizes[4]; }
  size_t count() const { return size_t(sizes[0]) * sizes[1] * places(); }
};

// A filter is a tensor whose batch is the output's channels, and whose channels are the input's in one group.
struct FilterDescriptor : TensorDescriptor {};

constexpr int fmaMath = 3;  // the math type that keeps tensor cores out

// Of planes, rows and columns, in this order; over two axes, planes are left alone.
struct ConvolutionDescriptor {
  bool isSet = false;
  int axes = 0;
  int padding[3] = {};
  int stride[3] = {};
  int dilation[3] = {};
  int groups = 1;
  int mathType = 0;
};

enum ActivationMode : int { activationRelu = 1, activationIdentity = 5 };

struct ActivationDescriptor {
  bool isSet = false;
  int mode = 0;
  bool keepsNaN = false;
};

}  // namespace stand_ins

// Keeps the reason of a refusal for cudnnGetLastErrorString, and gives the status back.
EXPORTED int standInCudnnRefusal(int status, const char* reason);
