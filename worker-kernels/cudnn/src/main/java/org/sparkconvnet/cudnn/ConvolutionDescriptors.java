package org.sparkconvnet.cudnn;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.bytedeco.cuda.cudnn.cudnnActivationStruct;
import org.bytedeco.cuda.cudnn.cudnnConvolutionStruct;
import org.bytedeco.cuda.cudnn.cudnnFilterStruct;
import org.bytedeco.cuda.cudnn.cudnnTensorStruct;
import org.bytedeco.cuda.global.cudnn;
import org.sparkconvnet.backend.Precision;
import org.sparkconvnet.network.Window;

/** cuDNN's descriptors of one convolution: channels last, summed in float32. */
final class ConvolutionDescriptors {
  final cudnnTensorStruct x = new cudnnTensorStruct();
  final cudnnTensorStruct y = new cudnnTensorStruct();
  final cudnnTensorStruct bias = new cudnnTensorStruct();
  final cudnnFilterStruct w = new cudnnFilterStruct();
  final cudnnConvolutionStruct convolution = new cudnnConvolutionStruct();
  final cudnnActivationStruct activation = new cudnnActivationStruct();

  ConvolutionDescriptors(Convolution call, Precision precision, Resources resources) {
    ConvolutionShape shape = call.shape();
    int type = call.x().type().dnn();
    image(x, type, shape.x(), call.name(), resources);
    image(y, type, shape.y(), call.name(), resources);
    image(bias, type, one(shape.y()), call.name(), resources);
    filter(type, shape.filter(), call.name(), resources);
    window(shape, precision, call.name(), resources);
    activation(call, resources);
  }

  private static void image(
      cudnnTensorStruct tensor, int type, ImageDims dims, String op, Resources resources) {
    Status.dnn(cudnn.cudnnCreateTensorDescriptor(tensor), () -> "cudnnCreateTensorDescriptor");
    resources.onClose(() -> cudnn.cudnnDestroyTensorDescriptor(tensor));
    int[] sizes = dims.sizes();
    Status.dnn(
        cudnn.cudnnSetTensorNdDescriptor(tensor, type, sizes.length, sizes, dims.strides()),
        () -> op + ": describing images " + dims);
  }

  /** A number for each channel, of as many axes as y. */
  private static ImageDims one(ImageDims y) {
    return new ImageDims(1, y.channels(), Collections.nCopies(y.spatial().size(), 1));
  }

  private void filter(int type, int[] dims, String op, Resources resources) {
    Status.dnn(cudnn.cudnnCreateFilterDescriptor(w), () -> "cudnnCreateFilterDescriptor");
    resources.onClose(() -> cudnn.cudnnDestroyFilterDescriptor(w));
    Status.dnn(
        cudnn.cudnnSetFilterNdDescriptor(w, type, cudnn.CUDNN_TENSOR_NHWC, dims.length, dims),
        () -> op + ": describing filters " + Arrays.toString(dims));
  }

  private void window(ConvolutionShape shape, Precision precision, String op, Resources resources) {
    Status.dnn(
        cudnn.cudnnCreateConvolutionDescriptor(convolution),
        () -> "cudnnCreateConvolutionDescriptor");
    resources.onClose(() -> cudnn.cudnnDestroyConvolutionDescriptor(convolution));
    Window window = shape.window();
    Status.dnn(
        cudnn.cudnnSetConvolutionNdDescriptor(
            convolution,
            window.rank(),
            ints(window.padding()),
            ints(window.stride()),
            ints(window.dilation()),
            cudnn.CUDNN_CROSS_CORRELATION,
            cudnn.CUDNN_DATA_FLOAT),
        () -> op + ": describing the window " + window);
    Status.dnn(
        cudnn.cudnnSetConvolutionGroupCount(convolution, shape.groups()),
        () -> op + ": " + shape.groups() + " groups");
    Status.dnn(
        cudnn.cudnnSetConvolutionMathType(convolution, mathType(precision)),
        () -> op + ": " + precision.text() + " arithmetic");
  }

  private static int[] ints(List<Integer> values) {
    return values.stream().mapToInt(Integer::intValue).toArray();
  }

  /** FMA keeps float32 from tensor cores; the default lets them read it as tf32. */
  private static int mathType(Precision precision) {
    return switch (precision) {
      case FP32 -> cudnn.CUDNN_FMA_MATH;
      case TF32 -> cudnn.CUDNN_DEFAULT_MATH;
      case BF16, FP16 -> cudnn.CUDNN_TENSOR_OP_MATH;
    };
  }

  /** Whether what an algorithm says of its arithmetic is what the precision means. */
  static boolean isAllowed(int mathType, Precision precision) {
    return precision == Precision.FP32
        ? mathType == cudnn.CUDNN_FMA_MATH
        : mathType != cudnn.CUDNN_TENSOR_OP_MATH_ALLOW_CONVERSION;
  }

  private void activation(Convolution call, Resources resources) {
    boolean identity = call.direction() == Convolution.Direction.FORWARD_BIAS;
    Status.dnn(
        cudnn.cudnnCreateActivationDescriptor(activation), () -> "cudnnCreateActivationDescriptor");
    resources.onClose(() -> cudnn.cudnnDestroyActivationDescriptor(activation));
    Status.dnn(
        cudnn.cudnnSetActivationDescriptor(
            activation,
            identity ? cudnn.CUDNN_ACTIVATION_IDENTITY : cudnn.CUDNN_ACTIVATION_RELU,
            cudnn.CUDNN_PROPAGATE_NAN,
            0),
        () -> call.name() + ": describing the activation");
  }
}
