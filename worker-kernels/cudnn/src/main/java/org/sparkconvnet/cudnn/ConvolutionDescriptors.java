package org.sparkconvnet.cudnn;

import java.util.List;
import org.bytedeco.cuda.cudnn.cudnnActivationStruct;
import org.bytedeco.cuda.cudnn.cudnnConvolutionStruct;
import org.bytedeco.cuda.cudnn.cudnnFilterStruct;
import org.bytedeco.cuda.cudnn.cudnnTensorStruct;
import org.bytedeco.cuda.global.cudnn;
import org.sparkconvnet.network.Window;

/** cuDNN's descriptors of one convolution: float32, channels last, no tensor cores. */
final class ConvolutionDescriptors {
  final cudnnTensorStruct x = new cudnnTensorStruct();
  final cudnnTensorStruct y = new cudnnTensorStruct();
  final cudnnTensorStruct bias = new cudnnTensorStruct();
  final cudnnFilterStruct w = new cudnnFilterStruct();
  final cudnnConvolutionStruct convolution = new cudnnConvolutionStruct();
  final cudnnActivationStruct relu = new cudnnActivationStruct();

  ConvolutionDescriptors(Convolution call, Resources resources) {
    ConvolutionShape shape = call.shape();
    image(x, shape.x(), call.name(), resources);
    image(y, shape.y(), call.name(), resources);
    image(bias, new ImageDims(1, shape.y().channels(), 1, 1), call.name(), resources);
    filter(shape.filter(), call.name(), resources);
    window(shape, call.name(), resources);
    activation(call.name(), resources);
  }

  private static void image(
      cudnnTensorStruct tensor, ImageDims dims, String op, Resources resources) {
    Status.dnn(cudnn.cudnnCreateTensorDescriptor(tensor), () -> "cudnnCreateTensorDescriptor");
    resources.onClose(() -> cudnn.cudnnDestroyTensorDescriptor(tensor));
    int channels = dims.channels();
    Status.dnn(
        cudnn.cudnnSetTensor4dDescriptorEx(
            tensor,
            cudnn.CUDNN_DATA_FLOAT,
            dims.images(),
            channels,
            dims.height(),
            dims.width(),
            Math.multiplyExact(dims.positions(), channels),
            1,
            Math.multiplyExact(dims.width(), channels),
            channels),
        () -> op + ": describing images " + dims);
  }

  private void filter(int[] dims, String op, Resources resources) {
    Status.dnn(cudnn.cudnnCreateFilterDescriptor(w), () -> "cudnnCreateFilterDescriptor");
    resources.onClose(() -> cudnn.cudnnDestroyFilterDescriptor(w));
    Status.dnn(
        cudnn.cudnnSetFilter4dDescriptor(
            w, cudnn.CUDNN_DATA_FLOAT, cudnn.CUDNN_TENSOR_NHWC, dims[0], dims[1], dims[2], dims[3]),
        () -> op + ": describing filters " + java.util.Arrays.toString(dims));
  }

  private void window(ConvolutionShape shape, String op, Resources resources) {
    Status.dnn(
        cudnn.cudnnCreateConvolutionDescriptor(convolution),
        () -> "cudnnCreateConvolutionDescriptor");
    resources.onClose(() -> cudnn.cudnnDestroyConvolutionDescriptor(convolution));
    Window window = shape.window();
    List<Integer> padding = window.padding();
    List<Integer> stride = window.stride();
    List<Integer> dilation = window.dilation();
    Status.dnn(
        cudnn.cudnnSetConvolution2dDescriptor(
            convolution,
            padding.get(0),
            padding.get(1),
            stride.get(0),
            stride.get(1),
            dilation.get(0),
            dilation.get(1),
            cudnn.CUDNN_CROSS_CORRELATION,
            cudnn.CUDNN_DATA_FLOAT),
        () -> op + ": describing the window " + window);
    Status.dnn(
        cudnn.cudnnSetConvolutionGroupCount(convolution, shape.groups()),
        () -> op + ": " + shape.groups() + " groups");
    Status.dnn(
        cudnn.cudnnSetConvolutionMathType(convolution, cudnn.CUDNN_FMA_MATH),
        () -> op + ": float32 arithmetic");
  }

  private void activation(String op, Resources resources) {
    Status.dnn(
        cudnn.cudnnCreateActivationDescriptor(relu), () -> "cudnnCreateActivationDescriptor");
    resources.onClose(() -> cudnn.cudnnDestroyActivationDescriptor(relu));
    Status.dnn(
        cudnn.cudnnSetActivationDescriptor(
            relu, cudnn.CUDNN_ACTIVATION_RELU, cudnn.CUDNN_PROPAGATE_NAN, 0),
        () -> op + ": describing the ReLU");
  }
}
