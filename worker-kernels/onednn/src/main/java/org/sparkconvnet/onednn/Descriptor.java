package org.sparkconvnet.onednn;

import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_desc_get_size;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_desc_destroy;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_desc_next_impl;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_desc_query;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_desc_query_md;
import static org.bytedeco.dnnl.global.dnnl.dnnl_query_impl_info_str;
import static org.bytedeco.dnnl.global.dnnl.dnnl_query_scratchpad_md;
import static org.bytedeco.dnnl.global.dnnl.dnnl_success;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;
import org.sparkconvnet.backend.BackendException;

/**
 * A primitive that oneDNN has settled on: which implementation, which layouts, how much scratch.
 */
final class Descriptor {
  private final String what;
  private final dnnl_primitive_desc descriptor;

  /**
   * Takes {@code descriptor} over; the scope frees it.
   *
   * @param what op and shapes, for messages
   */
  Descriptor(NativeScope scope, String what, dnnl_primitive_desc descriptor) {
    this.what = what;
    this.descriptor = descriptor;
    scope.onClose(() -> dnnl_primitive_desc_destroy(descriptor));
  }

  dnnl_primitive_desc descriptor() {
    return descriptor;
  }

  /** Op and shapes. */
  String what() {
    return what;
  }

  /** The layout of one argument, by oneDNN's query number. */
  Layout layout(int query) {
    dnnl_memory_desc md = dnnl_primitive_desc_query_md(descriptor, query, 0);
    if (Pointer.isNull(md)) {
      throw new BackendException("oneDNN: " + what + " has no memory for query " + query);
    }
    return new Layout(md);
  }

  /** True where the primitive has such an argument. */
  boolean has(int query) {
    dnnl_memory_desc md = dnnl_primitive_desc_query_md(descriptor, query, 0);
    return !Pointer.isNull(md) && dnnl_memory_desc_get_size(md) > 0;
  }

  /** Scratch memory that one execution needs. */
  long scratchBytes() {
    dnnl_memory_desc md = dnnl_primitive_desc_query_md(descriptor, dnnl_query_scratchpad_md, 0);
    return Pointer.isNull(md) ? 0 : dnnl_memory_desc_get_size(md);
  }

  /** oneDNN's name of the implementation, as in {@code jit:avx2}. */
  String implementation() {
    try (NativeScope scope = new NativeScope()) {
      Pointer answer = scope.allocate(Long.BYTES);
      Status.check(
          dnnl_primitive_desc_query(descriptor, dnnl_query_impl_info_str, 0, answer),
          () -> "asking for the implementation of " + what);
      return new PointerPointer<BytePointer>(answer).get(BytePointer.class).getString();
    }
  }

  /** Moves on to the named implementation; an empty name keeps oneDNN's first. */
  Descriptor choose(String implementation) {
    if (implementation.isEmpty()) {
      return this;
    }
    List<String> seen = new ArrayList<>();
    do {
      seen.add(implementation());
      if (seen.get(seen.size() - 1).equals(implementation)) {
        return this;
      }
    } while (dnnl_primitive_desc_next_impl(descriptor) == dnnl_success);
    throw new BackendException(
        "oneDNN: " + what + " has no implementation '" + implementation + "' here, only " + seen);
  }

  /**
   * Names of this and all further implementations, in oneDNN's order of preference. Leaves the
   * descriptor at the last: a copy of a descriptor cannot move on to another implementation.
   */
  List<String> implementations() {
    List<String> names = new ArrayList<>();
    do {
      names.add(implementation());
    } while (dnnl_primitive_desc_next_impl(descriptor) == dnnl_success);
    return names;
  }
}
