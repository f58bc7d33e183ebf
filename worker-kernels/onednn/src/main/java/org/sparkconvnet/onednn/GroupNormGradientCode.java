package org.sparkconvnet.onednn;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * Gradients of {@link GroupNormCode}. With r = 1 / sqrt(variance + epsilon), z = (x - mean) r, L
 * the elements of a group and sums over them:
 *
 * <pre>
 * dx = r (scale[c] dy - (sum of scale dy + z sum of scale dy z) / L)
 * dscale[c] = sum over n and p of dy z,  dshift[c] = sum over n and p of dy
 * </pre>
 *
 * <p>Sums are taken in double. Arguments: x, mean, variance, scale, dy, dx, dscale, dshift.
 */
record GroupNormGradientCode(ChannelGroups groups, double epsilon) implements HostCode {
  @Override
  public String text() {
    return "group normalization gradient";
  }

  @Override
  public Step bind(List<ByteBuffer> memory, StepState state) {
    return new Bound(
        this,
        ChannelGroups.numbers(memory),
        new float[groups.channels()],
        new float[groups.blockLength()],
        new float[groups.blockLength()],
        new double[groups.channels()],
        new double[groups.channels()]);
  }

  private record Bound(
      GroupNormGradientCode code,
      List<FloatBuffer> memory,
      float[] scale,
      float[] z,
      float[] gradient,
      double[] scaleSums,
      double[] shiftSums)
      implements Step {
    @Override
    public void run() {
      memory.get(3).get(0, scale);
      Arrays.fill(scaleSums, 0);
      Arrays.fill(shiftSums, 0);
      FloatBuffer dx = memory.get(5);
      for (int block = 0; block * z.length < dx.capacity(); block++) {
        memory.get(0).get(block * z.length, z);
        memory.get(4).get(block * z.length, gradient);
        float mean = memory.get(1).get(block);
        double inverse = 1 / Math.sqrt(memory.get(2).get(block) + code.epsilon);
        standardize(z, mean, (float) inverse);
        differentiate(code.groups.firstChannel(block), inverse);
        dx.put(block * z.length, gradient);
      }
      for (int channel = 0; channel < scale.length; channel++) {
        memory.get(6).put(channel, (float) scaleSums[channel]);
        memory.get(7).put(channel, (float) shiftSums[channel]);
      }
    }

    private static void standardize(float[] z, float mean, float inverse) {
      for (int i = 0; i < z.length; i++) {
        z[i] = (z[i] - mean) * inverse;
      }
    }

    /** Turns the group's dy into its dx, and adds to its channels' sums. */
    private void differentiate(int first, double inverse) {
      int positions = code.groups.positions();
      double direct = 0;
      double along = 0;
      for (int from = 0, channel = first; from < z.length; from += positions, channel++) {
        double sum = GroupSums.sum(gradient, from, positions);
        double product = GroupSums.products(gradient, z, from, positions);
        shiftSums[channel] += sum;
        scaleSums[channel] += product;
        direct += scale[channel] * sum;
        along += scale[channel] * product;
      }
      float off = (float) (inverse * direct / z.length);
      float slope = (float) (inverse * along / z.length);
      for (int from = 0, channel = first; from < z.length; from += positions, channel++) {
        float factor = (float) (inverse * scale[channel]);
        stretch(gradient, z, from, positions, factor, off, slope);
      }
    }

    private static void stretch(
        float[] gradient, float[] z, int from, int count, float factor, float off, float slope) {
      for (int i = from; i < from + count; i++) {
        gradient[i] = gradient[i] * factor - (off + z[i] * slope);
      }
    }

    @Override
    public long heapBytes() {
      return 4L * (2L * z.length + scale.length) + 16L * scaleSums.length;
    }
  }
}
