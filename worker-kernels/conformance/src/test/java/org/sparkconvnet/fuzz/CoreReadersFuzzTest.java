package org.sparkconvnet.fuzz;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.sparkconvnet.data.CifarBinary;
import org.sparkconvnet.data.DataException;
import org.sparkconvnet.data.ImageDecoder;
import org.sparkconvnet.io.FileFormatException;
import org.sparkconvnet.io.NamedTensor;
import org.sparkconvnet.io.Safetensors;
import org.sparkconvnet.network.NetworkException;
import org.sparkconvnet.network.NetworkJson;
import org.sparkconvnet.network.Shape;
import org.sparkconvnet.zoo.Zoo;

/** Damaged files of every format that core reads. */
class CoreReadersFuzzTest {
  private static final Shape WANTED = Shape.of(3, 8, 8);
  private static final Set<Class<? extends RuntimeException>> DATA = Set.of(DataException.class);
  private static final Set<Class<? extends RuntimeException>> FORMAT =
      Set.of(FileFormatException.class);

  @Test
  void safetensorsWithChecksums() {
    Fuzz.bytes(List.of(tensors()), file -> Safetensors.read(file, "f", true), FORMAT);
  }

  /** As other programs write them: nothing but the reader's own checks stands before the parser. */
  @Test
  void safetensorsWithoutChecksums() {
    Fuzz.bytes(List.of(foreign()), file -> Safetensors.read(file, "f", false), FORMAT);
  }

  @Test
  void networks() {
    List<byte[]> files = new ArrayList<>();
    for (String name : List.of("convnetjs-cifar10", "resnet20")) {
      files.add(NetworkJson.write(Zoo.get(name).network()).getBytes(StandardCharsets.UTF_8));
    }
    Fuzz.bytes(
        files,
        file -> NetworkJson.read(new String(file, StandardCharsets.UTF_8), "f"),
        Set.of(NetworkException.class));
  }

  @Test
  void cifarRecords() {
    byte[] ten = new byte[3 * CifarBinary.CIFAR_10.recordBytes()];
    byte[] hundred = new byte[2 * CifarBinary.CIFAR_100.recordBytes()];
    Fuzz.bytes(List.of(ten), file -> CifarBinary.CIFAR_10.decode(file, "f"), DATA);
    Fuzz.bytes(List.of(hundred), file -> CifarBinary.CIFAR_100.decode(file, "f"), DATA);
  }

  @Test
  void jpegs() {
    Fuzz.bytes(
        List.of(
            image("jpg", BufferedImage.TYPE_INT_RGB), image("jpg", BufferedImage.TYPE_BYTE_GRAY)),
        file -> ImageDecoder.decodeResized(file, "f", 0, WANTED),
        DATA);
  }

  @Test
  void pngs() {
    Fuzz.bytes(pngFiles(), file -> ImageDecoder.decodeResized(file, "f", 0, WANTED), DATA);
  }

  /** With checksums that are right again, so that the decoder meets the damage. */
  @Test
  void pngsWhoseChecksumsHold() {
    Fuzz.run(
        (file, mutator) -> withChecksums(mutator.mutate(file)),
        pngFiles(),
        file -> ImageDecoder.decodeResized(file, "f", 0, WANTED),
        DATA);
  }

  private static List<byte[]> pngFiles() {
    return List.of(
        image("png", BufferedImage.TYPE_INT_ARGB),
        image("png", BufferedImage.TYPE_BYTE_INDEXED),
        image("png", BufferedImage.TYPE_USHORT_GRAY));
  }

  private static byte[] image(String format, int type) {
    BufferedImage image = new BufferedImage(13, 9, type);
    Random random = new Random(type);
    for (int i = 0; i < 13 * 9; i++) {
      image.setRGB(i % 13, i / 13, random.nextInt());
    }
    try {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      ImageIO.write(image, format, out);
      return out.toByteArray();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  private static byte[] withChecksums(byte[] png) {
    ByteBuffer bytes = ByteBuffer.wrap(png);
    int at = Long.BYTES;
    while (at + 12 <= png.length) {
      int length = bytes.getInt(at);
      if (length < 0 || at + 12L + length > png.length) {
        break;
      }
      CRC32 crc = new CRC32();
      crc.update(png, at + 4, 4 + length);
      bytes.putInt(at + 8 + length, (int) crc.getValue());
      at += 12 + length;
    }
    return png;
  }

  private static byte[] tensors() {
    return Safetensors.toBytes(
        List.of(
            NamedTensor.ofFloats("a", List.of(2, 3), new float[6]),
            NamedTensor.ofFloats("b", List.of(4), new float[] {1, 2, 3, 4})),
        Map.of("round", "3", "class_names", "[\"x\",\"y\"]"));
  }

  private static byte[] foreign() {
    String header =
        "{\"__metadata__\":{\"by\":\"another\"},\"a\":{\"dtype\":\"F32\",\"shape\":[2,3],"
            + "\"data_offsets\":[0,24]},\"b\":{\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":[24,28]}}";
    byte[] json = header.getBytes(StandardCharsets.UTF_8);
    ByteBuffer file =
        ByteBuffer.allocate(Long.BYTES + json.length + 28).order(java.nio.ByteOrder.LITTLE_ENDIAN);
    file.putLong(json.length).put(json);
    return file.array();
  }
}
