package org.sparkconvnet.onednn;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.List;

/**
 * dlogits[n,k] = (softmax(logits)[n,k] - [k = label n]) / N; and for the whole minibatch the sum of
 * -log softmax(logits)[label], in double by the stable log-sum-exp, and the number of labels whose
 * logit is the largest (the first, of equal ones).
 */
record SoftmaxCrossEntropyCode(int batch, int classes) implements HostCode {
  @Override
  public String text() {
    return "softmax cross-entropy";
  }

  @Override
  public Step bind(List<ByteBuffer> memory, StepState state) {
    FloatBuffer logits = memory.get(0).asFloatBuffer();
    FloatBuffer dlogits = memory.get(1).asFloatBuffer();
    return new Bound(batch, new float[classes], new double[classes], logits, dlogits, state);
  }

  private record Bound(
      int batch,
      float[] row,
      double[] exponentials,
      FloatBuffer logits,
      FloatBuffer dlogits,
      StepState state)
      implements Step {
    @Override
    public void run() {
      double lossSum = 0;
      int correct = 0;
      for (int example = 0; example < batch; example++) {
        int label = state.labels()[example];
        logits.get(example * row.length, row);
        int best = largest();
        lossSum += example(label, row[best]);
        correct += best == label ? 1 : 0;
        dlogits.put(example * row.length, row);
      }
      state.setLoss(lossSum, correct);
    }

    /** Turns the row of logits into its gradient; answers the example's loss. */
    private double example(int label, double maximum) {
      double labelled = row[label];
      double sum = 0;
      for (int k = 0; k < row.length; k++) {
        exponentials[k] = Math.exp(row[k] - maximum);
        sum += exponentials[k];
      }
      for (int k = 0; k < row.length; k++) {
        double target = k == label ? 1 : 0;
        row[k] = (float) ((exponentials[k] / sum - target) / batch);
      }
      return Math.log(sum) - (labelled - maximum);
    }

    private int largest() {
      int best = 0;
      for (int k = 1; k < row.length; k++) {
        if (row[k] > row[best]) {
          best = k;
        }
      }
      return best;
    }
  }
}
