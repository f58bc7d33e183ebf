package org.sparkconvnet.network;

import java.io.Serializable;
import org.sparkconvnet.random.RandomStream;

/**
 * How a weight starts. {@code m} is the fan-in of one output (channels per group times kernel
 * taps), {@code n} the fan-out. Biases start at 0, batch-norm scales at 1 and shifts at 0.
 */
public sealed interface Initializer extends Serializable {
  /** One draw for a weight of the given fan-in and fan-out. */
  float draw(RandomStream random, int fanIn, int fanOut);

  /** The text that {@link #parse} reads. */
  String text();

  /** {@code he}, {@code uniform-fan-in}, {@code uniform-glorot} or {@code gaussian:0.01}. */
  static Initializer parse(String text) {
    switch (text) {
      case "he":
        return new He();
      case "uniform-fan-in":
        return new UniformFanIn();
      case "uniform-glorot":
        return new UniformGlorot();
      default:
        return parseGaussian(text);
    }
  }

  /** U(-1/sqrt(m), 1/sqrt(m)), the lecture's first choice. */
  record UniformFanIn() implements Initializer {
    @Override
    public String text() {
      return "uniform-fan-in";
    }

    @Override
    public float draw(RandomStream random, int fanIn, int fanOut) {
      return uniform(random, 1 / Math.sqrt(fanIn));
    }
  }

  /** U(-sqrt(6/(m+n)), sqrt(6/(m+n))) (Glorot, Bengio: Understanding the difficulty, 2010). */
  record UniformGlorot() implements Initializer {
    @Override
    public String text() {
      return "uniform-glorot";
    }

    @Override
    public float draw(RandomStream random, int fanIn, int fanOut) {
      return uniform(random, Math.sqrt(6.0 / (fanIn + fanOut)));
    }
  }

  /** N(0, deviation^2). */
  record Gaussian(double deviation) implements Initializer {
    public Gaussian {
      if (!(deviation > 0)) {
        throw new NetworkException(
            "a Gaussian initializer's deviation must be positive, got " + deviation);
      }
    }

    @Override
    public String text() {
      return "gaussian:" + deviation;
    }

    @Override
    public float draw(RandomStream random, int fanIn, int fanOut) {
      return (float) (random.nextGaussian() * deviation);
    }
  }

  /** N(0, 2/m), which keeps the variance through ReLU (He et al.: Delving deep, 2015). */
  record He() implements Initializer {
    @Override
    public String text() {
      return "he";
    }

    @Override
    public float draw(RandomStream random, int fanIn, int fanOut) {
      return (float) (random.nextGaussian() * Math.sqrt(2.0 / fanIn));
    }
  }

  private static Initializer parseGaussian(String text) {
    if (text.startsWith("gaussian:")) {
      try {
        return new Gaussian(Double.parseDouble(text.substring("gaussian:".length())));
      } catch (NumberFormatException notANumber) {
        throw new NetworkException(
            "a Gaussian initializer needs its deviation, got '" + text + "'");
      }
    }
    throw new NetworkException(
        "unknown initializer '"
            + text
            + "'; there are he, uniform-fan-in, uniform-glorot and gaussian:DEVIATION");
  }

  private static float uniform(RandomStream random, double bound) {
    return (float) ((2 * random.nextDouble() - 1) * bound);
  }
}
