package org.sparkconvnet.data;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.sparkconvnet.network.Shape;

/**
 * The binary format of the CIFAR data sets (Krizhevsky, 2009): records without a header, each some
 * label bytes, then 3072 pixel bytes: 1024 red, 1024 green, 1024 blue, rows from the top. Records
 * have one length, so any part of a file that starts at a multiple of it can be read on its own.
 */
public enum CifarBinary {
  /** One label byte: 3073 bytes a record. */
  CIFAR_10(10),
  /** A coarse label byte (20 superclasses), then a fine one, which is used: 3074 bytes a record. */
  CIFAR_100(20, 100);

  /** (3, 32, 32). */
  public static final Shape SHAPE = Shape.of(3, 32, 32);

  private static final int PIXEL_BYTES = SHAPE.elements();
  private static final List<String> CIFAR_10_NAMES =
      List.of(
          "airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck");

  private final int[] labelRanges; // classes told apart by each label byte

  CifarBinary(int... labelRanges) {
    this.labelRanges = labelRanges;
  }

  /** Bytes of one record. */
  public int recordBytes() {
    return labelRanges.length + PIXEL_BYTES;
  }

  /** Number of classes. */
  public int classes() {
    return labelRanges[labelRanges.length - 1];
  }

  /** The published names for CIFAR-10; "class 0" .. "class 99" for CIFAR-100. */
  public List<String> defaultClassNames() {
    return this == CIFAR_10
        ? CIFAR_10_NAMES
        : IntStream.range(0, classes()).mapToObj(label -> "class " + label).toList();
  }

  /**
   * The names in {@code text}, one a line: the content of {@code batches.meta.txt} or {@code
   * fine_label_names.txt}.
   */
  public List<String> parseClassNames(String text, String fileName) {
    List<String> names = text.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
    if (names.size() != classes()) {
      throw new DataException(
          "%s holds %d class names, but %s has %d classes"
              .formatted(fileName, names.size(), this, classes()));
    }
    return names;
  }

  /** Number of records in a file of {@code fileBytes} bytes, which must be whole. */
  public long recordCount(String fileName, long fileBytes) {
    long records = fileBytes / recordBytes();
    long remainder = fileBytes % recordBytes();
    if (fileBytes == 0 || remainder != 0) {
      throw new DataException(
          ("%s is truncated or not in %s binary format: its %d bytes are %d whole records of %d"
                  + " bytes and %d bytes more; fetch it again")
              .formatted(fileName, this, fileBytes, records, recordBytes(), remainder));
    }
    return records;
  }

  /** The (fine) label of the record at {@code bytes[offset ..]}, checked. */
  public int label(byte[] bytes, int offset, String fileName, long recordIndex) {
    int label = 0;
    for (int i = 0; i < labelRanges.length; i++) {
      label = bytes[offset + i] & 0xFF;
      if (label >= labelRanges[i]) {
        throw new DataException(
            "%s, record %d: label byte %d is %d, permitted are 0 to %d; is this file %s?"
                .formatted(fileName, recordIndex, i, label, labelRanges[i] - 1, this));
      }
    }
    return label;
  }

  /** A copy of the pixels of the record at {@code bytes[offset ..]}: (3, 32, 32). */
  public byte[] image(byte[] bytes, int offset) {
    int first = offset + labelRanges.length;
    return Arrays.copyOfRange(bytes, first, first + PIXEL_BYTES);
  }

  /**
   * The {@code records} records at {@code bytes[offset ..]}.
   *
   * @param firstRecord index of the first of them in its file, for messages
   */
  public ImageSet decode(
      byte[] bytes,
      int offset,
      int records,
      String fileName,
      long firstRecord,
      List<String> classNames) {
    if (bytes.length - offset < (long) records * recordBytes()) {
      throw new DataException(
          "%s: %d bytes from record %d on are too few for %d records of %d bytes"
              .formatted(fileName, bytes.length - offset, firstRecord, records, recordBytes()));
    }
    byte[][] images = new byte[records][];
    int[] labels = new int[records];
    for (int i = 0; i < records; i++) {
      int start = offset + i * recordBytes();
      labels[i] = label(bytes, start, fileName, firstRecord + i);
      images[i] = image(bytes, start);
    }
    return new ImageSet(SHAPE, classNames, images, labels);
  }

  /** A whole file, with the default class names. */
  public ImageSet decode(byte[] file, String fileName) {
    int records = (int) recordCount(fileName, file.length);
    return decode(file, 0, records, fileName, 0, defaultClassNames());
  }

  @Override
  public String toString() {
    return this == CIFAR_10 ? "CIFAR-10" : "CIFAR-100";
  }
}
