package org.sparkconvnet.cudnn;

import java.util.List;

/**
 * One call to cuDNN, cuBLAS or a kernel of ours, with all that it is passed: data, which prints and
 * can be checked where there is no GPU.
 */
sealed interface CudaCall permits Convolution, Product, Launch {
  /** The op it belongs to, for messages. */
  String name();

  /** All device memory that it reads or writes. */
  List<Slot> slots();

  /** Throws {@code PlanException} where a slot is not of the size that the call works on. */
  void check();
}
