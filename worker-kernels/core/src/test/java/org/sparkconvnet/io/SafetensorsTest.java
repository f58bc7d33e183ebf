package org.sparkconvnet.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SafetensorsTest {
  @Test
  void everyTypeSurvivesARoundTrip() {
    float[] flat = {9, 1.5f, -0.0f, Float.NaN, Float.MIN_VALUE, 9};
    List<NamedTensor> tensors =
        List.of(
            NamedTensor.ofBytes("bytes", List.of(3), new byte[] {-1, 0, 7}),
            NamedTensor.ofFloats("weights \"ü\"", List.of(2, 2), flat, 1),
            NamedTensor.ofInts("ints", List.of(), new int[] {-5}),
            NamedTensor.ofLongs("longs", List.of(1, 2), new long[] {Long.MIN_VALUE, 3}),
            NamedTensor.ofFloats("empty", List.of(0, 4), new float[0]));
    byte[] file = Safetensors.toBytes(tensors, Map.of("network", "a\nb", "round", "12"));

    TensorFile read = Safetensors.read(file, "x", true);

    assertEquals(Map.of("network", "a\nb", "round", "12"), read.metadata());
    assertEquals(
        List.of("longs", "weights \"ü\"", "ints", "empty", "bytes"),
        read.tensors().stream().map(NamedTensor::name).toList());
    NamedTensor weights = read.tensor("weights \"ü\"", TensorType.F32);
    assertEquals(List.of(2, 2), weights.dims());
    assertArrayEquals(new float[] {1.5f, -0.0f, Float.NaN, Float.MIN_VALUE}, weights.floats());
    assertArrayEquals(new long[] {Long.MIN_VALUE, 3}, read.tensor("longs", TensorType.I64).longs());
    assertArrayEquals(new int[] {-5}, read.tensor("ints", TensorType.I32).ints());
    assertArrayEquals(new byte[] {-1, 0, 7}, read.tensor("bytes", TensorType.U8).unsignedBytes());
    assertEquals(0, read.tensor("empty", TensorType.F32).floats().length);
    assertEquals("12", read.requireMetadata("round"));
  }

  @Test
  void tensorsLargerThanAChunkSurviveARoundTrip() throws IOException {
    float[] values = new float[100_001];
    for (int i = 0; i < values.length; i++) {
      values[i] = i;
    }
    NamedTensor tensor = NamedTensor.ofFloats("w", List.of(100_001), values);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Safetensors.write(out, List.of(tensor), Map.of());
    byte[] file = out.toByteArray();
    TensorFile read = Safetensors.read(new ByteArrayInputStream(file), file.length, "x", true);
    assertArrayEquals(values, read.tensors().get(0).floats());
    assertEquals(Digests.sha256(values), read.dataSha256());
  }

  @Test
  void layoutIsThePublishedFormat() {
    NamedTensor tensor = NamedTensor.ofFloats("w", List.of(2), new float[] {1, 2});
    byte[] file = Safetensors.toBytes(List.of(tensor), Map.of("k", "v"));
    ByteBuffer view = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    int header = (int) view.getLong(0);
    assertEquals(0, header % 8);
    String json = new String(file, 8, header, StandardCharsets.UTF_8);
    assertTrue(json.startsWith("{\"__metadata__\":{\"data_bytes\":\"8\",\"header_sha256\":\""));
    assertTrue(
        json.stripTrailing()
            .endsWith("\"w\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}"));
    assertEquals(1, view.getFloat(8 + header));
    assertEquals(2, view.getFloat(12 + header));
    assertEquals(16 + header, file.length);
    assertArrayEquals(file, Safetensors.toBytes(List.of(tensor), Map.of("k", "v")));
  }

  @Test
  void filesOfOtherProgramsAreReadUnlessChecksumsAreRequired() {
    byte[] file = foreign("{\"b\":" + f32("[1]", 4, 8) + ",\"a\":" + f32("[]", 0, 4) + "}  ", 8);
    TensorFile read = Safetensors.read(file, "other", false);
    assertEquals(List.of("a", "b"), read.tensors().stream().map(NamedTensor::name).toList());
    assertFault(file, true, "other: its metadata lack the checksum 'sha256'");
  }

  @Test
  void badHeadersAreToldApart() {
    assertFault(new byte[5], false, "only 5 bytes long");
    assertFault(foreign("", 0), false, "does not begin with '{'");
    assertFault(foreign("{\"a\":", 0), false, "is not JSON");
    assertFault(foreign("{} {}", 0), false, "is not JSON");
    assertFault(foreign("{\"a\":" + "[".repeat(5000), 0), false, "is not JSON");
    assertFault(foreign("{\"__metadata__\":{\"k\":1}}", 0), false, "is no text");
    assertFault(foreign("{\"a\":3}", 0), false, "has the type ''");
    assertFault(foreign("{\"a\":" + f32("[1]", 0, 8) + "}", 8), false, "needs 4 bytes");
    assertFault(foreign("{\"a\":" + f32("[-1]", 0, 4) + "}", 4), false, "bad extent");
    assertFault(foreign("{\"a\":" + f32("[1.5]", 0, 4) + "}", 4), false, "bad extent");
    assertFault(
        foreign("{\"a\":" + f32("[65536,65536]", 0, 4) + "}", 4), false, "larger than a Java");
    assertFault(
        foreign("{\"a\":" + f32("[1]", 0, 4) + ",\"b\":" + f32("[1]", 0, 4) + "}", 8),
        false,
        "overlap or gap");
    assertFault(
        foreign("{\"a\":" + f32("[1]", 0, 4) + ",\"a\":" + f32("[1]", 4, 8) + "}", 8),
        false,
        "Duplicate field");
    assertFault(foreign("{\"a\":" + f32("[2]", 0, 8) + "}", 7), false, "cut short");
    assertFault(foreign("{\"a\":" + f32("[2]", 0, 8) + "}", 9), false, "too long");
  }

  @Test
  void streamShorterThanPromisedIsCutShort() {
    byte[] file = foreign("{\"a\":" + f32("[2]", 0, 8) + "}", 8);
    ByteArrayInputStream cut = new ByteArrayInputStream(file, 0, file.length - 3);
    FileFormatException fault =
        assertThrows(
            FileFormatException.class, () -> Safetensors.read(cut, file.length, "x", false));
    assertTrue(fault.getMessage().contains("cut short"), fault.getMessage());
  }

  @Test
  void wrongRequestsNameTheTensor() {
    byte[] file =
        Safetensors.toBytes(List.of(NamedTensor.ofInts("step", List.of(), new int[1])), Map.of());
    TensorFile read = Safetensors.read(file, "run/weights", true);
    assertEquals(
        "run/weights: tensor 'step' holds I32, expected F32",
        assertThrows(FileFormatException.class, () -> read.tensor("step", TensorType.F32))
            .getMessage());
    assertThrows(FileFormatException.class, () -> read.tensor("absent", TensorType.F32));
    assertThrows(FileFormatException.class, () -> read.requireMetadata("absent"));
  }

  @Test
  void writerRefusesTakenNamesAndReservedKeys() {
    NamedTensor tensor = NamedTensor.ofInts("a", List.of(), new int[1]);
    NamedTensor metadata = NamedTensor.ofInts("__metadata__", List.of(), new int[1]);
    List<List<NamedTensor>> taken = List.of(List.of(tensor, tensor), List.of(metadata));
    for (List<NamedTensor> tensors : taken) {
      assertThrows(IllegalArgumentException.class, () -> Safetensors.toBytes(tensors, Map.of()));
    }
    assertThrows(
        IllegalArgumentException.class,
        () -> Safetensors.toBytes(List.of(tensor), Map.of("sha256", "mine")));
  }

  @Test
  void tensorIsAViewOfItsArray() {
    float[] flat = {0, 1, 2, 3};
    assertSame(flat, NamedTensor.ofFloats("all", List.of(4), flat).floats());
    float[] target = new float[4];
    NamedTensor.ofFloats("part", List.of(2), flat, 2).copyFloats(target, 1);
    assertArrayEquals(new float[] {0, 2, 3, 0}, target);
    assertThrows(
        IllegalArgumentException.class, () -> NamedTensor.ofFloats("outside", List.of(2), flat, 3));
  }

  static String f32(String shape, int begin, int end) {
    return "{\"dtype\":\"F32\",\"shape\":%s,\"data_offsets\":[%d,%d]}".formatted(shape, begin, end);
  }

  /** A file with this header and {@code dataBytes} zeros. */
  static byte[] foreign(String header, int dataBytes) {
    byte[] json = header.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(8 + json.length + dataBytes)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(json.length)
        .put(json)
        .array();
  }

  static void assertFault(byte[] file, boolean requireChecksum, String expected) {
    FileFormatException fault =
        assertThrows(
            FileFormatException.class, () -> Safetensors.read(file, "other", requireChecksum));
    assertTrue(fault.getMessage().contains(expected), fault.getMessage());
    assertEquals(1, fault.getMessage().lines().count());
  }
}
