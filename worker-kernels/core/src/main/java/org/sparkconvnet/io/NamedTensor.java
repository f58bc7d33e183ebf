package org.sparkconvnet.io;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * A named array with dimensions, row-major: a view of {@code elements()} values of a Java array
 * from some offset on. A view, so that tensors carved from one flat vector are written uncopied.
 */
public final class NamedTensor {
  private final String name;
  private final TensorType type;
  private final List<Integer> dims;
  private final int elements;
  private final Object array;
  private final int offset;

  private NamedTensor(
      String name, TensorType type, List<Integer> dims, Object array, int length, int offset) {
    this.name = Objects.requireNonNull(name, "name");
    this.type = type;
    this.dims = List.copyOf(dims);
    this.array = array;
    this.offset = offset;
    this.elements = elements(name, this.dims);
    if (offset < 0 || offset > length - elements) {
      throw new IllegalArgumentException(
          "tensor '%s' of %d elements at offset %d does not fit an array of %d"
              .formatted(name, elements, offset, length));
    }
  }

  /** {@code values[offset ..]} as float32 of {@code dims}. */
  public static NamedTensor ofFloats(String name, List<Integer> dims, float[] values, int offset) {
    return new NamedTensor(name, TensorType.F32, dims, values, values.length, offset);
  }

  /** {@code values} as float32 of {@code dims}. */
  public static NamedTensor ofFloats(String name, List<Integer> dims, float[] values) {
    return ofFloats(name, dims, values, 0);
  }

  /** {@code values} as 64-bit integers of {@code dims}. */
  public static NamedTensor ofLongs(String name, List<Integer> dims, long[] values) {
    return new NamedTensor(name, TensorType.I64, dims, values, values.length, 0);
  }

  /** {@code values} as 32-bit integers of {@code dims}. */
  public static NamedTensor ofInts(String name, List<Integer> dims, int[] values) {
    return new NamedTensor(name, TensorType.I32, dims, values, values.length, 0);
  }

  /** {@code values} as unsigned bytes of {@code dims}. */
  public static NamedTensor ofBytes(String name, List<Integer> dims, byte[] values) {
    return new NamedTensor(name, TensorType.U8, dims, values, values.length, 0);
  }

  /** A zero tensor over a fresh array, to be filled by the reader. */
  static NamedTensor allocate(String name, TensorType type, List<Integer> dims) {
    int length = elements(name, dims);
    return switch (type) {
      case F32 -> ofFloats(name, dims, new float[length]);
      case I64 -> ofLongs(name, dims, new long[length]);
      case I32 -> ofInts(name, dims, new int[length]);
      case U8 -> ofBytes(name, dims, new byte[length]);
    };
  }

  private static int elements(String name, List<Integer> dims) {
    long product = 1;
    for (int extent : dims) {
      if (extent < 0) {
        throw new IllegalArgumentException(
            "tensor '%s' has a negative extent: %s".formatted(name, dims));
      }
      product *= extent;
      if (product > Integer.MAX_VALUE) {
        throw new IllegalArgumentException(
            "tensor '%s' of %s exceeds the %d elements of a Java array"
                .formatted(name, dims, Integer.MAX_VALUE));
      }
    }
    return (int) product;
  }

  public String name() {
    return name;
  }

  public TensorType type() {
    return type;
  }

  /** The extents, outermost first; empty for a scalar. */
  public List<Integer> dims() {
    return dims;
  }

  /** The product of the extents. */
  public int elements() {
    return elements;
  }

  /** Size in a file. */
  public long bytes() {
    return (long) elements * type.bytes();
  }

  /** The values of an F32 tensor: its own array where that holds nothing else, else a copy. */
  public float[] floats() {
    float[] values = (float[]) arrayOf(TensorType.F32);
    return offset == 0 && values.length == elements
        ? values
        : Arrays.copyOfRange(values, offset, offset + elements);
  }

  /** Copies the values of an F32 tensor to {@code target[targetOffset ..]}. */
  public void copyFloats(float[] target, int targetOffset) {
    System.arraycopy(arrayOf(TensorType.F32), offset, target, targetOffset, elements);
  }

  /** The array of an I64 tensor. */
  public long[] longs() {
    return (long[]) arrayOf(TensorType.I64);
  }

  /** The array of an I32 tensor. */
  public int[] ints() {
    return (int[]) arrayOf(TensorType.I32);
  }

  /** The array of a U8 tensor. */
  public byte[] unsignedBytes() {
    return (byte[]) arrayOf(TensorType.U8);
  }

  Object array() {
    return array;
  }

  int offset() {
    return offset;
  }

  private Object arrayOf(TensorType wanted) {
    if (type != wanted) {
      throw new IllegalStateException("tensor '%s' holds %s, not %s".formatted(name, type, wanted));
    }
    return array;
  }

  @Override
  public String toString() {
    return name + " " + type + dims;
  }
}
