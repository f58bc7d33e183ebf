package org.sparkconvnet.cudnn.standins;

import static org.bytedeco.cuda.global.cudnn.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.stream.Stream;
import org.bytedeco.cuda.cudnn.cudnnConvolutionBwdFilterAlgoPerf_t;
import org.bytedeco.cuda.cudnn.cudnnConvolutionFwdAlgoPerf_t;
import org.bytedeco.cuda.cudnn.cudnnTensorStruct;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.SizeTPointer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The stand-in for cuDNN, against plain loops. */
class StandInConvolutionTest {

  private static final NaiveConvolution PLAIN = new NaiveConvolution(2, 6, 5, 3, 4, 3, 1, 1, 1, 1);

  @BeforeAll
  static void load() {
    assumeTrue(StandIns.available(), StandIns::whyNot);
    StandIns.load();
  }

  static Stream<NaiveConvolution> shapes() {
    return Stream.of(
        PLAIN,
        new NaiveConvolution(2, 9, 7, 4, 6, 3, 0, 2, 1, 1),
        new NaiveConvolution(1, 9, 8, 4, 6, 3, 2, 1, 2, 2),
        new NaiveConvolution(3, 5, 5, 4, 4, 3, 1, 2, 1, 4),
        new NaiveConvolution(2, 4, 4, 5, 2, 1, 0, 1, 1, 1));
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void allDirectionsComputeWhatLoopsDo(NaiveConvolution shape) {
    float[] x = DeviceFloats.random(shape.xCount(), 1);
    float[] w = DeviceFloats.random(shape.wCount(), 2);
    float[] y = DeviceFloats.random(shape.yCount(), 3);
    try (ConvolutionOnDevice device = new ConvolutionOnDevice(shape);
        DeviceFloats xs = new DeviceFloats(x);
        DeviceFloats ws = new DeviceFloats(w);
        DeviceFloats ys = new DeviceFloats(y);
        DeviceFloats result = new DeviceFloats(shape.yCount());
        DeviceFloats dx = new DeviceFloats(shape.xCount());
        DeviceFloats dw = new DeviceFloats(shape.wCount());
        DeviceFloats dbias = new DeviceFloats(shape.outputs())) {
      for (int algorithm = 0; algorithm < 2; algorithm++) {
        assertEquals(0, device.forward(algorithm, xs, ws, result, 1, 0));
        assertClose(shape.forward(x, w), result.get());
        assertEquals(0, device.backwardData(algorithm, ws, ys, dx));
        assertClose(shape.backwardData(w, y), dx.get());
        assertEquals(0, device.backwardFilter(algorithm, xs, ys, dw));
        assertClose(shape.backwardFilter(x, y), dw.get());
      }
      assertEquals(0, device.backwardBias(ys, dbias));
      assertClose(shape.backwardBias(y), dbias.get());
    }
  }

  @Test
  void alphaAndBetaScale() {
    float[] x = DeviceFloats.random(PLAIN.xCount(), 1);
    float[] w = DeviceFloats.random(PLAIN.wCount(), 2);
    float[] y = DeviceFloats.random(PLAIN.yCount(), 3);
    double[] expected = PLAIN.forward(x, w);
    for (int i = 0; i < expected.length; i++) {
      expected[i] = 0.5 * expected[i] + 2 * y[i];
    }
    try (ConvolutionOnDevice device = new ConvolutionOnDevice(PLAIN);
        DeviceFloats xs = new DeviceFloats(x);
        DeviceFloats ws = new DeviceFloats(w);
        DeviceFloats ys = new DeviceFloats(y)) {
      assertEquals(0, device.forward(0, xs, ws, ys, 0.5f, 2));
      assertClose(expected, ys.get());
    }
  }

  @Test
  void biasAndActivationFollow() {
    float[] x = DeviceFloats.random(PLAIN.xCount(), 1);
    float[] w = DeviceFloats.random(PLAIN.wCount(), 2);
    float[] bias = DeviceFloats.random(PLAIN.outputs(), 3);
    double[] identity = PLAIN.forward(x, w);
    double[] relu = new double[identity.length];
    for (int i = 0; i < identity.length; i++) {
      identity[i] += bias[i % bias.length];
      relu[i] = Math.max(0, identity[i]);
    }
    try (ConvolutionOnDevice device = new ConvolutionOnDevice(PLAIN);
        DeviceFloats xs = new DeviceFloats(x);
        DeviceFloats ws = new DeviceFloats(w);
        DeviceFloats biases = new DeviceFloats(bias);
        DeviceFloats ys = new DeviceFloats(PLAIN.yCount())) {
      assertEquals(0, device.biasActivation(1, CUDNN_ACTIVATION_IDENTITY, xs, ws, biases, ys));
      assertClose(identity, ys.get());
      assertEquals(0, device.biasActivation(0, CUDNN_ACTIVATION_RELU, xs, ws, biases, ys));
      assertClose(relu, ys.get());
      assertEquals(
          CUDNN_STATUS_NOT_SUPPORTED,
          device.biasActivation(0, CUDNN_ACTIVATION_IDENTITY, xs, ws, biases, ys));
    }
  }

  @Test
  void algorithmsTellWhatTheyNeed() {
    try (ConvolutionOnDevice device = new ConvolutionOnDevice(PLAIN);
        SizeTPointer bytes = new SizeTPointer(1)) {
      assertEquals(0, device.forwardWorkspace(0));
      assertTrue(device.forwardWorkspace(1) > 0);
      int status =
          cudnnGetConvolutionForwardWorkspaceSize(
              device.handle, device.x, device.w, device.convolution, device.y, 6, bytes);
      assertEquals(CUDNN_STATUS_NOT_SUPPORTED, status);
      byte[] reason = new byte[200];
      cudnnGetLastErrorString(reason, reason.length);
      assertTrue(new String(reason).startsWith("CPU stand-in: the algorithm"));
    }
  }

  @Test
  void onlyOneFilterGradientIsDeterministic() {
    try (ConvolutionOnDevice device = new ConvolutionOnDevice(PLAIN);
        cudnnConvolutionBwdFilterAlgoPerf_t found = new cudnnConvolutionBwdFilterAlgoPerf_t(10)) {
      int[] count = new int[1];
      int status =
          cudnnGetConvolutionBackwardFilterAlgorithm_v7(
              device.handle, device.x, device.y, device.convolution, device.w, 10, count, found);
      assertEquals(0, status);
      assertEquals(7, count[0]);
      assertEquals(0, found.getPointer(0).algo());
      assertEquals(CUDNN_NON_DETERMINISTIC, found.getPointer(0).determinism());
      assertEquals(1, found.getPointer(1).algo());
      assertEquals(CUDNN_DETERMINISTIC, found.getPointer(1).determinism());
      assertTrue(found.getPointer(1).memory() > 0);
      assertEquals(CUDNN_STATUS_NOT_SUPPORTED, found.getPointer(2).status());
    }
  }

  @Test
  void resultsOfNonDeterministicAlgorithmsVary() {
    float[] x = DeviceFloats.random(PLAIN.xCount(), 1);
    float[] y = DeviceFloats.random(PLAIN.yCount(), 2);
    try (ConvolutionOnDevice device = new ConvolutionOnDevice(PLAIN);
        DeviceFloats xs = new DeviceFloats(x);
        DeviceFloats ys = new DeviceFloats(y);
        DeviceFloats dw = new DeviceFloats(PLAIN.wCount())) {
      assertEquals(0, device.backwardFilter(0, xs, ys, dw));
      float first = dw.get()[0];
      assertEquals(0, device.backwardFilter(0, xs, ys, dw));
      assertNotEquals(first, dw.get()[0]);
    }
  }

  @Test
  void searchesRunAndTime() {
    try (ConvolutionOnDevice device = new ConvolutionOnDevice(PLAIN);
        DeviceFloats xs = new DeviceFloats(DeviceFloats.random(PLAIN.xCount(), 1));
        DeviceFloats ws = new DeviceFloats(DeviceFloats.random(PLAIN.wCount(), 2));
        DeviceFloats ys = new DeviceFloats(PLAIN.yCount());
        cudnnConvolutionFwdAlgoPerf_t found = new cudnnConvolutionFwdAlgoPerf_t(10)) {
      assertEquals(8, find(device, xs, ws, ys, found, 1 << 16));
      assertEquals(0, found.getPointer(0).status());
      assertEquals(0, found.getPointer(1).status());
      assertTrue(found.getPointer(0).time() <= found.getPointer(1).time());
      assertEquals(8, find(device, xs, ws, ys, found, 0));
      assertEquals(0, found.getPointer(0).algo());
      assertNotEquals(0, found.getPointer(1).status());
    }
  }

  @Test
  void whatDoesNotFitIsRefused() {
    NaiveConvolution shape = PLAIN;
    try (ConvolutionOnDevice device = new ConvolutionOnDevice(shape);
        DeviceFloats xs = new DeviceFloats(shape.xCount());
        DeviceFloats ws = new DeviceFloats(shape.wCount());
        DeviceFloats ys = new DeviceFloats(shape.yCount());
        FloatPointer one = new FloatPointer(1f)) {
      int tooSmall = (int) device.forwardWorkspace(1) - 1;
      int status =
          cudnnConvolutionForward(
              device.handle,
              one,
              device.x,
              xs.pointer(),
              device.w,
              ws.pointer(),
              device.convolution,
              1,
              device.workspace.pointer(),
              tooSmall,
              one,
              device.y,
              ys.pointer());
      assertEquals(CUDNN_STATUS_BAD_PARAM, status);
      assertEquals(CUDNN_STATUS_NOT_SUPPORTED, device.forward(4, xs, ws, ys, 1, 0));
      assertEquals(CUDNN_STATUS_EXECUTION_FAILED, device.forward(0, xs, ws, ws, 1, 0));
      ConvolutionOnDevice.setImages(device.y, shape.batch(), shape.outputs(), 1, 1);
      assertEquals(CUDNN_STATUS_BAD_PARAM, device.forward(0, xs, ws, ys, 1, 0));
      assertEquals(CUDNN_STATUS_BAD_PARAM, cudnnSetConvolutionMathType(device.convolution, 4));
      assertEquals(CUDNN_STATUS_NOT_SUPPORTED, doublePrecisionForward(device, xs, ws, ys));
    }
  }

  private static int doublePrecisionForward(
      ConvolutionOnDevice device, DeviceFloats xs, DeviceFloats ws, DeviceFloats ys) {
    for (cudnnTensorStruct tensor : new cudnnTensorStruct[] {device.x, device.y}) {
      assertEquals(
          0, cudnnSetTensor4dDescriptorEx(tensor, CUDNN_DATA_DOUBLE, 1, 1, 1, 1, 1, 1, 1, 1));
    }
    assertEquals(
        0, cudnnSetFilter4dDescriptor(device.w, CUDNN_DATA_DOUBLE, CUDNN_TENSOR_NHWC, 1, 1, 1, 1));
    return device.forward(0, xs, ws, ys, 1, 0);
  }

  private static int find(
      ConvolutionOnDevice device,
      DeviceFloats xs,
      DeviceFloats ws,
      DeviceFloats ys,
      cudnnConvolutionFwdAlgoPerf_t found,
      long workspaceBytes) {
    int[] count = new int[1];
    int status =
        cudnnFindConvolutionForwardAlgorithmEx(
            device.handle,
            device.x,
            xs.pointer(),
            device.w,
            ws.pointer(),
            device.convolution,
            device.y,
            ys.pointer(),
            10,
            count,
            found,
            device.workspace.pointer(),
            workspaceBytes);
    assertEquals(0, status);
    return count[0];
  }

  private static void assertClose(double[] expected, float[] actual) {
    assertEquals(expected.length, actual.length);
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], actual[i], 1e-5 * (1 + Math.abs(expected[i])), "at " + i);
    }
  }
}
