// Descriptors of tensors, filters and activations.
#include "cudnn/types.h"

using namespace stand_ins;

namespace {

constexpr int nhwc = 1;

int setTensor(TensorDescriptor* descriptor, int type, const int sizes[4], const int strides[4]) {
  if (descriptor == nullptr) {
    return standInCudnnRefusal(cudnnBadParameter, "no descriptor");
  }
  for (int i = 0; i < 4; i++) {
    if (sizes[i] <= 0 || strides[i] <= 0) {
      return standInCudnnRefusal(cudnnBadParameter, "a tensor's sizes and strides must be positive");
    }
    descriptor->sizes[i] = sizes[i];
    descriptor->strides[i] = strides[i];
  }
  descriptor->type = type;
  descriptor->isSet = true;
  return cudnnSuccess;
}

// Dense, in the order of the format.
int setFilter(FilterDescriptor* descriptor, int type, int format, const int sizes[4]) {
  if (format != 0 && format != nhwc) {
    return standInCudnnRefusal(cudnnNotSupported, "only the formats NCHW and NHWC are supported");
  }
  int channels = sizes[1];
  int pixels = sizes[2] * sizes[3];
  int planar[4] = {channels * pixels, pixels, sizes[3], 1};
  int interleaved[4] = {channels * pixels, 1, sizes[3] * channels, channels};
  return setTensor(descriptor, type, sizes, format == nhwc ? interleaved : planar);
}

template <class Descriptor>
int create(Descriptor** descriptor) {
  if (descriptor == nullptr) {
    return standInCudnnRefusal(cudnnBadParameter, "no place for the descriptor");
  }
  *descriptor = new Descriptor();
  return cudnnSuccess;
}

template <class Descriptor>
int destroy(Descriptor* descriptor) {
  delete descriptor;
  return cudnnSuccess;
}

}  // namespace

EXPORTED int cudnnCreateTensorDescriptor(TensorDescriptor** descriptor) {
  STAND_IN_CALL();
  return create(descriptor);
}

EXPORTED int cudnnDestroyTensorDescriptor(TensorDescriptor* descriptor) {
  STAND_IN_CALL();
  return destroy(descriptor);
}

EXPORTED int cudnnSetTensor4dDescriptorEx(TensorDescriptor* descriptor, int type, int n, int c, int h, int w,
                                          int strideN, int strideC, int strideH, int strideW) {
  STAND_IN_CALL();
  int sizes[4] = {n, c, h, w};
  int strides[4] = {strideN, strideC, strideH, strideW};
  return setTensor(descriptor, type, sizes, strides);
}

EXPORTED int cudnnSetTensorNdDescriptor(TensorDescriptor* descriptor, int type, int count, const int* sizes,
                                        const int* strides) {
  STAND_IN_CALL();
  if (sizes == nullptr || strides == nullptr) {
    return standInCudnnRefusal(cudnnBadParameter, "no sizes or no strides");
  }
  if (count != 4) {
    return standInCudnnRefusal(cudnnNotSupported, "only tensors of four dimensions are supported");
  }
  return setTensor(descriptor, type, sizes, strides);
}

EXPORTED int cudnnCreateFilterDescriptor(FilterDescriptor** descriptor) {
  STAND_IN_CALL();
  return create(descriptor);
}

EXPORTED int cudnnDestroyFilterDescriptor(FilterDescriptor* descriptor) {
  STAND_IN_CALL();
  return destroy(descriptor);
}

EXPORTED int cudnnSetFilter4dDescriptor(FilterDescriptor* descriptor, int type, int format, int k, int c, int h,
                                        int w) {
  STAND_IN_CALL();
  int sizes[4] = {k, c, h, w};
  return setFilter(descriptor, type, format, sizes);
}

EXPORTED int cudnnSetFilterNdDescriptor(FilterDescriptor* descriptor, int type, int format, int count,
                                        const int* sizes) {
  STAND_IN_CALL();
  if (sizes == nullptr) {
    return standInCudnnRefusal(cudnnBadParameter, "no sizes");
  }
  if (count != 4) {
    return standInCudnnRefusal(cudnnNotSupported, "only filters of four dimensions are supported");
  }
  return setFilter(descriptor, type, format, sizes);
}

EXPORTED int cudnnCreateActivationDescriptor(ActivationDescriptor** descriptor) {
  STAND_IN_CALL();
  return create(descriptor);
}

EXPORTED int cudnnDestroyActivationDescriptor(ActivationDescriptor* descriptor) {
  STAND_IN_CALL();
  return destroy(descriptor);
}

EXPORTED int cudnnSetActivationDescriptor(ActivationDescriptor* descriptor, int mode, int keepNaN, double) {
  STAND_IN_CALL();
  if (descriptor == nullptr || mode < 0 || mode > 7 || keepNaN < 0 || keepNaN > 1) {
    return standInCudnnRefusal(cudnnBadParameter, "no such activation");
  }
  *descriptor = ActivationDescriptor{true, mode, keepNaN == 1};
  return cudnnSuccess;
}
