package org.sparkconvnet.network;

import java.io.Serializable;
import java.util.Arrays;
import org.sparkconvnet.random.RandomStream;

/**
 * How a weight starts. {@code m} is the fan-in of one output (channels per group times kernel
 * taps), {@code n} the fan-out. Biases start at 0, batch-norm scales at 1 and shifts at 0.
 */
public sealed interface Initializer extends Serializable {
  /** Draws the parameter's range of the flat vector. */
  void fill(float[] values, Parameter parameter, RandomStream random);

  /** The text that {@link #parse} reads. */
  String text();

  /** An initializer that draws each weight on its own. */
  sealed interface Independent extends Initializer
      permits UniformFanIn, UniformGlorot, Gaussian, GaussianGlorot, He {
    /** One draw for a weight of the given fan-in and fan-out. */
    float draw(RandomStream random, int fanIn, int fanOut);

    @Override
    default void fill(float[] values, Parameter parameter, RandomStream random) {
      int end = parameter.end();
      for (int i = parameter.offset(); i < end; i++) {
        values[i] = draw(random, parameter.fanIn(), parameter.fanOut());
      }
    }
  }

  /**
   * {@code he}, {@code uniform-fan-in}, {@code uniform-glorot}, {@code gaussian-glorot}, {@code
   * orthogonal}, {@code gaussian:0.01} or {@code constant:0.1}.
   */
  static Initializer parse(String text) {
    switch (text) {
      case "he":
        return new He();
      case "uniform-fan-in":
        return new UniformFanIn();
      case "uniform-glorot":
        return new UniformGlorot();
      case "gaussian-glorot":
        return new GaussianGlorot();
      case "orthogonal":
        return new Orthogonal();
      default:
        return parseWithNumber(text);
    }
  }

  /** U(-1/sqrt(m), 1/sqrt(m)), the lecture's first choice. */
  record UniformFanIn() implements Independent {
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
  record UniformGlorot() implements Independent {
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
  record Gaussian(double deviation) implements Independent {
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
  record He() implements Independent {
    @Override
    public String text() {
      return "he";
    }

    @Override
    public float draw(RandomStream random, int fanIn, int fanOut) {
      return (float) (random.nextGaussian() * Math.sqrt(2.0 / fanIn));
    }
  }

  /** N(0, 2/(m+n)) (Glorot, Bengio, 2010, with normal numbers). */
  record GaussianGlorot() implements Independent {
    @Override
    public String text() {
      return "gaussian-glorot";
    }

    @Override
    public float draw(RandomStream random, int fanIn, int fanOut) {
      return (float) (random.nextGaussian() * Math.sqrt(2.0 / (fanIn + fanOut)));
    }
  }

  /**
   * A random matrix [outputs, m] whose rows, or columns where there are fewer of them, are
   * orthonormal: lengths pass through unchanged (Saxe, McClelland, Ganguli: Exact solutions, 2013).
   * Takes outputs m min(outputs, m) operations.
   */
  record Orthogonal() implements Initializer {
    @Override
    public String text() {
      return "orthogonal";
    }

    @Override
    public void fill(float[] values, Parameter parameter, RandomStream random) {
      int outputs = parameter.dims().get(0);
      OrthonormalRows.fill(
          values, parameter.offset(), outputs, parameter.elements() / outputs, random);
    }
  }

  /**
   * The same number everywhere. Units that start alike learn alike, so this is for single layers
   * and for demonstrations; see {@link Symmetry}.
   */
  record Constant(double value) implements Initializer {
    public Constant {
      if (!Double.isFinite(value)) {
        throw new NetworkException("a constant initializer's value must be finite, got " + value);
      }
    }

    @Override
    public String text() {
      return "constant:" + value;
    }

    @Override
    public void fill(float[] values, Parameter parameter, RandomStream random) {
      Arrays.fill(values, parameter.offset(), parameter.end(), (float) value);
    }
  }

  private static Initializer parseWithNumber(String text) {
    int colon = text.indexOf(':');
    String name = colon < 0 ? text : text.substring(0, colon);
    if (colon < 0 || !name.equals("gaussian") && !name.equals("constant")) {
      throw new NetworkException(
          "unknown initializer '"
              + text
              + "'; there are he, uniform-fan-in, uniform-glorot, gaussian-glorot, orthogonal,"
              + " gaussian:DEVIATION and constant:VALUE");
    }
    try {
      double number = Double.parseDouble(text.substring(colon + 1));
      return name.equals("gaussian") ? new Gaussian(number) : new Constant(number);
    } catch (NumberFormatException notANumber) {
      throw new NetworkException(
          "a "
              + (name.equals("gaussian")
                  ? "Gaussian initializer needs its deviation"
                  : "constant initializer needs its value")
              + ", got '"
              + text
              + "'");
    }
  }

  private static float uniform(RandomStream random, double bound) {
    return (float) ((2 * random.nextDouble() - 1) * bound);
  }
}
