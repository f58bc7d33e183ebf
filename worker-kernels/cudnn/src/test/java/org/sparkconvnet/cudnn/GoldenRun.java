package org.sparkconvnet.cudnn;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import org.sparkconvnet.backend.Backend;
import org.sparkconvnet.backend.Backends;
import org.sparkconvnet.backend.Executable;
import org.sparkconvnet.backend.Precision;
import org.sparkconvnet.backend.Tuning;
import org.sparkconvnet.cudnn.standins.StandIns;
import org.sparkconvnet.data.Augmentation;
import org.sparkconvnet.data.ChannelStatistics;
import org.sparkconvnet.data.ExampleWriter;
import org.sparkconvnet.data.GeneratedShapes;
import org.sparkconvnet.data.ImageSet;
import org.sparkconvnet.data.Normalization;
import org.sparkconvnet.network.Network;
import org.sparkconvnet.plan.Plan;
import org.sparkconvnet.plan.Planner;
import org.sparkconvnet.zoo.Zoo;

/**
 * The lecture's network trained for some steps on generated images, in float32: what one backend
 * computes is written down and another's held to it. The first step's gradient must agree to
 * rounding. Later weights may part ways where a pooling's two largest values are nearly equal, so
 * of the later steps the loss is compared, within a bound that such moments do not reach.
 *
 * <p>Arguments: {@code write BACKEND FILE BATCH STEPS}, or {@code compare BACKEND FILE}, or {@code
 * repeat BACKEND BATCH STEPS}, which runs twice and wants equal bits. Exits with 1 where they are
 * not.
 */
final class GoldenRun {
  private static final String NETWORK = "convnetjs-cifar10";
  private static final float RATE = 0.01f;
  private static final double ROUNDING = 0x1p-24;

  /** Of a step's loss, relative. */
  private static final double LOSS_BOUND = 0.01;

  /**
   * A run's outcome.
   *
   * @param gradient of the first step
   * @param losses of each step, the mean over its minibatch
   * @param parameters after the last
   */
  private record Outcome(int batch, float[] gradient, double[] losses, float[] parameters) {}

  private GoldenRun() {}

  public static void main(String[] arguments) throws IOException {
    String backend = arguments[1];
    if (backend.equals(CudnnBackend.NAME) && !"real".equals(System.getProperty("cuda"))) {
      StandIns.load();
    }
    boolean good =
        switch (arguments[0]) {
          case "write" -> {
            Outcome outcome = run(backend, number(arguments, 3), number(arguments, 4));
            write(Path.of(arguments[2]), outcome);
            yield true;
          }
          case "compare" -> compare(backend, read(Path.of(arguments[2])));
          case "repeat" -> repeat(backend, number(arguments, 2), number(arguments, 3));
          default -> throw new IllegalArgumentException("write, compare or repeat");
        };
    System.exit(good ? 0 : 1);
  }

  private static int number(String[] arguments, int index) {
    return Integer.parseInt(arguments[index]);
  }

  private static boolean compare(String backend, Outcome golden) {
    Outcome found = run(backend, golden.batch(), golden.losses().length);
    // The longest sum is over all positions of all images; two computations of it differ by about
    // the square root of its length in roundings of each.
    double tolerance = 2 * Math.sqrt(32.0 * 32 * golden.batch()) * ROUNDING;
    double distance = distance(found.gradient(), golden.gradient());
    double worst = 0;
    for (int i = 0; i < golden.losses().length; i++) {
      double expected = golden.losses()[i];
      worst = Math.max(worst, Math.abs(found.losses()[i] - expected) / expected);
    }
    System.out.printf(
        Locale.ROOT,
        "gradient of step 1: distance %.3g of at most %.3g; loss over %d steps: %.3g of at most"
            + " %.3g, from %.4f to %.4f%n",
        distance,
        tolerance,
        golden.losses().length,
        worst,
        LOSS_BOUND,
        found.losses()[0],
        found.losses()[found.losses().length - 1]);
    return distance <= tolerance && worst <= LOSS_BOUND;
  }

  private static boolean repeat(String backend, int batch, int steps) {
    Outcome first = run(backend, batch, steps);
    Outcome second = run(backend, batch, steps);
    boolean same =
        Arrays.equals(first.parameters(), second.parameters())
            && Arrays.equals(first.losses(), second.losses());
    System.out.printf(
        "weights and losses of %d steps, run twice: %s%n", steps, same ? "equal bits" : "DIFFER");
    return same;
  }

  private static Outcome run(String name, int batch, int steps) {
    Network network = Zoo.get(NETWORK).network();
    ImageSet images =
        GeneratedShapes.generate(1, GeneratedShapes.Split.TRAIN, 0, Math.multiplyExact(batch, 4));
    ExampleWriter writer =
        new ExampleWriter(
            images.shape(), Normalization.of(ChannelStatistics.of(images)), Augmentation.NONE);
    float[] pixels = new float[batch * writer.elements()];
    int[] labels = new int[batch];
    double[] losses = new double[steps];
    try (Backend backend = Backends.open(name)) {
      Plan plan = Planner.plan(network, batch, Plan.Mode.TRAINING, backend.fusions(Precision.FP32));
      float[] gradient = new float[plan.layout().parameterCount()];
      float[] parameters = plan.layout().initialParameters(1);
      try (Executable run = backend.compile(plan, Precision.FP32, Tuning.none(name))) {
        run.writeParameters(parameters);
        run.writeState(plan.layout().initialState());
        for (int step = 0; step < steps; step++) {
          for (int i = 0; i < batch; i++) {
            int image = (step * batch + i) % images.size();
            writer.writeForEvaluation(images, image, pixels, i * writer.elements());
            labels[i] = images.label(image);
          }
          run.load(pixels, labels);
          run.computeGradients(step);
          losses[step] = run.lossSum() / batch;
          if (step == 0) {
            run.readGradients(gradient);
          }
          run.descend(RATE, 0);
        }
        run.readParameters(parameters);
      }
      return new Outcome(batch, gradient, losses, parameters);
    }
  }

  private static double distance(float[] found, float[] expected) {
    double squares = 0;
    double norm = 0;
    for (int i = 0; i < expected.length; i++) {
      squares += Math.pow((double) found[i] - expected[i], 2);
      norm += Math.pow(expected[i], 2);
    }
    return Math.sqrt(squares / norm);
  }

  private static void write(Path file, Outcome outcome) throws IOException {
    try (DataOutputStream out = new DataOutputStream(Files.newOutputStream(file))) {
      out.writeInt(outcome.batch());
      out.writeInt(outcome.losses().length);
      out.writeInt(outcome.gradient().length);
      for (double loss : outcome.losses()) {
        out.writeDouble(loss);
      }
      for (float value : outcome.gradient()) {
        out.writeFloat(value);
      }
    }
  }

  private static Outcome read(Path file) throws IOException {
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
      final int batch = in.readInt();
      double[] losses = new double[in.readInt()];
      float[] gradient = new float[in.readInt()];
      for (int i = 0; i < losses.length; i++) {
        losses[i] = in.readDouble();
      }
      for (int i = 0; i < gradient.length; i++) {
        gradient[i] = in.readFloat();
      }
      return new Outcome(batch, gradient, losses, new float[0]);
    }
  }
}
