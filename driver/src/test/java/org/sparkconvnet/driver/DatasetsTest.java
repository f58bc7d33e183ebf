package org.sparkconvnet.driver;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.sparkconvnet.data.CifarBinary;
import org.sparkconvnet.data.DataException;
import org.sparkconvnet.data.ImageSet;
import org.sparkconvnet.network.Shape;

class DatasetsTest {
  private static final Configuration HADOOP = new Configuration();

  @TempDir Path folder;

  @Test
  void generatedDataHaveTwoParts() {
    String uri = "generated:shapes?train=2300&test=20";
    Dataset training = Datasets.openTraining(uri, HADOOP);
    assertEquals(2300, training.size());
    assertEquals(List.of(0, 1000, 2000), training.splits().stream().map(DataSplit::first).toList());
    assertEquals(20, Datasets.openTest(uri, HADOOP).size());
    assertEquals(20, Datasets.findTest(uri, HADOOP).orElseThrow().size());
  }

  @Test
  void cifar10FolderIsSplitByFileAndRange() throws IOException {
    writeCifar("data_batch_1.bin", 1, 1500);
    writeCifar("data_batch_2.bin", 1, 100);
    writeCifar("test_batch.bin", 1, 7);
    Dataset training = Datasets.openTraining(folder.toString(), HADOOP);
    assertEquals(1600, training.size());
    assertEquals(List.of(0, 1000, 1500), training.splits().stream().map(DataSplit::first).toList());
    assertEquals("airplane", training.classNames().get(0));
    ImageSet second = training.splits().get(1).read(HADOOP);
    assertEquals(500, second.size());
    assertEquals(1000 % 10, second.label(0));
    assertEquals((byte) 1003, second.image(3)[17]);
    assertEquals(7, Datasets.openTest(folder.toUri().toString(), HADOOP).size());
  }

  @Test
  void cifar100IsToldByItsFileNames() throws IOException {
    writeCifar("train.bin", 2, 12);
    writeCifar("test.bin", 2, 5);
    Files.write(folder.resolve("coarse_label_names.txt"), List.of("unused"));
    Dataset training = Datasets.openTraining(folder.toString(), HADOOP);
    assertEquals(12, training.size());
    assertEquals(100, training.classNames().size());
    assertEquals(5, Datasets.openTest(folder.toString(), HADOOP).size());
  }

  @Test
  void oneBinaryFileIsAllThereIs() throws IOException {
    writeCifar("test_batch.bin", 1, 7);
    String file = folder.resolve("test_batch.bin").toString();
    assertEquals(7, Datasets.openTest(file, HADOOP).size());
    assertEquals(7, Datasets.openTraining(file, HADOOP).size());
    assertTrue(Datasets.findTest(file, HADOOP).isEmpty());
  }

  @Test
  void imageFoldersAreInOrderOfClassAndFile() throws IOException {
    for (String part : List.of("train", "test")) {
      writeImage(part + "/dog/b.png", 4, 5, 200);
      writeImage(part + "/cat/z.png", 4, 5, 30);
      writeImage(part + "/dog/a.png", 4, 5, 100);
    }
    Files.write(folder.resolve("train/dog/notes.txt"), List.of("not an image"));
    Dataset training = Datasets.openTraining(folder.toString(), HADOOP);
    assertEquals(List.of("cat", "dog"), training.classNames());
    assertEquals(Shape.of(3, 4, 5), training.shape());
    ImageSet set = training.splits().get(0).read(HADOOP);
    assertEquals(3, set.size());
    assertArrayEquals(
        new int[] {30, 100, 200},
        new int[] {set.image(0)[0] & 255, set.image(1)[0] & 255, set.image(2)[0] & 255});
    assertEquals(1, set.label(2));
    assertEquals(3, Datasets.openTest(folder.toString(), HADOOP).size());
    Dataset undivided = Datasets.openTest(folder.resolve("train").toString(), HADOOP);
    assertEquals(3, undivided.size());
  }

  @Test
  void missingPath() {
    assertRefused(
        "no such file or folder: /no/such/place",
        () -> Datasets.openTraining("/no/such/place", HADOOP));
  }

  @Test
  void emptyFolder() {
    assertRefused(
        folder + " holds neither CIFAR .bin files nor class folders with images",
        () -> Datasets.openTraining(folder.toString(), HADOOP));
  }

  @Test
  void foldersWithoutImages() throws IOException {
    Files.createDirectories(folder.resolve("cat"));
    Files.createDirectories(folder.resolve("dog"));
    assertRefused(
        folder + ": none of its 2 class folders holds a .jpg, .jpeg or .png file",
        () -> Datasets.openTraining(folder.toString(), HADOOP));
  }

  @Test
  void aFileThatIsNoData() throws IOException {
    Path file = Files.write(folder.resolve("archive.tar"), new byte[10]);
    assertRefused(
        file + " is a file, but no .bin file; data are folders or CIFAR binary files",
        () -> Datasets.openTraining(file.toString(), HADOOP));
  }

  @Test
  void truncatedBinary() throws IOException {
    writeCifar("data_batch_1.bin", 1, 3);
    Path file = folder.resolve("data_batch_1.bin");
    Files.write(file, Arrays.copyOf(Files.readAllBytes(file), 9000));
    assertRefused(
        "file:"
            + file
            + " is truncated or not in CIFAR-10 binary format: its 9000 bytes are 2 whole records"
            + " of 3073 bytes and 2854 bytes more; fetch it again",
        () -> Datasets.openTraining(folder.toString(), HADOOP));
  }

