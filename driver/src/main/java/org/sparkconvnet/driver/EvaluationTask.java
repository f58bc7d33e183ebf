package org.sparkconvnet.driver;

import java.io.Serializable;
import org.apache.spark.TaskContext;
import org.apache.spark.broadcast.Broadcast;
import org.sparkconvnet.data.ImageSet;
import org.sparkconvnet.train.Predictor;
import scala.collection.Iterator;
import scala.runtime.AbstractFunction2;

/** Evaluates given weights on a partition's images. */
final class EvaluationTask extends AbstractFunction2<TaskContext, Iterator<ImageSet>, Tally>
    implements Serializable {
  private static final long serialVersionUID = 1L;

  private final String run;
  private final Broadcast<Boxed<WorkerSetup>> setup;
  private final Weights weights;

  EvaluationTask(String run, Broadcast<Boxed<WorkerSetup>> setup, Weights weights) {
    this.run = run;
    this.setup = setup;
    this.weights = weights;
  }

  @Override
  public Tally apply(TaskContext context, Iterator<ImageSet> sets) {
    WorkerProcess process = WorkerProcess.of(run, () -> setup.value().value());
    return process.predict(predictor -> tally(predictor, process, sets));
  }

  private Tally tally(Predictor predictor, WorkerProcess process, Iterator<ImageSet> sets) {
    float[] parameters = new float[process.layout().parameterCount()];
    float[] state = new float[process.layout().stateCount()];
    weights.copyTo(parameters, state);
    predictor.write(parameters, state);
    Tally tally = new Tally(process.criterion(), process.classes());
    while (sets.hasNext()) {
      ImageSet set = sets.next();
      predictor.predict(
          set, (index, logits, offset) -> tally.count(set.label(index), logits, offset));
    }
    return tally;
  }
}
