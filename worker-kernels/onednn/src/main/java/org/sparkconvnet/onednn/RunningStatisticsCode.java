package org.sparkconvnet.onednn;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.List;

/**
 * running = (1 - momentum) running + momentum batch, for mean and variance; the minibatch's
 * variance is the biased one (divided by its count), as everywhere in this project.
 */
record RunningStatisticsCode(float momentum) implements HostCode {
  @Override
  public String text() {
    return "running statistics";
  }

  @Override
  public Step bind(List<ByteBuffer> memory, StepState state) {
    return new Bound(
        momentum,
        memory.get(0).asFloatBuffer(),
        memory.get(1).asFloatBuffer(),
        memory.get(2).asFloatBuffer(),
        memory.get(3).asFloatBuffer());
  }

  private record Bound(
      float momentum,
      FloatBuffer mean,
      FloatBuffer variance,
      FloatBuffer runningMean,
      FloatBuffer runningVariance)
      implements Step {
    @Override
    public void run() {
      for (int channel = 0; channel < runningMean.capacity(); channel++) {
        blend(runningMean, mean, channel);
        blend(runningVariance, variance, channel);
      }
    }

    private void blend(FloatBuffer running, FloatBuffer batch, int channel) {
      running.put(channel, (1 - momentum) * running.get(channel) + momentum * batch.get(channel));
    }
  }
}
