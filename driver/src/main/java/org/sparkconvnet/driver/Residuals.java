package org.sparkconvnet.driver;

import org.apache.spark.SparkContext;
import org.apache.spark.SparkEnv;
import org.apache.spark.storage.BlockManager;
import org.apache.spark.storage.BlockResult;
import org.apache.spark.storage.RDDBlockId;
import org.apache.spark.storage.StorageLevel;
import scala.Option;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/**
 * What workers' rounding left over, kept between two rounds as blocks of Spark's storage: in the
 * memory of the executor that computed it, or on its disk, and sent to another one where the
 * worker's next task lands there. A round's residuals are named by one number, as if they were an
 * RDD.
 */
final class Residuals {
  /** No residuals: as if all were 0. */
  static final int NONE = -1;

  private static final ClassTag<float[]> VECTOR = ClassTag$.MODULE$.apply(float[].class);

  private Residuals() {}

  /** A new name. */
  static int name(SparkContext spark) {
    return spark.newRddId();
  }

  /** A worker's; null where it was lost together with its executor. */
  static float[] find(int name, int worker) {
    Option<BlockResult> found = blocks().get(new RDDBlockId(name, worker), VECTOR);
    if (found.isEmpty()) {
      return null;
    }
    float[] kept = (float[]) found.get().data().next();
    while (found.get().data().hasNext()) { // its end releases the block
      found.get().data().next();
    }
    return kept.clone(); // a task that is repeated finds it as it was
  }

  /** Keeps a worker's. What a task that was repeated kept is the same. */
  static void keep(int name, int worker, float[] residual) {
    blocks()
        .putSingle(
            new RDDBlockId(name, worker), residual, StorageLevel.MEMORY_AND_DISK(), true, VECTOR);
  }

  /** Frees a round's, everywhere. */
  static void drop(int name) {
    if (name != NONE) {
      blocks().master().removeRdd(name, false);
    }
  }

  private static BlockManager blocks() {
    return SparkEnv.get().blockManager();
  }
}
