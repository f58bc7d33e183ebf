package org.sparkconvnet.driver;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.sparkconvnet.io.NamedTensor;
import org.sparkconvnet.io.TensorFile;
import org.sparkconvnet.network.ParameterLayout;

/**
 * What workers' optimisers keep between two rounds, as the driver holds it: nothing, one set of
 * vectors for all workers, or one for each. A set is one flat array, its vectors one after another.
 *
 * @param names of the vectors
 * @param copies the sets
 */
record OptimizerVectors(List<String> names, float[][] copies) {
  static final OptimizerVectors NONE = new OptimizerVectors(List.of(), new float[0][]);

  private static final String PREFIX = "optimizer/";
  private static final String NAMES = "optimizer_vectors";
  private static final String COPIES = "optimizer_copies";

  /** Zeros, as a run begins. */
  static OptimizerVectors initial(TrainingSettings settings, ParameterLayout layout) {
    int copies = settings.update().copies(settings.workers());
    return copies == 0
        ? NONE
        : zeros(settings.update().optimizer().vectors(), copies, layout.parameterCount());
  }

  private static OptimizerVectors zeros(List<String> names, int copies, int parameters) {
    return new OptimizerVectors(
        names, new float[copies][Math.multiplyExact(names.size(), parameters)]);
  }

  boolean isEmpty() {
    return copies.length == 0;
  }

  /**
   * As tensors {@code optimizer/VECTOR/PARAMETER}, or {@code optimizer/WORKER/VECTOR/PARAMETER}.
   */
  List<NamedTensor> tensors(ParameterLayout layout) {
    List<NamedTensor> tensors = new ArrayList<>();
    for (int copy = 0; copy < copies.length; copy++) {
      for (int i = 0; i < names.size(); i++) {
        float[] vector = new float[layout.parameterCount()];
        System.arraycopy(copies[copy], i * vector.length, vector, 0, vector.length);
        tensors.addAll(ModelFile.tensors(prefix(copy, i), layout.parameters(), vector));
      }
    }
    return tensors;
  }

  void describe(Map<String, String> metadata) {
    if (!isEmpty()) {
      metadata.put(NAMES, String.join(",", names));
      metadata.put(COPIES, Integer.toString(copies.length));
    }
  }

  /** What {@link #tensors} wrote. */
  static OptimizerVectors read(TensorFile file, ParameterLayout layout) {
    if (!file.metadata().containsKey(NAMES)) {
      return NONE;
    }
    OptimizerVectors read =
        zeros(
            List.of(file.requireMetadata(NAMES).split(",")),
            Integer.parseInt(file.requireMetadata(COPIES)),
            layout.parameterCount());
    float[] vector = new float[layout.parameterCount()];
    for (int copy = 0; copy < read.copies.length; copy++) {
      for (int i = 0; i < read.names.size(); i++) {
        ModelFile.copy(file, read.prefix(copy, i), layout.parameters(), vector);
        System.arraycopy(vector, 0, read.copies[copy], i * vector.length, vector.length);
      }
    }
    return read;
  }

  private String prefix(int copy, int vector) {
    return PREFIX + (copies.length == 1 ? "" : copy + "/") + names.get(vector) + "/";
  }
}
