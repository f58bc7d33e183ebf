package org.sparkconvnet.cudnn.standins;

import static org.bytedeco.cuda.global.cudnn.*;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.bytedeco.cuda.cudnn.cudnnActivationStruct;
import org.bytedeco.cuda.cudnn.cudnnContext;
import org.bytedeco.cuda.cudnn.cudnnConvolutionStruct;
import org.bytedeco.cuda.cudnn.cudnnFilterStruct;
import org.bytedeco.cuda.cudnn.cudnnTensorStruct;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.SizeTPointer;

/** The descriptors of a {@link NaiveConvolution} and calls with them, for tests. */
final class ConvolutionOnDevice implements AutoCloseable {

  private static final int WORKSPACE_FLOATS = 1 << 16;

  final cudnnContext handle = new cudnnContext();
  final cudnnTensorStruct x = new cudnnTensorStruct();
  final cudnnTensorStruct y = new cudnnTensorStruct();
  final cudnnTensorStruct bias = new cudnnTensorStruct();
  final cudnnFilterStruct w = new cudnnFilterStruct();
  final cudnnConvolutionStruct convolution = new cudnnConvolutionStruct();
  final DeviceFloats workspace = new DeviceFloats(WORKSPACE_FLOATS);

  ConvolutionOnDevice(NaiveConvolution shape) {
    assertEquals(0, cudnnCreate(handle));
    assertEquals(0, cudnnCreateTensorDescriptor(x));
    assertEquals(0, cudnnCreateTensorDescriptor(y));
    assertEquals(0, cudnnCreateTensorDescriptor(bias));
    assertEquals(0, cudnnCreateFilterDescriptor(w));
    assertEquals(0, cudnnCreateConvolutionDescriptor(convolution));
    setImages(x, shape.batch(), shape.inputs(), shape.rows(), shape.columns());
    setImages(y, shape.batch(), shape.outputs(), shape.outputRows(), shape.outputColumns());
    setImages(bias, 1, shape.outputs(), 1, 1);
    int size = shape.size();
    assertEquals(
        0,
        cudnnSetFilter4dDescriptor(
            w,
            CUDNN_DATA_FLOAT,
            CUDNN_TENSOR_NHWC,
            shape.outputs(),
            shape.inputsOfGroup(),
            size,
            size));
    int padding = shape.padding();
    int stride = shape.stride();
    int dilation = shape.dilation();
    assertEquals(
        0,
        cudnnSetConvolution2dDescriptor(
            convolution,
            padding,
            padding,
            stride,
            stride,
            dilation,
            dilation,
            CUDNN_CROSS_CORRELATION,
            CUDNN_DATA_FLOAT));
    assertEquals(0, cudnnSetConvolutionGroupCount(convolution, shape.groups()));
    assertEquals(0, cudnnSetConvolutionMathType(convolution, CUDNN_FMA_MATH));
  }

  static void setImages(cudnnTensorStruct tensor, int n, int c, int h, int w) {
    int status =
        cudnnSetTensor4dDescriptorEx(tensor, CUDNN_DATA_FLOAT, n, c, h, w, h * w * c, 1, w * c, c);
    assertEquals(0, status);
  }

  int forward(
      int algorithm, DeviceFloats xs, DeviceFloats ws, DeviceFloats ys, float alpha, float beta) {
    long bytes = 4L * WORKSPACE_FLOATS;
    try (FloatPointer factor = new FloatPointer(alpha);
        FloatPointer old = new FloatPointer(beta)) {
      return cudnnConvolutionForward(
          handle,
          factor,
          x,
          xs.pointer(),
          w,
          ws.pointer(),
          convolution,
          algorithm,
          workspace.pointer(),
          bytes,
          old,
          y,
          ys.pointer());
    }
  }

  int backwardData(int algorithm, DeviceFloats ws, DeviceFloats dys, DeviceFloats dxs) {
    try (FloatPointer one = new FloatPointer(1f);
        FloatPointer zero = new FloatPointer(0f)) {
      return cudnnConvolutionBackwardData(
          handle,
          one,
          w,
          ws.pointer(),
          y,
          dys.pointer(),
          convolution,
          algorithm,
          workspace.pointer(),
          4L * WORKSPACE_FLOATS,
          zero,
          x,
          dxs.pointer());
    }
  }

  int backwardFilter(int algorithm, DeviceFloats xs, DeviceFloats dys, DeviceFloats dws) {
    try (FloatPointer one = new FloatPointer(1f);
        FloatPointer zero = new FloatPointer(0f)) {
      return cudnnConvolutionBackwardFilter(
          handle,
          one,
          x,
          xs.pointer(),
          y,
          dys.pointer(),
          convolution,
          algorithm,
          workspace.pointer(),
          4L * WORKSPACE_FLOATS,
          zero,
          w,
          dws.pointer());
    }
  }

  int backwardBias(DeviceFloats dys, DeviceFloats dbiases) {
    try (FloatPointer one = new FloatPointer(1f);
        FloatPointer zero = new FloatPointer(0f)) {
      return cudnnConvolutionBackwardBias(
          handle, one, y, dys.pointer(), zero, bias, dbiases.pointer());
    }
  }

  /** The convolution and its bias, and then an activation. */
  int biasActivation(
      int algorithm,
      int mode,
      DeviceFloats xs,
      DeviceFloats ws,
      DeviceFloats biases,
      DeviceFloats ys) {
    cudnnActivationStruct activation = new cudnnActivationStruct();
    assertEquals(0, cudnnCreateActivationDescriptor(activation));
    assertEquals(0, cudnnSetActivationDescriptor(activation, mode, CUDNN_NOT_PROPAGATE_NAN, 0));
    try (FloatPointer one = new FloatPointer(1f);
        FloatPointer zero = new FloatPointer(0f)) {
      return cudnnConvolutionBiasActivationForward(
          handle,
          one,
          x,
          xs.pointer(),
          w,
          ws.pointer(),
          convolution,
          algorithm,
          workspace.pointer(),
          4L * WORKSPACE_FLOATS,
          zero,
          y,
          ys.pointer(),
          bias,
          biases.pointer(),
          activation,
          y,
          ys.pointer());
    } finally {
      assertEquals(0, cudnnDestroyActivationDescriptor(activation));
    }
  }

  /** Bytes that a forward algorithm needs. */
  long forwardWorkspace(int algorithm) {
    try (SizeTPointer bytes = new SizeTPointer(1)) {
      assertEquals(
          0,
          cudnnGetConvolutionForwardWorkspaceSize(handle, x, w, convolution, y, algorithm, bytes));
      return bytes.get();
    }
  }

  @Override
  public void close() {
    workspace.close();
    assertEquals(0, cudnnDestroyTensorDescriptor(x));
    assertEquals(0, cudnnDestroyTensorDescriptor(y));
    assertEquals(0, cudnnDestroyTensorDescriptor(bias));
    assertEquals(0, cudnnDestroyFilterDescriptor(w));
    assertEquals(0, cudnnDestroyConvolutionDescriptor(convolution));
    assertEquals(0, cudnnDestroy(handle));
  }
}
