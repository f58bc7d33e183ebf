package org.sparkconvnet.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkconvnet.data.DataException;
import org.sparkconvnet.network.Shape;

class ClipFolderTest {
  private static final Shape CLIP = Shape.of(3, 2, 4, 4);

  @TempDir private Path folder;

  @Test
  void framesComeInTheOrderOfTheirNumbers() throws IOException {
    write("10.png", 4, 60);
    write("9.png", 4, 50);
    Files.write(folder.resolve("notes.txt"), List.of("no frame"));
    ClipFolder clip = ClipFolder.read(folder, CLIP);
    assertEquals("", clip.resized(CLIP));
    byte[] pixels = clip.pixels(CLIP);
    for (int i = 0; i < pixels.length; i++) {
      assertEquals(i / 16 % 2 == 0 ? 50 : 60, pixels[i]);
    }
  }

  @Test
  void framesOfAnotherSizeAreResized() throws IOException {
    write("0.png", 8, 50);
    write("1.png", 8, 60);
    ClipFolder clip = ClipFolder.read(folder, CLIP);
    assertEquals(", resized from 8x8 to 4x4", clip.resized(CLIP));
    assertEquals(CLIP.elements(), clip.pixels(CLIP).length);
  }

  @Test
  void whatIsNoSuchClipIsNamed() throws IOException {
    Path file = write("0.png", 4, 50);
    assertRefused(
        folder,
        folder + ": 1 frames (.jpg, .jpeg or .png files), and the network takes clips of 2");
    write("1.png", 6, 50);
    assertRefused(
        folder,
        folder + ": frame 1.png is of 3x6x6, and the first is of 3x4x4; all frames need one size");
    assertRefused(
        file, file + ": it is a file; name folders of frames, since the network takes clips");
    Path missing = folder.resolve("missing");
    assertRefused(missing, missing + ": there is no such folder");
  }

  private static void assertRefused(Path path, String message) {
    DataException refused = assertThrows(DataException.class, () -> ClipFolder.read(path, CLIP));
    assertEquals(message, refused.getMessage());
  }

  private Path write(String name, int side, int grey) throws IOException {
    BufferedImage image = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < side * side; i++) {
      image.setRGB(i % side, i / side, grey * 0x010101);
    }
    Path file = folder.resolve(name);
    ImageIO.write(image, "png", file.toFile());
    return file;
  }
}
