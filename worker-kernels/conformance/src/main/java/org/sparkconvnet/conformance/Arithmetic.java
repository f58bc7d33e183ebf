package org.sparkconvnet.conformance;

/**
 * What becomes of the oracle's numbers between two layers: nothing in the oracle itself ({@link
 * #EXACT}); in {@link Disturbance}, what a finite precision might do to them. The hooks tell how
 * each number came about, because its error depends on it: {@code terms} is how many products were
 * summed for one number, {@code scale} the root of the sum of those products' squares.
 */
interface Arithmetic {
  /** Leaves everything as it is. */
  Arithmetic EXACT =
      new Arithmetic() {
        @Override
        public void activation(double[] values, int terms, double scale) {}

        @Override
        public void float32(double[] values, int terms, double scale) {}

        @Override
        public void weight(double[] values) {}

        @Override
        public void convolutionBias(double[] values) {}

        @Override
        public void filterGradient(double[] values, int terms, double scale) {}

        @Override
        public double[] operand(double[] values) {
          return values;
        }

        @Override
        public double[] shown(String node, double[] values) {
          return values;
        }

        @Override
        public int[] decided(String node, int[] decision) {
          return decision;
        }
      };

  /** A tensor stored in the format of activations. */
  void activation(double[] values, int terms, double scale);

  /** A tensor stored in float32: gradients of parameters, statistics, losses. */
  void float32(double[] values, int terms, double scale);

  /** Weights as kernels read them, from float32 master weights. */
  void weight(double[] values);

  /** A convolution's bias as it is added. */
  void convolutionBias(double[] values);

  /** The gradient of a convolution's filters. */
  void filterGradient(double[] values, int terms, double scale);

  /** What a product of a convolution or dense layer reads of one of its operands. */
  double[] operand(double[] values);

  /**
   * What the layer {@code node} sees of {@code values} when it decides by them: which are positive
   * (ReLU), which are the largest (max pooling).
   */
  double[] shown(String node, double[] values);

  /** What the layer {@code node} decides in the end. */
  int[] decided(String node, int[] decision);
}
