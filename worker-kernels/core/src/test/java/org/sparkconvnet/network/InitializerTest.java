package org.sparkconvnet.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sparkconvnet.random.RandomStream;
import org.sparkconvnet.zoo.Zoo;

class InitializerTest {
  private static final int DRAWS = 200_000;
  private static final int FAN_IN = 75;
  private static final int FAN_OUT = 400;

  /** Uniform on (-b, b) has variance b^2/3. The estimate's relative deviation is below 1/300. */
  @ParameterizedTest
  @CsvSource({
    "uniform-fan-in, 0.0044444",
    "uniform-glorot, 0.0042105",
    "gaussian-glorot, 0.0042105",
    "gaussian:0.01, 0.0001",
    "he, 0.0266667"
  })
  void meanIsZeroAndVarianceIsAsPublished(String text, double variance) {
    Initializer.Independent initializer = (Initializer.Independent) Initializer.parse(text);
    assertEquals(text, initializer.text());
    RandomStream random = new RandomStream(11);
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < DRAWS; i++) {
      float value = initializer.draw(random, FAN_IN, FAN_OUT);
      sum += value;
      squares += (double) value * value;
    }
    assertEquals(0, sum / DRAWS, 5 * Math.sqrt(variance / DRAWS));
    assertEquals(variance, squares / DRAWS, 5 * variance * Math.sqrt(2.0 / DRAWS));
  }

  @Test
  void uniformDrawsStayInTheirBound() {
    RandomStream random = new RandomStream(5);
    double bound = 1 / Math.sqrt(FAN_IN);
    for (int i = 0; i < DRAWS; i++) {
      assertTrue(Math.abs(new Initializer.UniformFanIn().draw(random, FAN_IN, 1)) <= bound);
    }
  }

  /** Rows of a wide matrix, columns of a tall one; of a filter bank [6, 2, 3, 3] too. */
  @ParameterizedTest
  @CsvSource({"6, 18", "18, 6", "7, 7", "1, 5", "5, 1"})
  void orthogonalMatricesAreOrthonormal(int rows, int columns) {
    float[] values = new float[rows * columns + 1];
    Initializer initializer = Initializer.parse("orthogonal");
    assertEquals("orthogonal", initializer.text());
    initializer.fill(values, weight(List.of(rows, columns)), new RandomStream(3));
    assertEquals(0, values[0]);
    boolean wide = rows <= columns;
    int vectors = Math.min(rows, columns);
    for (int a = 0; a < vectors; a++) {
      for (int b = 0; b < vectors; b++) {
        double dot = 0;
        for (int j = 0; j < Math.max(rows, columns); j++) {
          int first = 1 + (wide ? a * columns + j : j * columns + a);
          int second = 1 + (wide ? b * columns + j : j * columns + b);
          dot += (double) values[first] * values[second];
        }
        assertEquals(a == b ? 1 : 0, dot, 1e-6);
      }
    }
  }

  @Test
  void constantsAreConstant() {
    float[] values = new float[7];
    Initializer initializer = Initializer.parse("constant:0.25");
    assertEquals(initializer, Initializer.parse(initializer.text()));
    initializer.fill(values, weight(List.of(3, 2)), null);
    assertArrayEquals(new float[] {0, .25f, .25f, .25f, .25f, .25f, .25f}, values);
  }

  private static Parameter weight(List<Integer> dims) {
    return new Parameter("w.weight", Parameter.Role.WEIGHT, dims, 1, 1, 1, new Initializer.He());
  }

  /** Of a hidden layer; the last one may start at 0, and single units are alike to nobody. */
  @Test
  void equalWeightsBeforeOthersAreWarnedOf() {
    NetworkBuilder builder =
        Network.builder("n", Shape.of(3, 8, 8)).initializer(new Initializer.Constant(0));
    builder.convolution("one", 1, Window.square(3));
    builder.convolution("many", 4, Window.square(3)).relu("relu");
    Network network = builder.dense("classifier", 2).softmaxCrossEntropy("loss").build();
    assertEquals(
        List.of(
            "the 4 units of layer 'many' all start with the weights constant:0.0 and learn alike;"
                + " give it an initializer that draws, as he"),
        Symmetry.warnings(network));
    Zoo.entries().forEach(entry -> assertEquals(List.of(), Symmetry.warnings(entry.network())));
  }

  @Test
  void startingParametersDependOnTheSeedOnly() {
    ParameterLayout layout = ParameterLayout.of(Zoo.get("resnet20").network());
    assertArrayEquals(layout.initialParameters(3), layout.initialParameters(3));
    assertNotEquals(layout.initialParameters(3)[0], layout.initialParameters(4)[0]);
    Parameter scale = layout.get("stem.norm.scale");
    assertEquals(1f, layout.initialParameters(3)[scale.offset()]);
    assertEquals(1f, layout.initialState()[layout.get("stem.norm.running_variance").offset()]);
  }
}
