package org.sparkconvnet.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class CifarBinaryTest {
  @Test
  void cifar10RecordIsLabelThenPlanes() {
    byte[] file = file(CifarBinary.CIFAR_10, 3);
    file[3073] = 9; // label of record 1
    ImageSet set = CifarBinary.CIFAR_10.decode(file, "batch.bin");
    assertEquals(3, set.size());
    assertEquals(9, set.label(1));
    assertEquals("truck", set.classNames().get(9));
    assertArrayEquals(Arrays.copyOfRange(file, 3074, 6146), set.image(1));
  }

  @Test
  void cifar100UsesTheFineLabel() {
    byte[] file = file(CifarBinary.CIFAR_100, 2);
    file[0] = 19;
    file[1] = 99;
    ImageSet set = CifarBinary.CIFAR_100.decode(file, "train.bin");
    assertEquals(99, set.label(0));
    assertEquals("class 99", set.classNames().get(99));
    assertArrayEquals(Arrays.copyOfRange(file, 2, 3074), set.image(0));
  }

  @Test
  void partOfAFileIsReadOnItsOwn() {
    byte[] file = file(CifarBinary.CIFAR_10, 5);
    byte[] part = Arrays.copyOfRange(file, 2 * 3073 - 4, 4 * 3073);
    List<String> names = CifarBinary.CIFAR_10.defaultClassNames();
    ImageSet set = CifarBinary.CIFAR_10.decode(part, 4, 2, "batch.bin", 2, names);
    assertArrayEquals(CifarBinary.CIFAR_10.image(file, 2 * 3073), set.image(0));
    assertArrayEquals(CifarBinary.CIFAR_10.image(file, 3 * 3073), set.image(1));
    assertFault(
        "batch.bin: 6146 bytes from record 2 on are too few for 3 records of 3073 bytes",
        () -> CifarBinary.CIFAR_10.decode(part, 4, 3, "batch.bin", 2, names));
  }

  @Test
  void truncatedFileIsRefusedWithItsNumbers() {
    assertEquals(10_000, CifarBinary.CIFAR_10.recordCount("b", 30_730_000L));
    assertFault(
        "b is truncated or not in CIFAR-10 binary format: its 30000000 bytes are 9762 whole"
            + " records of 3073 bytes and 1374 bytes more; fetch it again",
        () -> CifarBinary.CIFAR_10.recordCount("b", 30_000_000L));
    assertFault(
        "b is truncated or not in CIFAR-100 binary format: its 0 bytes are 0 whole records of"
            + " 3074 bytes and 0 bytes more; fetch it again",
        () -> CifarBinary.CIFAR_100.recordCount("b", 0));
  }

  @Test
  void labelOutOfRangeNamesItsRecordInTheFile() {
    byte[] ten = file(CifarBinary.CIFAR_10, 1);
    ten[0] = 10;
    assertFault(
        "b, record 41: label byte 0 is 10, permitted are 0 to 9; is this file CIFAR-10?",
        () -> CifarBinary.CIFAR_10.label(ten, 0, "b", 41));
    byte[] hundred = file(CifarBinary.CIFAR_100, 1);
    hundred[1] = (byte) 200;
    assertFault(
        "b, record 0: label byte 1 is 200, permitted are 0 to 99; is this file CIFAR-100?",
        () -> CifarBinary.CIFAR_100.decode(hundred, "b"));
  }

  @Test
  void classNamesComeOneALine() {
    List<String> names = CifarBinary.CIFAR_10.defaultClassNames();
    String text = names.stream().collect(Collectors.joining("\r\n")) + "\n\n";
    assertEquals(names, CifarBinary.CIFAR_10.parseClassNames(text, "batches.meta.txt"));
    assertFault(
        "names.txt holds 10 class names, but CIFAR-100 has 100 classes",
        () -> CifarBinary.CIFAR_100.parseClassNames(text, "names.txt"));
  }

  private static byte[] file(CifarBinary format, int records) {
    byte[] file = new byte[records * format.recordBytes()];
    for (int i = 0; i < file.length; i++) {
      file[i] = (byte) (i % 251);
    }
    int labelBytes = format.recordBytes() - 3072;
    for (int i = 0; i < records; i++) {
      Arrays.fill(file, i * format.recordBytes(), i * format.recordBytes() + labelBytes, (byte) 0);
    }
    return file;
  }

  private static void assertFault(String expected, Executable action) {
    assertEquals(expected, assertThrows(DataException.class, action).getMessage());
  }
}
