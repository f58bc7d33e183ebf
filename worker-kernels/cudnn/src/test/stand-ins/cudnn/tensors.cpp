// Descriptors of tensors, filters and activations.
#include "cudnn/types.h"

using namespace stand_ins;

namespace {

constexpr int nhwc = 1;

// Of four dimensions or five.
int setTensor(TensorDescriptor* descriptor, int type, int count, const int* sizes, const int* strides) {
  if (descriptor == nullptr) {
    return standInCudnnRefusal(cudnnBadParameter, "no descriptor");
  }
  descriptor->sizes[2] = 1;
  descriptor->strides[2] = 1;
  for (int i = 0; i < count; i++) {
    if (sizes[i] <= 0 || strides[i] <= 0) {
      return standInCudnnRefusal(cudnnBadParameter, "a tensor's sizes and strides must be positive");
    }
    int at = i < 2 ? i : i + mostDimensions - count;
    descriptor->sizes[at] = sizes[i];
    descriptor->strides[at] = strides[i];
  }
  descriptor->dimensions = count;
  descriptor->type = type;
  descriptor->isSet = true;
  return cudnnSuccess;
}

// Dense, in the order of the format.
int setFilter(FilterDescriptor* descriptor, int type, int format, int count, const int* sizes) {
  if (format != 0 && format != nhwc) {
    return standInCudnnRefusal(cudnnNotSupported, "only the formats NCHW and NHWC are supported");
  }
  int strides[mostDimensions] = {};
  int channels = sizes[1];
  int stride = format == nhwc ? channels : 1;
  for (int i = count - 1; i >= 2; i--) {
    strides[i] = stride;
    stride *= sizes[i];
  }
  strides[1] = format == nhwc ? 1 : stride;
  strides[0] = format == nhwc ? stride : stride * channels;
  return setTensor(descriptor, type, count, sizes, strides);
}

bool isSupported(int count) { return count == 4 || count == mostDimensions; }

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
  return setTensor(descriptor, type, 4, sizes, strides);
}

EXPORTED int cudnnSetTensorNdDescriptor(TensorDescriptor* descriptor, int type, int count, const int* sizes,
                                        const int* strides) {
  STAND_IN_CALL();
  if (sizes == nullptr || strides == nullptr) {
    return standInCudnnRefusal(cudnnBadParameter, "no sizes or no strides");
  }
  if (!isSupported(count)) {
    return standInCudnnRefusal(cudnnNotSupported, "only tensors of four or five dimensions are supported");
  }
  return setTensor(descriptor, type, count, sizes, strides);
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
  return setFilter(descriptor, type, format, 4, sizes);
}

EXPORTED int cudnnSetFilterNdDescriptor(FilterDescriptor* descriptor, int type, int format, int count,
                                        const int* sizes) {
  STAND_IN_CALL();
  if (sizes == nullptr) {
    return standInCudnnRefusal(cudnnBadParameter, "no sizes");
  }
  if (!isSupported(count)) {
    return standInCudnnRefusal(cudnnNotSupported, "only filters of four or five dimensions are supported");
  }
  return setFilter(descriptor, type, format, count, sizes);
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
