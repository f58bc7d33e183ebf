package org.sparkconvnet.cudnn;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.sparkconvnet.plan.ConvolutionOp;
import org.sparkconvnet.plan.DenseOp;
import org.sparkconvnet.plan.Op;
import org.sparkconvnet.plan.Plan;
import org.sparkconvnet.plan.Tensor;

/**
 * How the flat vectors lie on the device. Filters are there (K, R, S, C) and a dense layer's
 * weights over images (K, H, W, C), where the host has (K, C, R, S) and (K, C, H, W); all else is
 * alike. Descent works element by element, so it never needs the host's order.
 */
record ParameterOrder(List<Block> blocks) {
  /** A weight whose inner order differs: outer times (channels, positions) from an offset on. */
  record Block(int offset, int outer, int channels, int positions) {}

  ParameterOrder {
    blocks = List.copyOf(blocks);
  }

  static ParameterOrder of(Plan plan) {
    List<Block> blocks = new ArrayList<>();
    Set<Tensor> seen = new HashSet<>();
    for (Op op : plan.forward()) {
      Tensor weight = null;
      int channels = 0;
      if (op instanceof ConvolutionOp.ConvolutionForward convolution) {
        weight = convolution.w();
        channels = weight.dims().get(1);
      } else if (op instanceof DenseOp.DenseForward dense && dense.x().dims().size() > 2) {
        weight = dense.w();
        channels = dense.x().dims().get(1);
      }
      if (weight != null && seen.add(weight)) {
        int outer = weight.dims().get(0);
        int positions = Math.toIntExact(weight.elements() / outer / channels);
        blocks.add(new Block(weight.offset(), outer, channels, positions));
      }
    }
    return new ParameterOrder(blocks);
  }

  /** From the host's order to the device's. */
  void toDevice(float[] host, float[] device) {
    System.arraycopy(host, 0, device, 0, host.length);
    for (Block block : blocks) {
      transpose(host, device, block, block.channels, block.positions);
    }
  }

  /** From the device's order to the host's. */
  void toHost(float[] device, float[] host) {
    System.arraycopy(device, 0, host, 0, device.length);
    for (Block block : blocks) {
      transpose(device, host, block, block.positions, block.channels);
    }
  }

  private static void transpose(float[] from, float[] to, Block block, int rows, int columns) {
    for (int outer = 0; outer < block.outer; outer++) {
      int start = block.offset + outer * rows * columns;
      for (int row = 0; row < rows; row++) {
        for (int column = 0; column < columns; column++) {
          to[start + column * rows + row] = from[start + row * columns + column];
        }
      }
    }
  }
}
