package org.sparkconvnet.onednn.pooled;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The vectors of this machine, and what the kernels on them must heed:
 *
 * <ul>
 *   <li>Vectors are local variables of the method that uses them, never array elements, fields,
 *       arguments or results. A vector that crosses a call which the compiler does not inline
 *       becomes an object, and the kernel three to six times slower. So loops over vectors are
 *       written out.
 *   <li>Kernels are entered many times and return soon: a compiled method keeps its vectors in
 *       registers, while a loop that was entered in the interpreter has them as objects.
 *   <li>An offset is masked with {@link #OFFSET}. The compiler then knows that it is not negative
 *       and adding to it does not overflow, and one address register serves all loads that follow.
 * </ul>
 */
final class Lanes {
  /** The widest float vectors that this machine computes on. */
  static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;

  /** Floats in a vector. */
  static final int COUNT = FLOATS.length();

  /** All offsets are below this: arrays here stay below 2^30 floats. */
  static final int OFFSET = 0x3FFFFFFF;

  private Lanes() {}
}
