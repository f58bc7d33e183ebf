#include "cudnn/checks.h"

#include <algorithm>
#include <string>

#include "core/memory.h"
#include "cudnn/elements.h"

namespace stand_ins {

namespace {

// The output's size along planes (0), rows (1) or columns (2).
int outputSize(const Problem& problem, int axis) {
  const ConvolutionDescriptor& c = problem.convolution;
  int reach = (problem.w.sizes[2 + axis] - 1) * c.dilation[axis] + 1;
  int room = problem.x.sizes[2 + axis] + 2 * c.padding[axis] - reach;
  return room < 0 ? 0 : room / c.stride[axis] + 1;
}

bool fits(const Problem& problem) {
  int groups = problem.convolution.groups;
  int dimensions = problem.convolution.axes + 2;
  for (const TensorDescriptor* tensor : {&problem.x, &problem.y, static_cast<const TensorDescriptor*>(&problem.w)}) {
    if (tensor->dimensions != dimensions) {
      return false;
    }
  }
  for (int axis = 0; axis < 3; axis++) {
    if (problem.y.sizes[2 + axis] != outputSize(problem, axis)) {
      return false;
    }
  }
  return problem.x.sizes[0] == problem.y.sizes[0] && problem.x.sizes[1] == problem.w.sizes[1] * groups &&
         problem.y.sizes[1] == problem.w.sizes[0] && problem.w.sizes[0] % groups == 0;
}

}  // namespace

int checkProblem(const TensorDescriptor* x, const FilterDescriptor* w, const ConvolutionDescriptor* convolution,
                 const TensorDescriptor* y, Problem& problem) {
  if (x == nullptr || w == nullptr || convolution == nullptr || y == nullptr) {
    return standInCudnnRefusal(cudnnBadParameter, "a descriptor is missing");
  }
  if (!x->isSet || !w->isSet || !convolution->isSet || !y->isSet) {
    return standInCudnnRefusal(cudnnBadParameter, "a descriptor has not been set");
  }
  if (x->type != w->type || x->type != y->type) {
    return standInCudnnRefusal(cudnnBadParameter, "the data types differ");
  }
  if (!isKnownType(x->type)) {
    return standInCudnnRefusal(cudnnNotSupported, "the data type is not supported");
  }
  problem = Problem{*x, *w, *convolution, *y};
  if (!fits(problem)) {
    return standInCudnnRefusal(cudnnBadParameter, "the sizes of input, filter, groups and output do not fit");
  }
  return cudnnSuccess;
}

int checkMemory(const TensorDescriptor& tensor, const void* values, const char* what) {
  size_t last = 0;
  for (int i = 0; i < mostDimensions; i++) {
    last += size_t(tensor.sizes[i] - 1) * tensor.strides[i];
  }
  if (!onDevice(values, (last + 1) * bytesOf(tensor.type))) {
    std::string reason = std::string(what) + " does not lie in one allocation of device memory";
    return standInCudnnRefusal(cudnnExecutionFailed, reason.c_str());
  }
  // Tensor cores read 16 bytes at once; the real library would quietly do without them.
  if (tensor.type != typeFloat && reinterpret_cast<size_t>(values) % 16 != 0) {
    std::string reason = std::string(what) + " does not lie on 16 bytes, as tensor cores need";
    return standInCudnnRefusal(cudnnNotSupported, reason.c_str());
  }
  return cudnnSuccess;
}

int checkBias(const TensorDescriptor* bias, const TensorDescriptor& y) {
  bool fitting = bias != nullptr && bias->isSet && bias->sizes[0] == 1 && bias->sizes[1] == y.sizes[1] &&
                 bias->places() == 1 && bias->dimensions == y.dimensions && bias->type == y.type;
  return fitting ? cudnnSuccess : standInCudnnRefusal(cudnnBadParameter, "the bias does not fit the output");
}

bool haveSameSizes(const TensorDescriptor& first, const TensorDescriptor& second) {
  return first.dimensions == second.dimensions && std::equal(first.sizes, first.sizes + mostDimensions, second.sizes);
}

}  // namespace stand_ins
