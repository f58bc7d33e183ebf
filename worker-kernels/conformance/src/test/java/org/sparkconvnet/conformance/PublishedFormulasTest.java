package org.sparkconvnet.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.sparkconvnet.optimizer.Optimizer;

/** The oracle's formulas against numbers worked out by hand: two updates on gradients 2 and -1. */
class PublishedFormulasTest {
  private static final double RATE = 0.5;
  private static final double EXACT = 1e-15;

  @Test
  void sgd() {
    two("sgd", 0, -1, 0.5);
  }

  @Test
  void momentum() {
    two("momentum:momentum=0.5", 0, -1, -0.5 + 0.5);
  }

  @Test
  void nesterov() {
    // v = -1, then 0.5 v + 0.5 = 0; the weight moves by 0.5 v - r g.
    two("nesterov:momentum=0.5", 0, 0.5 * -1 - 1, 0.5 * 0 + 0.5);
  }

  @Test
  void averages() {
    // m = 0.5, then 0.75 * 0.5 - 0.25 = 0.125; 1 - 0.75^2 = 0.4375.
    two("averaged:beta=0.75,bias-correction=false", 0, -0.25, -0.0625);
    two("averaged:beta=0.75", 0, -1, -0.5 * 0.125 / 0.4375);
  }

  @Test
  void adadelta() {
    // s = 2, d = 2 sqrt(1) / sqrt(3), u = 2/3; then s = 1.5, d = -sqrt(5/3) / sqrt(2.5).
    two("adadelta:rho=0.5,epsilon=1", 0, -0.5 * 2 / Math.sqrt(3), 0.5 * Math.sqrt(5 / 3.0 / 2.5));
  }

  @Test
  void rmsProp() {
    // s = 2, then 1.5.
    two("rmsprop:rho=0.5,epsilon=1", 0, -1 / (Math.sqrt(2) + 1), 0.5 / (Math.sqrt(1.5) + 1));
  }

  @Test
  void adam() {
    // m = 1, then 0; s = 1, then 0.75 + 0.25: corrected 4 and 1 / 0.4375.
    two("adam:beta1=0.5,beta2=0.75,epsilon=1", 0, -0.5 * 2 / 3, 0);
    // m = 0.5, then 0.125 over 0.4375; s = 1, then 1 over 0.4375.
    double second = -0.5 * (0.125 / 0.4375) / (Math.sqrt(1 / 0.4375) + 1);
    two("adam:beta1=0.75,beta2=0.75,epsilon=1", 0, -0.5 * 2 / 3, second);
  }

  @Test
  void adamWDecaysBesideTheGradient() {
    two("adamw:beta1=0.5,beta2=0.75,epsilon=1", 0.1, -0.5 * (2.0 / 3 + 0.1 * 3), -0.5 * 0.1 * 3);
  }

  @Test
  void lars() {
    two("lars:momentum=0.5", 0.1, -0.1, -0.05 + 0.05);
  }

  /** Moves of a weight of 3. */
  private static void two(String text, double local, double first, double second) {
    Optimizer optimizer = Optimizer.parse(text);
    PublishedFormulas formulas = new PublishedFormulas();
    double[] v = new double[optimizer.vectors().size()];
    assertEquals(first, formulas.move(optimizer, 3, 2, v, RATE, 1, local), EXACT, text);
    assertEquals(second, formulas.move(optimizer, 3, -1, v, RATE, 2, local), EXACT, text);
  }
}
