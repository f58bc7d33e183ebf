package org.sparkconvnet.onednn;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.List;

/**
 * y[n,c,p] = scale[c] (x - mean[n,g]) / sqrt(variance[n,g] + epsilon) + shift[c], with the mean and
 * biased variance of each group of channels of each example; row-major, {@code positions} to a
 * channel. Statistics are summed in double. Arguments: x, scale, shift, y, then mean and variance
 * where they are to be kept.
 */
record GroupNormCode(int channels, int groups, int positions, double epsilon) implements HostCode {
  @Override
  public String text() {
    return "group normalization";
  }

  @Override
  public Step bind(List<ByteBuffer> memory, StepState state) {
    int length = channels / groups * positions;
    return new Bound(
        memory.stream().map(ByteBuffer::asFloatBuffer).toList(),
        groups,
        positions,
        epsilon,
        new float[channels],
        new float[channels],
        new float[length]);
  }

  private record Bound(
      List<FloatBuffer> memory,
      int groups,
      int positions,
      double epsilon,
      float[] scale,
      float[] shift,
      float[] values)
      implements Step {
    @Override
    public void run() {
      FloatBuffer x = memory.get(0);
      memory.get(1).get(0, scale);
      memory.get(2).get(0, shift);
      FloatBuffer y = memory.get(3);
      for (int block = 0; block * values.length < x.capacity(); block++) {
        x.get(block * values.length, values);
        double mean = GroupSums.sum(values) / values.length;
        double variance = GroupSums.squares(values, mean) / values.length;
        if (memory.size() > 4) {
          memory.get(4).put(block, (float) mean);
          memory.get(5).put(block, (float) variance);
        }
        normalize(block % groups, (float) mean, (float) (1 / Math.sqrt(variance + epsilon)));
        y.put(block * values.length, values);
      }
    }

    private void normalize(int group, float mean, float inverse) {
      int channel = group * (scale.length / groups);
      for (int from = 0; from < values.length; from += positions, channel++) {
        stretch(values, from, positions, mean, inverse * scale[channel], shift[channel]);
      }
    }

    private static void stretch(
        float[] values, int from, int count, float mean, float factor, float shift) {
      for (int i = from; i < from + count; i++) {
        values[i] = (values[i] - mean) * factor + shift;
      }
    }

    @Override
    public long heapBytes() {
      return 4L * (values.length + scale.length + shift.length);
    }
  }
}
