package org.sparkconvnet.optimizer;

/**
 * An optimiser's arithmetic on a stretch of the flat vectors, in plain loops that the compiler
 * vectorises.
 */
interface ElementUpdate {
  /**
   * Moves weights [0, n) and elements [at, at + n) of the optimiser's vectors.
   *
   * @param w weights
   * @param g gradient, clipped and with its penalties
   * @param v the optimiser's vectors
   * @param c {@link StepCoefficients}
   * @param local the decay of an optimiser that decouples it; the rate's factor of one that adapts
   *     it to the layer
   */
  void apply(float[] w, float[] g, float[][] v, int at, int n, float[] c, float local);

  /** Finds an optimiser's arithmetic. */
  final class Of implements OptimizerVisitor<ElementUpdate> {
    @Override
    public ElementUpdate sgd(Optimizer.Sgd optimizer) {
      return (w, g, v, at, n, c, local) -> sgd(w, g, n, c[0]);
    }

    @Override
    public ElementUpdate momentum(Optimizer.Momentum optimizer) {
      return (w, g, v, at, n, c, local) -> momentum(w, g, v[0], at, n, c[0], c[1]);
    }

    @Override
    public ElementUpdate nesterov(Optimizer.Nesterov optimizer) {
      return (w, g, v, at, n, c, local) -> nesterov(w, g, v[0], at, n, c[0], c[1]);
    }

    @Override
    public ElementUpdate averaged(Optimizer.Averaged optimizer) {
      return (w, g, v, at, n, c, local) -> averaged(w, g, v[0], at, n, c[0], c[1], c[2]);
    }

    @Override
    public ElementUpdate adadelta(Optimizer.Adadelta optimizer) {
      return (w, g, v, at, n, c, local) -> adadelta(w, g, v[0], v[1], at, n, c);
    }

    @Override
    public ElementUpdate rmsProp(Optimizer.RmsProp optimizer) {
      return (w, g, v, at, n, c, local) -> rmsProp(w, g, v[0], at, n, c);
    }

    @Override
    public ElementUpdate adam(Optimizer.Adam optimizer) {
      return (w, g, v, at, n, c, local) -> adam(w, g, v[0], v[1], at, n, c, 0);
    }

    @Override
    public ElementUpdate adamW(Optimizer.AdamW optimizer) {
      return (w, g, v, at, n, c, local) -> adam(w, g, v[0], v[1], at, n, c, c[7] * local);
    }

    @Override
    public ElementUpdate lars(Optimizer.Lars optimizer) {
      return (w, g, v, at, n, c, local) -> momentum(w, g, v[0], at, n, c[0] * local, c[1]);
    }

    private static void sgd(float[] w, float[] g, int n, float rate) {
      for (int i = 0; i < n; i++) {
        w[i] -= rate * g[i];
      }
    }

    private static void momentum(
        float[] w, float[] g, float[] v, int at, int n, float rate, float mu) {
      for (int i = 0; i < n; i++) {
        float moved = mu * v[at + i] - rate * g[i];
        v[at + i] = moved;
        w[i] += moved;
      }
    }

    private static void nesterov(
        float[] w, float[] g, float[] v, int at, int n, float rate, float mu) {
      for (int i = 0; i < n; i++) {
        float step = rate * g[i];
        float moved = mu * v[at + i] - step;
        v[at + i] = moved;
        w[i] += mu * moved - step;
      }
    }

    private static void averaged(
        float[] w, float[] g, float[] m, int at, int n, float rate, float beta, float rest) {
      for (int i = 0; i < n; i++) {
        float mean = beta * m[at + i] + rest * g[i];
        m[at + i] = mean;
        w[i] -= rate * mean;
      }
    }

    private static void adadelta(
        float[] w, float[] g, float[] s, float[] u, int at, int n, float[] c) {
      float rate = c[0];
      float rho = c[1];
      float rest = c[2];
      float epsilon = c[3];
      for (int i = 0; i < n; i++) {
        float square = rho * s[at + i] + rest * (g[i] * g[i]);
        float step = u[at + i];
        float d = g[i] * (float) Math.sqrt(step + epsilon) / (float) Math.sqrt(square + epsilon);
        s[at + i] = square;
        u[at + i] = rho * step + rest * (d * d);
        w[i] -= rate * d;
      }
    }

    private static void rmsProp(float[] w, float[] g, float[] s, int at, int n, float[] c) {
      float rate = c[0];
      float rho = c[1];
      float rest = c[2];
      float epsilon = c[3];
      for (int i = 0; i < n; i++) {
        float square = rho * s[at + i] + rest * (g[i] * g[i]);
        s[at + i] = square;
        w[i] -= rate * g[i] / ((float) Math.sqrt(square) + epsilon);
      }
    }

    private static void adam(
        float[] w, float[] g, float[] m, float[] s, int at, int n, float[] c, float decay) {
      float rate = c[0];
      float beta1 = c[1];
      float rest1 = c[2];
      float beta2 = c[3];
      float rest2 = c[4];
      float correction = c[5];
      float epsilon = c[6];
      for (int i = 0; i < n; i++) {
        float mean = beta1 * m[at + i] + rest1 * g[i];
        float square = beta2 * s[at + i] + rest2 * (g[i] * g[i]);
        m[at + i] = mean;
        s[at + i] = square;
        float step = rate * mean / ((float) Math.sqrt(square * correction) + epsilon);
        w[i] -= step + decay * w[i];
      }
    }
  }
}
