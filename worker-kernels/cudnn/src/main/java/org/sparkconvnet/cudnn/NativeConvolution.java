package org.sparkconvnet.cudnn;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.cuda.cudnn.cudnnConvolutionBwdDataAlgoPerf_t;
import org.bytedeco.cuda.cudnn.cudnnConvolutionBwdFilterAlgoPerf_t;
import org.bytedeco.cuda.cudnn.cudnnConvolutionFwdAlgoPerf_t;
import org.bytedeco.cuda.global.cudnn;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.SizeTPointer;
import org.sparkconvnet.backend.BackendException;
import org.sparkconvnet.backend.Precision;

/** A convolution with its descriptors; given an algorithm and memory, it can be run. */
final class NativeConvolution {
  private static final int MOST_ALGORITHMS = 16;

  private final Convolution call;
  private final Precision precision;
  private final DeviceContext context;
  private final ConvolutionDescriptors descriptors;
  private final FloatPointer one;
  private final FloatPointer zero;

  NativeConvolution(
      Convolution call, Precision precision, DeviceContext context, Resources resources) {
    this.call = call;
    this.precision = precision;
    this.context = context;
    this.descriptors = new ConvolutionDescriptors(call, precision, resources);
    this.one = resources.keep(new FloatPointer(new float[] {1}));
    this.zero = resources.keep(new FloatPointer(new float[] {0}));
  }

  Convolution call() {
    return call;
  }

  /**
   * The algorithms that compute the same bits every time, in the arithmetic of the precision,
   * cuDNN's guess at the fastest first.
   */
  List<Algorithm> algorithms() {
    int[] count = new int[1];
    List<Algorithm> found = new ArrayList<>();
    switch (call.direction()) {
      case FORWARD, FORWARD_BIAS, FORWARD_BIAS_RELU -> forwardAlgorithms(count, found);
      case BACKWARD_DATA -> dataAlgorithms(count, found);
      case BACKWARD_FILTER -> filterAlgorithms(count, found);
    }
    if (found.isEmpty()) {
      throw new BackendException(
          "cuDNN has no deterministic " + precision.text() + " algorithm for " + call);
    }
    return found;
  }

  /** The algorithm of that number, with the workspace that it needs. */
  Algorithm algorithm(int number) {
    try (SizeTPointer bytes = new SizeTPointer(1)) {
      Status.dnn(
          switch (call.direction()) {
            case FORWARD, FORWARD_BIAS, FORWARD_BIAS_RELU ->
                cudnn.cudnnGetConvolutionForwardWorkspaceSize(
                    context.dnn(),
                    descriptors.x,
                    descriptors.w,
                    descriptors.convolution,
                    descriptors.y,
                    number,
                    bytes);
            case BACKWARD_DATA ->
                cudnn.cudnnGetConvolutionBackwardDataWorkspaceSize(
                    context.dnn(),
                    descriptors.w,
                    descriptors.y,
                    descriptors.convolution,
                    descriptors.x,
                    number,
                    bytes);
            case BACKWARD_FILTER ->
                cudnn.cudnnGetConvolutionBackwardFilterWorkspaceSize(
                    context.dnn(),
                    descriptors.x,
                    descriptors.y,
                    descriptors.convolution,
                    descriptors.w,
                    number,
                    bytes);
          },
          () -> "workspace of algorithm " + number + " for " + call);
      return new Algorithm(number, bytes.get());
    }
  }

  /** The call on memory, ready to run. */
  Work bind(Algorithm algorithm, DeviceMemory memory) {
    Pointer x = memory.at(call.x());
    Pointer w = memory.at(call.w());
    Pointer y = memory.at(call.y());
    Pointer bias = memory.at(call.bias());
    Pointer workspace = memory.at(Region.SCRATCH, 0);
    return () ->
        Status.dnn(
            switch (call.direction()) {
              case FORWARD -> forward(algorithm, x, w, y, workspace);
              case FORWARD_BIAS, FORWARD_BIAS_RELU ->
                  forwardBias(algorithm, x, w, bias, y, workspace);
              case BACKWARD_DATA -> backwardData(algorithm, x, w, y, workspace);
              case BACKWARD_FILTER -> backwardFilter(algorithm, x, w, y, workspace);
            },
            () -> algorithm.text() + " for " + call);
  }

  private int forward(Algorithm algorithm, Pointer x, Pointer w, Pointer y, Pointer workspace) {
    return cudnn.cudnnConvolutionForward(
        context.dnn(),
        one,
        descriptors.x,
        x,
        descriptors.w,
        w,
        descriptors.convolution,
        algorithm.number(),
        workspace,
        algorithm.workspace(),
        zero,
        descriptors.y,
        y);
  }

