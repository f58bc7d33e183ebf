package org.sparkconvnet.train;

import java.util.Arrays;
import org.sparkconvnet.backend.Executable;
import org.sparkconvnet.data.ExampleWriter;
import org.sparkconvnet.data.ImageSet;
import org.sparkconvnet.network.BatchNormFolding;

/**
 * Computes logits of images that are not augmented. The last minibatch of a set is filled up with
 * zeros, whose logits are dropped. Used by one thread at a time.
 */
public final class Predictor implements AutoCloseable {
  private final BatchNormFolding folding;
  private final Executable executable;
  private final ExampleWriter writer;
  private final Minibatch minibatch;
  private final float[] logits; // (N, classes)
  private final int classes;

  /**
   * A predictor.
   *
   * @param folding whose network the executable is for
   * @param executable of an inference plan, which this closes
   */
  public Predictor(BatchNormFolding folding, Executable executable, ExampleWriter writer) {
    this.folding = folding;
    this.executable = executable;
    this.writer = writer;
    int batch = executable.plan().batch();
    this.minibatch = new Minibatch(batch, writer.elements());
    this.classes = executable.plan().network().classes();
    this.logits = new float[batch * classes];
  }

  /** Replaces the weights and running statistics, those of the network before folding. */
  public void write(float[] parameters, float[] state) {
    executable.writeParameters(folding.parameters(parameters, state));
    executable.writeState(folding.state(state));
  }

  /** Receives one example's logits. */
  public interface Consumer {
    /**
     * Takes the logits of image {@code index}.
     *
     * @param logits holds them at {@code [offset .. offset + classes)}, until this returns
     */
    void accept(int index, float[] logits, int offset);
  }

  /** Computes the logits of every image of a set, in order. */
  public void predict(ImageSet images, Consumer consumer) {
    int batch = minibatch.size();
    for (int first = 0; first < images.size(); first += batch) {
      int count = Math.min(batch, images.size() - first);
      for (int i = 0; i < count; i++) {
        writer.writeForEvaluation(images, first + i, minibatch.images(), i * writer.elements());
      }
      Arrays.fill(minibatch.images(), count * writer.elements(), batch * writer.elements(), 0f);
      executable.load(minibatch.images(), minibatch.labels());
      executable.infer(logits);
      for (int i = 0; i < count; i++) {
        consumer.accept(first + i, logits, i * classes);
      }
    }
  }

  @Override
  public void close() {
    executable.close();
  }
}
