package org.sparkconvnet.onednn;

import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_desc_query;
import static org.bytedeco.dnnl.global.dnnl.dnnl_query_data_type;
import static org.bytedeco.dnnl.global.dnnl.dnnl_query_dims;
import static org.bytedeco.dnnl.global.dnnl.dnnl_query_format_kind;
import static org.bytedeco.dnnl.global.dnnl.dnnl_query_inner_blks;
import static org.bytedeco.dnnl.global.dnnl.dnnl_query_inner_idxs;
import static org.bytedeco.dnnl.global.dnnl.dnnl_query_inner_nblks_s32;
import static org.bytedeco.dnnl.global.dnnl.dnnl_query_ndims_s32;
import static org.bytedeco.dnnl.global.dnnl.dnnl_query_strides;

import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;

/** Typed questions to a memory descriptor. */
final class DescriptorQuery {
  private DescriptorQuery() {}

  static int dataType(dnnl_memory_desc descriptor) {
    return number(descriptor, dnnl_query_data_type);
  }

  static int formatKind(dnnl_memory_desc descriptor) {
    return number(descriptor, dnnl_query_format_kind);
  }

  static long[] dims(dnnl_memory_desc descriptor) {
    return numbers(descriptor, dnnl_query_dims, number(descriptor, dnnl_query_ndims_s32));
  }

  static long[] strides(dnnl_memory_desc descriptor) {
    return numbers(descriptor, dnnl_query_strides, number(descriptor, dnnl_query_ndims_s32));
  }

  static long[] innerBlocks(dnnl_memory_desc descriptor) {
    return numbers(
        descriptor, dnnl_query_inner_blks, number(descriptor, dnnl_query_inner_nblks_s32));
  }

  static long[] innerDims(dnnl_memory_desc descriptor) {
    return numbers(
        descriptor, dnnl_query_inner_idxs, number(descriptor, dnnl_query_inner_nblks_s32));
  }

  /** An answer of 32 bits. */
  private static int number(dnnl_memory_desc descriptor, int query) {
    try (NativeScope scope = new NativeScope()) {
      Pointer answer = scope.allocate(Long.BYTES);
      ask(descriptor, query, answer);
      return new IntPointer(answer).get();
    }
  }

  /** An answer that points to an array of 64-bit numbers inside the descriptor. */
  private static long[] numbers(dnnl_memory_desc descriptor, int query, int count) {
    long[] values = new long[count];
    if (count > 0) {
      try (NativeScope scope = new NativeScope()) {
        Pointer answer = scope.allocate(Long.BYTES);
        ask(descriptor, query, answer);
        new PointerPointer<LongPointer>(answer).get(LongPointer.class).get(values);
      }
    }
    return values;
  }

  private static void ask(dnnl_memory_desc descriptor, int query, Pointer answer) {
    Status.check(
        dnnl_memory_desc_query(descriptor, query, answer),
        () -> "asking a memory descriptor for property " + query);
  }
}
