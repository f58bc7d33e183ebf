// Descriptors of convolutions.
#include "cudnn/types.h"

using namespace stand_ins;

namespace {

constexpr int crossCorrelation = 1;
constexpr int computeFloat = 0;

int set(ConvolutionDescriptor* descriptor, const int padding[2], const int stride[2], const int dilation[2], int mode,
        int computeType) {
  if (descriptor == nullptr) {
    return standInCudnnRefusal(cudnnBadParameter, "no descriptor");
  }
  for (int i = 0; i < 2; i++) {
    if (padding[i] < 0 || stride[i] < 1 || dilation[i] < 1) {
      return standInCudnnRefusal(cudnnBadParameter, "negative padding, or a stride or dilation below 1");
    }
  }
  if (mode != crossCorrelation || computeType != computeFloat) {
    return standInCudnnRefusal(cudnnNotSupported, "only cross-correlation computed as float is supported");
  }
  *descriptor = ConvolutionDescriptor{true,
                                      {padding[0], padding[1]},
                                      {stride[0], stride[1]},
                                      {dilation[0], dilation[1]},
                                      descriptor->groups,
                                      descriptor->mathType};
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
  return set(descriptor, padding, stride, dilation, mode, computeType);
}

EXPORTED int cudnnSetConvolutionNdDescriptor(ConvolutionDescriptor* descriptor, int count, const int* padding,
                                             const int* stride, const int* dilation, int mode, int computeType) {
  STAND_IN_CALL();
  if (padding == nullptr || stride == nullptr || dilation == nullptr) {
    return standInCudnnRefusal(cudnnBadParameter, "no padding, stride or dilation");
  }
  if (count != 2) {
    return standInCudnnRefusal(cudnnNotSupported, "only convolutions over two dimensions are supported");
  }
  return set(descriptor, padding, stride, dilation, mode, computeType);
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
