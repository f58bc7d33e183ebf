package org.sparkconvnet.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.sparkconvnet.network.Layer;

/** Outputs (0, ln 3) behind one number of another example. */
final class OutputsTest {
  private static final float[] OUTPUTS = {9, 0, (float) Math.log(3)};
  private static final double NEAR = 1e-7;

  @Test
  void softmax() {
    Layer.Loss plain = new Layer.SoftmaxCrossEntropy();
    assertArrayEquals(new double[] {0.25, 0.75}, Outputs.probabilities(plain, OUTPUTS, 1, 2), NEAR);
    assertEquals(Math.log(4), Outputs.loss(plain, OUTPUTS, 1, 2, 0), NEAR);
    Layer.Loss shaped = new Layer.SoftmaxCrossEntropy(0.5, List.of(2.0, 3.0));
    assertEquals(Math.log(4), Outputs.loss(shaped, OUTPUTS, 1, 2, 0), NEAR);
  }

  @Test
  void quadraticError() {
    Layer.Loss loss = new Layer.QuadraticError();
    assertArrayEquals(new double[] {0, 1}, Outputs.probabilities(loss, OUTPUTS, 1, 2), NEAR);
    double off = Math.log(3) - 1;
    assertEquals(off * off / 2, Outputs.loss(loss, OUTPUTS, 1, 2, 1), NEAR);
  }

  @Test
  void sigmoidCrossEntropy() {
    Layer.Loss loss = new Layer.SigmoidCrossEntropy();
    assertArrayEquals(new double[] {0.5, 0.75}, Outputs.probabilities(loss, OUTPUTS, 1, 2), NEAR);
    assertEquals(Math.log(2) - Math.log(0.75), Outputs.loss(loss, OUTPUTS, 1, 2, 1), NEAR);
  }
}
