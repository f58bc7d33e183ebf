package org.sparkconvnet.onednn;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.List;
import org.sparkconvnet.plan.LossOp.TargetedLoss.Criterion;

/**
 * The losses of {@link org.sparkconvnet.plan.LossOp.TargetedLoss} against the step's targets,
 * summed in double, their derivative, and the number of labels whose output is the largest (the
 * first, of equal ones).
 */
record TargetedLossCode(Criterion criterion, int batch, int classes) implements HostCode {
  @Override
  public String text() {
    return "loss " + criterion;
  }

  @Override
  public Step bind(List<ByteBuffer> memory, StepState state) {
    FloatBuffer x = memory.get(0).asFloatBuffer();
    FloatBuffer dx = memory.get(1).asFloatBuffer();
    return new Bound(criterion, batch, new float[classes], new double[classes], x, dx, state);
  }

  private record Bound(
      Criterion criterion,
      int batch,
      float[] row,
      double[] exponentials,
      FloatBuffer x,
      FloatBuffer dx,
      StepState state)
      implements Step {
    @Override
    public void run() {
      double lossSum = 0;
      int correct = 0;
      for (int example = 0; example < batch; example++) {
        int at = example * row.length;
        x.get(at, row);
        int best = largest();
        lossSum +=
            switch (criterion) {
              case SOFTMAX -> softmax(state.targets(), at, row[best]);
              case QUADRATIC -> quadratic(state.targets(), at);
              case SIGMOID -> sigmoid(state.targets(), at);
            };
        correct += best == state.labels()[example] ? 1 : 0;
        dx.put(at, row);
      }
      state.setLoss(lossSum, correct);
    }

    /** These turn the row of outputs into its gradient, and answer the example's loss. */
    private double softmax(float[] targets, int at, double maximum) {
      double sum = 0;
      double total = 0;
      for (int k = 0; k < row.length; k++) {
        exponentials[k] = Math.exp(row[k] - maximum);
        sum += exponentials[k];
        total += targets[at + k];
      }
      double loss = 0;
      double logSum = Math.log(sum);
      for (int k = 0; k < row.length; k++) {
        double target = targets[at + k];
        loss += target * (logSum - (row[k] - maximum));
        row[k] = (float) ((total * exponentials[k] / sum - target) / batch);
      }
      return loss;
    }

    private double quadratic(float[] targets, int at) {
      double loss = 0;
      for (int k = 0; k < row.length; k++) {
        double difference = (double) row[k] - targets[at + k];
        loss += difference * difference / 2;
        row[k] = (float) (difference / batch);
      }
      return loss;
    }

    private double sigmoid(float[] targets, int at) {
      double loss = 0;
      for (int k = 0; k < row.length; k++) {
        double output = row[k];
        double target = targets[at + k];
        loss += Math.max(output, 0) + Math.log1p(Math.exp(-Math.abs(output))) - target * output;
        row[k] = (float) ((1 / (1 + Math.exp(-output)) - target) / batch);
      }
      return loss;
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
