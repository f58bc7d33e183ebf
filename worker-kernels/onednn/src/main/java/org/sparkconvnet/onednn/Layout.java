package org.sparkconvnet.onednn;

import static org.bytedeco.dnnl.global.dnnl.dnnl_blocked;
import static org.bytedeco.dnnl.global.dnnl.dnnl_format_kind_any;
import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_desc_equal;
import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_desc_get_size;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.bytedeco.dnnl.dnnl_memory_desc;

/**
 * A physical layout: logical dims, element type, strides and inner blocks, as oneDNN's memory
 * descriptor holds them. Its {@link #tag} is in oneDNN's notation: letters are dimensions,
 * outermost first; {@code acdb} is channels-last, {@code aBcd8b} has channels in blocks of 8.
 */
final class Layout {
  private final dnnl_memory_desc descriptor;
  private final ElementType type;
  private final long[] dims;
  private final long bytes;
  private final String tag;
  private final int[] outerOrder;
  private final long[] innerBlocks;
  private final long[] innerDims;

  /** Reads the descriptor, which must outlive this object. */
  Layout(dnnl_memory_desc descriptor) {
    this.descriptor = descriptor;
    type = ElementType.of(DescriptorQuery.dataType(descriptor));
    dims = DescriptorQuery.dims(descriptor);
    int kind = DescriptorQuery.formatKind(descriptor);
    if (kind != dnnl_blocked) {
      outerOrder = new int[0];
      innerBlocks = new long[0];
      innerDims = new long[0];
      bytes = kind == dnnl_format_kind_any ? 0 : dnnl_memory_desc_get_size(descriptor);
      tag = kind == dnnl_format_kind_any ? "any" : "opaque";
      return;
    }
    innerBlocks = DescriptorQuery.innerBlocks(descriptor);
    innerDims = DescriptorQuery.innerDims(descriptor);
    outerOrder = outermostFirst(DescriptorQuery.strides(descriptor));
    bytes = dnnl_memory_desc_get_size(descriptor);
    tag = tag(outerOrder, innerBlocks, innerDims);
  }

  dnnl_memory_desc descriptor() {
    return descriptor;
  }

  ElementType type() {
    return type;
  }

  long[] dims() {
    return dims.clone();
  }

  int rank() {
    return dims.length;
  }

  /** Bytes it takes, padding included. */
  long bytes() {
    return bytes;
  }

  /** The order of the dimensions in memory, outermost first; empty where oneDNN keeps it secret. */
  int[] outerOrder() {
    return outerOrder.clone();
  }

  /** True where the only inner blocks are of channels: {@code aBcd8b}, {@code aBcd16b}. */
  boolean blocksChannelsOnly() {
    return innerBlocks.length == 1
        && innerDims[0] == 1
        && Arrays.equals(outerOrder, IntStream.range(0, dims.length).toArray());
  }

  /** True where no dimension is blocked: strides say all. */
  boolean isPlain() {
    return outerOrder.length > 0 && innerBlocks.length == 0;
  }

  /** The innermost block, 1 where there is none. */
  long block() {
    return innerBlocks.length == 0 ? 1 : innerBlocks[innerBlocks.length - 1];
  }

  /** True where memory of either layout holds the same bytes at the same places. */
  boolean sameAs(Layout other) {
    return dnnl_memory_desc_equal(descriptor, other.descriptor) != 0;
  }

  boolean sameDims(Layout other) {
    return Arrays.equals(dims, other.dims);
  }

  /** {@code f32:aBcd8b}. */
  String text() {
    return type.name().toLowerCase(Locale.ROOT) + ":" + tag;
  }

  /** {@code f32:aBcd8b (64,16,32,32)}. */
  @Override
  public String toString() {
    return text()
        + Arrays.stream(dims).mapToObj(Long::toString).collect(Collectors.joining(",", " (", ")"));
  }

  private static int[] outermostFirst(long[] strides) {
    return IntStream.range(0, strides.length)
        .boxed()
        .sorted(Comparator.comparingLong((Integer axis) -> -strides[axis]))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  private static String tag(int[] order, long[] blocks, long[] blockDims) {
    StringBuilder text = new StringBuilder();
    for (int axis : order) {
      boolean blocked = Arrays.stream(blockDims).anyMatch(dim -> dim == axis);
      text.append((char) ((blocked ? 'A' : 'a') + axis));
    }
    for (int i = 0; i < blocks.length; i++) {
      text.append(blocks[i]).append((char) ('a' + blockDims[i]));
    }
    return text.toString();
  }
}
