package org.sparkconvnet.onednn;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.List;

/**
 * y[n,c,p] = scale[c] (x - mean[n,g]) / sqrt(variance[n,g] + epsilon) + shift[c], with the mean and
 * biased variance of each group of channels of each example. Statistics are summed in double.
 * Arguments: x, scale, shift, y, then mean and variance where they are to be kept.
 */
record GroupNormCode(ChannelGroups groups, double epsilon) implements HostCode {
  @Override
  public String text() {
    return "group normalization";
  }

  @Override
  public Step bind(List<ByteBuffer> memory, StepState state) {
    return new Bound(
        this,
        ChannelGroups.numbers(memory),
        new float[groups.channels()],
        new float[groups.channels()],
        new float[groups.blockLength()]);
  }

  private record Bound(
      GroupNormCode code, List<FloatBuffer> memory, float[] scale, float[] shift, float[] values)
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
        float inverse = (float) (1 / Math.sqrt(variance + code.epsilon));
        normalize(code.groups.firstChannel(block), (float) mean, inverse);
        y.put(block * values.length, values);
      }
    }

    private void normalize(int first, float mean, float inverse) {
      int positions = code.groups.positions();
      for (int from = 0, channel = first; from < values.length; from += positions, channel++) {
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
