package org.sparkconvnet.cudnn.standins;

import java.util.function.IntUnaryOperator;

/**
 * A small convolution in NHWC, with filters in KHWC, computed by plain loops in double: what the
 * cuDNN stand-in is held against. Sizes are the same along rows and columns, but for the input's.
 *
 * @param size the filter's rows and columns
 */
record NaiveConvolution(
    int batch,
    int rows,
    int columns,
    int inputs,
    int outputs,
    int size,
    int padding,
    int stride,
    int dilation,
    int groups) {

  /**
   * Takes one product that the convolution adds: places of the input, the filter and the output.
   */
  private interface Visitor {
    void visit(int x, int w, int y);
  }

  int inputsOfGroup() {
    return inputs / groups;
  }

  int outputRows() {
    return along(rows);
  }

  int outputColumns() {
    return along(columns);
  }

  int xCount() {
    return batch * rows * columns * inputs;
  }

  int wCount() {
    return outputs * size * size * inputsOfGroup();
  }

  int yCount() {
    return batch * outputRows() * outputColumns() * outputs;
  }

  double[] forward(float[] x, float[] w) {
    double[] result = new double[yCount()];
    forEachProduct((xAt, wAt, yAt) -> result[yAt] += (double) x[xAt] * w[wAt]);
    return result;
  }

  double[] backwardData(float[] w, float[] dy) {
    double[] result = new double[xCount()];
    forEachProduct((xAt, wAt, yAt) -> result[xAt] += (double) w[wAt] * dy[yAt]);
    return result;
  }

  double[] backwardFilter(float[] x, float[] dy) {
    double[] result = new double[wCount()];
    forEachProduct((xAt, wAt, yAt) -> result[wAt] += (double) x[xAt] * dy[yAt]);
    return result;
  }

  double[] backwardBias(float[] dy) {
    double[] result = new double[outputs];
    for (int i = 0; i < dy.length; i++) {
      result[i % outputs] += dy[i];
    }
    return result;
  }

  private int along(int input) {
    return (input + 2 * padding - (size - 1) * dilation - 1) / stride + 1;
  }

  private void forEachProduct(Visitor visitor) {
    for (int output = 0; output < yCount(); output++) {
      int channel = output % outputs;
      int pixel = output / outputs;
      int column = pixel % outputColumns();
      int row = pixel / outputColumns() % outputRows();
      int image = pixel / outputColumns() / outputRows();
      visitTaps(visitor, output, image, row, column, channel);
    }
  }

  private void visitTaps(Visitor visitor, int output, int image, int row, int column, int channel) {
    int firstInput = channel / (outputs / groups) * inputsOfGroup();
    IntUnaryOperator start = place -> place * stride - padding;
    for (int tap = 0; tap < size * size; tap++) {
      int inputRow = start.applyAsInt(row) + tap / size * dilation;
      int inputColumn = start.applyAsInt(column) + tap % size * dilation;
      if (inputRow < 0 || inputRow >= rows || inputColumn < 0 || inputColumn >= columns) {
        continue;
      }
      for (int c = 0; c < inputsOfGroup(); c++) {
        int x = ((image * rows + inputRow) * columns + inputColumn) * inputs + firstInput + c;
        int w = (channel * size * size + tap) * inputsOfGroup() + c;
        visitor.visit(x, w, output);
      }
    }
  }
}