  @Test
  void labelOutOfRange() throws IOException {
    writeCifar("data_batch_1.bin", 1, 1100);
    Path file = folder.resolve("data_batch_1.bin");
    byte[] bytes = Files.readAllBytes(file);
    bytes[1050 * 3073] = 10;
    Files.write(file, bytes);
    Dataset data = Datasets.openTraining(folder.toString(), HADOOP);
    assertRefused(
        "file:"
            + file
            + ", record 1050: label byte 0 is 10, permitted are 0 to 9; is this file CIFAR-10?",
        () -> data.splits().get(1).read(HADOOP));
  }

  @Test
  void corruptImageIsNamedWithItsIndex() throws IOException {
    writeImage("cat/a.png", 4, 4, 1);
    writeImage("dog/a.png", 4, 4, 1);
    Path bad = Files.write(folder.resolve("dog/b.jpg"), new byte[] {-1, -40, -1, 0, 0, 0});
    Dataset data = Datasets.openTraining(folder.toString(), HADOOP);
    DataException refused =
        assertThrows(DataException.class, () -> data.splits().get(0).read(HADOOP));
    assertTrue(
        refused.getMessage().startsWith("image 2 (file:" + bad + "): corrupt jpeg image: "),
        refused.getMessage());
  }

  @Test
  void imagesOfDifferentSizes() throws IOException {
    writeImage("cat/a.png", 4, 4, 1);
    writeImage("dog/a.png", 4, 6, 1);
    Dataset data = Datasets.openTraining(folder.toString(), HADOOP);
    assertRefused(
        "image 1 (file:"
            + folder
            + "/dog/a.png): the image is 4 high and 6 wide, expected 4 high and 4 wide",
        () -> data.splits().get(0).read(HADOOP));
  }

  @Test
  void clipFoldersAreInOrderOfClassClipAndFrame() throws IOException {
    for (String part : List.of("train", "test")) {
      writeImage(part + "/up/b/9.png", 4, 5, 50);
      writeImage(part + "/up/b/10.png", 4, 5, 60);
      writeImage(part + "/up/a/000.png", 4, 5, 30);
      writeImage(part + "/up/a/001.png", 4, 5, 40);
      writeImage(part + "/down/x/000.png", 4, 5, 10);
      writeImage(part + "/down/x/001.png", 4, 5, 20);
    }
    Files.write(folder.resolve("train/up/notes.txt"), List.of("not a clip"));
    Dataset training = Datasets.openTraining(folder.toString(), HADOOP);
    assertEquals(List.of("down", "up"), training.classNames());
    assertEquals(Shape.of(3, 2, 4, 5), training.shape());
    ImageSet set = training.splits().get(0).read(HADOOP);
    assertEquals(3, set.size());
    for (int clip = 0; clip < 3; clip++) {
      for (int i = 0; i < 3 * 2 * 20; i++) {
        int frame = i / 20 % 2;
        assertEquals(10 + 20 * clip + 10 * frame, set.image(clip)[i]);
      }
    }
    assertArrayEquals(new int[] {0, 1, 1}, training.splits().get(0).labels(HADOOP));
    assertEquals(3, Datasets.openTest(folder.toString(), HADOOP).size());
  }

  @Test
  void clipsOfOtherLengthsOrSizesAreNamed() throws IOException {
    writeImage("up/a/0.png", 4, 4, 1);
    writeImage("up/a/1.png", 4, 4, 1);
    writeImage("up/b/0.png", 4, 4, 1);
    assertRefused(
        "file:"
            + folder
            + "/up/b: a clip of 1 frames, and file:"
            + folder
            + "/up/a has 2; all clips need as many",
        () -> Datasets.openTraining(folder.toString(), HADOOP));
    writeImage("up/b/1.png", 4, 6, 1);
    Dataset data = Datasets.openTraining(folder.toString(), HADOOP);
    assertRefused(
        "image 1 (file:"
            + folder
            + "/up/b/1.png): the image is 4 high and 6 wide, expected 4 high and 4 wide",
        () -> data.splits().get(0).read(HADOOP));
    Files.createDirectories(folder.resolve("up/c"));
    assertRefused(
        "file:" + folder + "/up/c: a clip without a .jpg, .jpeg or .png frame",
        () -> Datasets.openTraining(folder.toString(), HADOOP));
    Files.delete(folder.resolve("up/c"));
    writeImage("zoom/0.png", 4, 4, 1);
    assertRefused(
        "file:" + folder + "/zoom/0.png: an image beside clips; each clip is a folder of frames",
        () -> Datasets.openTraining(folder.toString(), HADOOP));
  }

  private static void assertRefused(String message, Executable action) {
    assertEquals(message, assertThrows(DataException.class, action).getMessage());
  }

  /** Records whose labels are their index mod 10 and whose pixels are their index mod 256. */
  private void writeCifar(String name, int labelBytes, int records) throws IOException {
    int length = labelBytes + CifarBinary.SHAPE.elements();
    byte[] bytes = new byte[records * length];
    for (int i = 0; i < records; i++) {
      Arrays.fill(bytes, i * length + labelBytes, (i + 1) * length, (byte) i);
      bytes[i * length + labelBytes - 1] = (byte) (i % 10);
    }
    Files.write(folder.resolve(name), bytes);
  }

  private void writeImage(String name, int height, int width, int grey) throws IOException {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < height * width; i++) {
      image.setRGB(i % width, i / width, grey * 0x010101);
    }
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    ImageIO.write(image, "png", file.toFile());
  }
}
