// Descriptors of convolutions.
#include "cudnn/types.h"

using namespace stand_ins;

namespace {

constexpr int crossCorrelation = 1;
constexpr int computeFloat = 0;

// Over two axes or three.
int set(ConvolutionDescriptor* descriptor, int axes, const int* padding, const int* stride, const int* dilation,
        int mode, int computeType) {
  if (descriptor == nullptr) {
    return standInCudnnRefusal(cudnnBadParameter, "no descriptor");
  }
  for (int i = 0; i < axes; i++) {
    if (padding[i] < 0 || stride[i] < 1 || dilation[i] < 1) {
      return standInCudnnRefusal(cudnnBadParameter, "negative padding, or a stride or dilation below 1");
    }
  }
  if (mode != crossCorrelation || computeType != computeFloat) {
    return standInCudnnRefusal(cudnnNotSupported, "only cross-correlation computed as float is supported");
  }
  ConvolutionDescriptor result;
  result.isSet = true;
  result.axes = axes;
  result.groups = descriptor->groups;
  result.mathType = descriptor->mathType;
  for (int axis = 0; axis < 3; axis++) {
    int from = axis - (3 - axes);
    result.padding[axis] = from < 0 ? 0 : padding[from];
    result.stride[axis] = from < 0 ? 1 : stride[from];
    result.dilation[axis] = from < 0 ? 1 : dilation[from];
  }
  *descriptor = result;
  return cudnnSuccess;
}

}  // namespace

EXPORTED int cudnnCreateConvolutionDescriptor(ConvolutionDescriptor** descriptor) {
  STAND_IN_CALL();
  if (descriptor == nullptr) {
    return standInCudnnRefusal(cudnnBadParameter, "no place for the descriptor");
  }
  *descriptor = new ConvolutionDescriptor();
  return cudnnSuccess;
}

EXPORTED int cudnnDestroyConvolutionDescriptor(ConvolutionDescriptor* descriptor) {
  STAND_IN_CALL();
  delete descriptor;
  return cudnnSuccess;
}

EXPORTED int cudnnSetConvolution2dDescriptor(ConvolutionDescriptor* descriptor, int paddingH, int paddingW,
                                             int strideH, int strideW, int dilationH, int dilationW, int mode,
                                             int computeType) {
  STAND_IN_CALL();
  int padding[2] = {paddingH, paddingW};
  int stride[2] = {strideH, strideW};
  int dilation[2] = {dilationH, dilationW};
  return set(descriptor, 2, padding, stride, dilation, mode, computeType);
}

EXPORTED int cudnnSetConvolutionNdDescriptor(ConvolutionDescriptor* descriptor, int count, const int* padding,
                                             const int* stride, const int* dilation, int mode, int computeType) {
  STAND_IN_CALL();
  if (padding == nullptr || stride == nullptr || dilation == nullptr) {
    return standInCudnnRefusal(cudnnBadParameter, "no padding, stride or dilation");
  }
  if (count != 2 && count != 3) {
    return standInCudnnRefusal(cudnnNotSupported, "only convolutions over two or three dimensions are supported");
  }
  return set(descriptor, count, padding, stride, dilation, mode, computeType);
}

EXPORTED int cudnnSetConvolutionGroupCount(ConvolutionDescriptor* descriptor, int groups) {
  STAND_IN_CALL();
  if (descriptor == nullptr || groups < 1) {
    return standInCudnnRefusal(cudnnBadParameter, "no descriptor, or less than one group");
  }
  descriptor->groups = groups;
  return cudnnSuccess;
}

EXPORTED int cudnnSetConvolutionMathType(ConvolutionDescriptor* descriptor, int mathType) {
  STAND_IN_CALL();
  if (descriptor == nullptr || mathType < 0 || mathType > 3) {
    return standInCudnnRefusal(cudnnBadParameter, "no descriptor or no such math type");
  }
  descriptor->mathType = mathType;
  return cudnnSuccess;
}
