// What the real library refuses, too.
#pragma once

#include "cudnn/types.h"

namespace stand_ins {

// A convolution whose descriptors fit each other; x is the input, y the output, whichever is computed.
struct Problem {
  TensorDescriptor x;
  FilterDescriptor w;
  ConvolutionDescriptor convolution;
  TensorDescriptor y;
};

// Fills the problem if the descriptors are set, of a known type, and fit each other; else a refusal.
int checkProblem(const TensorDescriptor* x, const FilterDescriptor* w, const ConvolutionDescriptor* convolution,
                 const TensorDescriptor* y, Problem& problem);

// Refuses values that do not lie in one allocation of device memory.
int checkMemory(const TensorDescriptor& tensor, const void* values, const char* what);

// Refuses a bias that is not one value for each channel of the output.
int checkBias(const TensorDescriptor* bias, const TensorDescriptor& y);

bool haveSameSizes(const TensorDescriptor& first, const TensorDescriptor& second);

}  // namespace stand_ins
