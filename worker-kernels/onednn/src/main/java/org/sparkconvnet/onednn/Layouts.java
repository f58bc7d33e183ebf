package org.sparkconvnet.onednn;

import static org.bytedeco.dnnl.global.dnnl.dnnl_aBc16b;
import static org.bytedeco.dnnl.global.dnnl.dnnl_aBc8b;
import static org.bytedeco.dnnl.global.dnnl.dnnl_aBcd16b;
import static org.bytedeco.dnnl.global.dnnl.dnnl_aBcd8b;
import static org.bytedeco.dnnl.global.dnnl.dnnl_aBcde16b;
import static org.bytedeco.dnnl.global.dnnl.dnnl_aBcde8b;
import static org.bytedeco.dnnl.global.dnnl.dnnl_format_tag_any;
import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_desc_create_submemory;
import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_desc_create_with_strides;
import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_desc_create_with_tag;
import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_desc_destroy;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;
import org.bytedeco.dnnl.dnnl_memory_desc;

/** Makes layouts; the scope owns their descriptors. */
final class Layouts {
  /** oneDNN's tags of layouts whose channels come in blocks, by rank and block. */
  private static final Map<Integer, Map<Long, Integer>> CHANNEL_BLOCKS =
      Map.of(
          3, Map.of(8L, dnnl_aBc8b, 16L, dnnl_aBc16b),
          4, Map.of(8L, dnnl_aBcd8b, 16L, dnnl_aBcd16b),
          5, Map.of(8L, dnnl_aBcde8b, 16L, dnnl_aBcde16b));

  private final NativeScope scope;

  Layouts(NativeScope scope) {
    this.scope = scope;
  }

  /** A tensor's dims as oneDNN takes them. */
  static long[] dims(List<Integer> dims) {
    return dims.stream().mapToLong(Integer::longValue).toArray();
  }

  /** Left to the primitive that reads or writes it. */
  Layout any(long[] dims, ElementType type) {
    return made(
        "layout any of " + Arrays.toString(dims),
        md ->
            dnnl_memory_desc_create_with_tag(
                md, dims.length, dims, type.code(), dnnl_format_tag_any));
  }

  /** Row-major: the last dimension is contiguous. */
  Layout rowMajor(long[] dims, ElementType type) {
    return ordered(dims, type, IntStream.range(0, dims.length).toArray());
  }

  /** Channels-last: N, then the spatial dimensions, then C contiguous. */
  Layout channelsLast(long[] dims, ElementType type) {
    int[] order = new int[dims.length];
    for (int i = 1; i < dims.length - 1; i++) {
      order[i] = i + 1;
    }
    order[dims.length - 1] = dims.length > 1 ? 1 : 0;
    return ordered(dims, type, order);
  }

  /** Other dims and type, kept in the order and channel blocks of {@code example}. */
  Layout like(Layout example, long[] dims, ElementType type) {
    if (example.rank() == dims.length && example.isPlain()) {
      return ordered(dims, type, example.outerOrder());
    }
    Integer tag =
        example.blocksChannelsOnly()
            ? CHANNEL_BLOCKS.getOrDefault(dims.length, Map.of()).get(example.block())
            : null;
    if (tag != null) {
      return tagged(dims, type, tag);
    }
    return channelsLast(dims, type);
  }

  /** The part of {@code whole} that starts at {@code offsets}; both share memory. */
  Layout part(Layout whole, long[] dims, long[] offsets) {
    return made(
        "part " + Arrays.toString(dims) + " at " + Arrays.toString(offsets) + " of " + whole,
        md -> dnnl_memory_desc_create_submemory(md, whole.descriptor(), dims, offsets));
  }

  private Layout tagged(long[] dims, ElementType type, int tag) {
    return made(
        "layout of tag " + tag + " and dims " + Arrays.toString(dims),
        md -> dnnl_memory_desc_create_with_tag(md, dims.length, dims, type.code(), tag));
  }

  private Layout ordered(long[] dims, ElementType type, int[] outermostFirst) {
    long[] strides = new long[dims.length];
    long stride = 1;
    for (int i = dims.length - 1; i >= 0; i--) {
      strides[outermostFirst[i]] = stride;
      stride *= dims[outermostFirst[i]];
    }
    return made(
        "layout of dims " + Arrays.toString(dims),
        md -> dnnl_memory_desc_create_with_strides(md, dims.length, dims, type.code(), strides));
  }

  private Layout made(String what, ToIntFunction<dnnl_memory_desc> create) {
    dnnl_memory_desc descriptor = new dnnl_memory_desc();
    Status.check(create.applyAsInt(descriptor), () -> what);
    scope.onClose(() -> dnnl_memory_desc_destroy(descriptor));
    return new Layout(descriptor);
  }
}
