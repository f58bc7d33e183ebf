package org.sparkconvnet.conformance;

import java.util.ArrayList;
import java.util.List;
import org.sparkconvnet.network.Network;
import org.sparkconvnet.network.Parameter;
import org.sparkconvnet.network.ParameterLayout;
import org.sparkconvnet.random.RandomStream;
import org.sparkconvnet.random.Seeds;

/**
 * Random numbers for one case: starting parameters and running statistics, and one minibatch per
 * step. Biases, scales, shifts and statistics are drawn too, since zeros and ones would hide
 * mistakes.
 *
 * @param rate of descent
 * @param decay of the weights
 */
public record Draw(
    float[] parameters, float[] state, List<Minibatch> minibatches, float rate, float decay) {
  private static final float RATE = 0.03125f;
  private static final float DECAY = 0.0625f;

  /** What kind of numbers. */
  public enum Numbers {
    /** Standard normal images, weights as their initializer draws them. */
    GAUSSIAN,
    /**
     * Images and biases of -1, 0 and 1, weights of the same times a power of two near
     * 1/sqrt(fan-in): sums are small integers times a power of two, exact in every precision for a
     * few layers. So ReLU and max pooling decide alike in every backend, and ties are many.
     */
    DYADIC
  }

  /** A pure function of its arguments; {@code steps} minibatches of {@code batch} examples. */
  public static Draw of(Network network, int batch, int steps, Numbers numbers, long seed) {
    ParameterLayout layout = ParameterLayout.of(network);
    RandomStream random = new RandomStream(Seeds.of(seed, Seeds.Purpose.GENERATED_DATA));
    float[] parameters = layout.initialParameters(seed);
    float[] state = layout.initialState();
    for (Parameter parameter : layout.parameters()) {
      if (numbers == Numbers.DYADIC) {
        fillDyadic(parameters, parameter, random);
      } else {
        fill(parameters, parameter, random);
      }
    }
    layout.state().forEach(statistic -> fill(state, statistic, random));
    List<Minibatch> minibatches = new ArrayList<>();
    for (int step = 0; step < steps; step++) {
      minibatches.add(minibatch(network, batch, numbers, random));
    }
    return new Draw(parameters, state, List.copyOf(minibatches), RATE, DECAY);
  }

  private static Minibatch minibatch(
      Network network, int batch, Numbers numbers, RandomStream random) {
    float[] images = new float[batch * network.input().elements()];
    for (int i = 0; i < images.length; i++) {
      images[i] = numbers == Numbers.DYADIC ? random.nextInt(3) - 1 : (float) random.nextGaussian();
    }
    int[] labels = new int[batch];
    for (int n = 0; n < batch; n++) {
      labels[n] = random.nextInt(network.classes());
    }
    return new Minibatch(images, labels, random.nextLong());
  }

  private static void fillDyadic(float[] values, Parameter parameter, RandomStream random) {
    int halvings = Math.getExponent(Math.sqrt(Math.max(parameter.fanIn(), 1)));
    for (int i = parameter.offset(); i < parameter.end(); i++) {
      values[i] = Math.scalb((float) (random.nextInt(3) - 1), -halvings);
    }
  }

  private static void fill(float[] values, Parameter parameter, RandomStream random) {
    for (int i = parameter.offset(); i < parameter.end(); i++) {
      switch (parameter.role()) {
        case WEIGHT, CENTER -> {}
        case BIAS, NORM_SHIFT, RUNNING_MEAN -> values[i] = (float) (0.3 * random.nextGaussian());
        case NORM_SCALE, RUNNING_VARIANCE -> values[i] = 0.5f + random.nextFloat();
      }
    }
  }
}
