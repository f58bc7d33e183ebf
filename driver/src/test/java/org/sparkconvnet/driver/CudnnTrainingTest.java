package org.sparkconvnet.driver;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkconvnet.cudnn.standins.StandIns;
import org.sparkconvnet.data.Augmentation;
import org.sparkconvnet.io.Safetensors;
import org.sparkconvnet.io.TensorFile;
import org.sparkconvnet.network.Network;
import org.sparkconvnet.network.ParameterLayout;
import org.sparkconvnet.zoo.Zoo;

/**
 * The lecture's network trained on Spark by the cuDNN backend over the stand-ins for CUDA, beside
 * the same run on oneDNN. In processes of their own: the stand-ins must be loaded before any other
 * native library, and must not stay.
 */
final class CudnnTrainingTest {
  /**
   * The backends' gradients differ by some 1e-6, until a pooling's two largest values are so near
   * that they choose different ones, which moves one gradient by its own size. Few steps, so few
   * such moments.
   */
  private static final double TOLERANCE = 1e-3;

  /** 2 workers, minibatches of 16 and 11 in the last round: few images, as stand-ins are slow. */
  private static final String DATA = "generated:shapes?train=86&test=40&seed=3";

  @TempDir static Path folder;

  @Test
  void trainsLikeOneDnnAndRepeatsItsBits() throws Exception {
    assumeTrue(StandIns.available(), StandIns::whyNot);
    float[] expected = train("onednn", "cpu");
    float[] first = train("cudnn", "gpu1");
    float[] second = train("cudnn", "gpu2");
    assertArrayEquals(first, second);
    assertTrue(
        distance(first, expected) < TOLERANCE, () -> "distance " + distance(first, expected));
    double ofMixed =
        distance(
            parameters(mixed(folder.resolve("gpu1")), TestRuns.UNCOUPLED),
            parameters(mixed(folder.resolve("cpu")), TestRuns.UNCOUPLED));
    assertTrue(ofMixed < TOLERANCE, () -> "with mixtures, distance " + ofMixed);
  }

  /** Where the run of the small network on mixtures of images goes. */
  private static Path mixed(Path out) {
    return out.resolveSibling(out.getFileName() + "-mixed");
  }

  private static float[] train(String backend, String name) throws Exception {
    Path out = folder.resolve(name);
    Path log = folder.resolve(name + ".log");
    int code = ChildJvm.run(CudnnTrainingTest.class, log, backend, out.toString());
    assertEquals(0, code, () -> ChildJvm.text(log));
    return parameters(out, Zoo.get("convnetjs-cifar10").network());
  }

  private static float[] parameters(Path out, Network network) {
    ParameterLayout layout = ParameterLayout.of(network);
    float[] parameters = new float[layout.parameterCount()];
    TensorFile model = Safetensors.read(TestRuns.model(out), out.toString(), true);
    ModelFile.copy(model, "", layout.parameters(), parameters);
    return parameters;
  }

  /** Of the first from the second, relative to the second's length. */
  private static double distance(float[] found, float[] expected) {
    double squares = 0;
    double norm = 0;
    for (int i = 0; i < expected.length; i++) {
      squares += Math.pow(found[i] - expected[i], 2);
      norm += Math.pow(expected[i], 2);
    }
    return Math.sqrt(squares / norm);
  }

  /** Trains with the named backend into a folder. */
  public static void main(String[] arguments) {
    if (arguments[0].equals("cudnn")) {
      StandIns.load();
    }
    try (JavaSparkContext spark = TestRuns.spark("local[2]")) {
      TrainingSettings settings =
          settings(Zoo.get("convnetjs-cifar10").network(), arguments[0]).build();
      Path out = Path.of(arguments[1]);
      train(spark, settings, out);
      if (!out.endsWith("gpu2")) {
        TrainingSettings mixed =
            settings(TestRuns.UNCOUPLED, arguments[0])
                .augmentation(Augmentation.parse("mirror,mixup=0.4,cutmix=1.0"))
                .build();
        train(spark, mixed, mixed(out));
      }
    }
  }

  private static void train(JavaSparkContext spark, TrainingSettings settings, Path out) {
    TestRuns.train(spark, settings, TestRuns.options(), out, TrainingListener.SILENT, DATA);
  }

  private static TrainingSettings.Builder settings(Network network, String backend) {
    return TestRuns.settings(network).backend(backend).workers(2).batch(16).epochs(1);
  }
}