  /** The addend z has factor 0, and is y because it may not be null. */
  private int forwardBias(
      Algorithm algorithm, Pointer x, Pointer w, Pointer bias, Pointer y, Pointer workspace) {
    return cudnn.cudnnConvolutionBiasActivationForward(
        context.dnn(),
        one,
        descriptors.x,
        x,
        descriptors.w,
        w,
        descriptors.convolution,
        algorithm.number(),
        workspace,
        algorithm.workspace(),
        zero,
        descriptors.y,
        y,
        descriptors.bias,
        bias,
        descriptors.activation,
        descriptors.y,
        y);
  }

  private int backwardData(
      Algorithm algorithm, Pointer dx, Pointer w, Pointer dy, Pointer workspace) {
    return cudnn.cudnnConvolutionBackwardData(
        context.dnn(),
        one,
        descriptors.w,
        w,
        descriptors.y,
        dy,
        descriptors.convolution,
        algorithm.number(),
        workspace,
        algorithm.workspace(),
        zero,
        descriptors.x,
        dx);
  }

  private int backwardFilter(
      Algorithm algorithm, Pointer x, Pointer dw, Pointer dy, Pointer workspace) {
    return cudnn.cudnnConvolutionBackwardFilter(
        context.dnn(),
        one,
        descriptors.x,
        x,
        descriptors.y,
        dy,
        descriptors.convolution,
        algorithm.number(),
        workspace,
        algorithm.workspace(),
        zero,
        descriptors.w,
        dw);
  }

  private void forwardAlgorithms(int[] count, List<Algorithm> found) {
    try (cudnnConvolutionFwdAlgoPerf_t ranked =
        new cudnnConvolutionFwdAlgoPerf_t(MOST_ALGORITHMS)) {
      Status.dnn(
          cudnn.cudnnGetConvolutionForwardAlgorithm_v7(
              context.dnn(),
              descriptors.x,
              descriptors.w,
              descriptors.convolution,
              descriptors.y,
              MOST_ALGORITHMS,
              count,
              ranked),
          () -> "algorithms for " + call);
      for (int i = 0; i < count[0]; i++) {
        cudnnConvolutionFwdAlgoPerf_t one = ranked.getPointer(i);
        add(found, one.status(), one.determinism(), one.mathType(), one.algo(), one.memory());
      }
    }
  }

  private void dataAlgorithms(int[] count, List<Algorithm> found) {
    try (cudnnConvolutionBwdDataAlgoPerf_t ranked =
        new cudnnConvolutionBwdDataAlgoPerf_t(MOST_ALGORITHMS)) {
      Status.dnn(
          cudnn.cudnnGetConvolutionBackwardDataAlgorithm_v7(
              context.dnn(),
              descriptors.w,
              descriptors.y,
              descriptors.convolution,
              descriptors.x,
              MOST_ALGORITHMS,
              count,
              ranked),
          () -> "algorithms for " + call);
      for (int i = 0; i < count[0]; i++) {
        cudnnConvolutionBwdDataAlgoPerf_t one = ranked.getPointer(i);
        add(found, one.status(), one.determinism(), one.mathType(), one.algo(), one.memory());
      }
    }
  }

  private void filterAlgorithms(int[] count, List<Algorithm> found) {
    try (cudnnConvolutionBwdFilterAlgoPerf_t ranked =
        new cudnnConvolutionBwdFilterAlgoPerf_t(MOST_ALGORITHMS)) {
      Status.dnn(
          cudnn.cudnnGetConvolutionBackwardFilterAlgorithm_v7(
              context.dnn(),
              descriptors.x,
              descriptors.y,
              descriptors.convolution,
              descriptors.w,
              MOST_ALGORITHMS,
              count,
              ranked),
          () -> "algorithms for " + call);
      for (int i = 0; i < count[0]; i++) {
        cudnnConvolutionBwdFilterAlgoPerf_t one = ranked.getPointer(i);
        add(found, one.status(), one.determinism(), one.mathType(), one.algo(), one.memory());
      }
    }
  }

  private void add(
      List<Algorithm> found, int status, int determinism, int math, int number, long memory) {
    if (status == cudnn.CUDNN_STATUS_SUCCESS
        && determinism == cudnn.CUDNN_DETERMINISTIC
        && ConvolutionDescriptors.isAllowed(math, precision)
        && takesBias(number)
        && found.stream().noneMatch(known -> known.number() == number)) {
      found.add(new Algorithm(number, memory));
    }
  }

  /** A bias without a ReLU is something that cuDNN has in one algorithm only. */
  private boolean takesBias(int number) {
    return call.direction() != Convolution.Direction.FORWARD_BIAS
        || number == cudnn.CUDNN_CONVOLUTION_FWD_ALGO_IMPLICIT_PRECOMP_GEMM;
  }
}
