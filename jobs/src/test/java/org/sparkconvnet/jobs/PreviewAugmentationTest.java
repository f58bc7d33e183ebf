package org.sparkconvnet.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PreviewAugmentationTest {
  private static final int CELL = 96; // 32 pixels, three times enlarged
  private static final int GAP = 6;

  @TempDir private Path folder;

  /** Pictures lie against the right and lower edges, so they are found without the labels. */
  @Test
  void columnsAreTheEpochsAndRowsTheImages() throws IOException {
    BufferedImage sheet = sheet("mirror,shift=4,rotate=20,brightness=0.3", 3, 4);
    int[][] original = new int[3][];
    for (int row = 0; row < 3; row++) {
      original[row] = cell(sheet, row, 0, 3, 5);
      for (int column = 1; column < 5; column++) {
        int[] shown = cell(sheet, row, column, 3, 5);
        assertFalse(Arrays.equals(original[row], shown), "row " + row + ", column " + column);
        assertFalse(Arrays.equals(cell(sheet, row, column - 1, 3, 5), shown));
      }
    }
    assertFalse(Arrays.equals(original[0], original[1]));
    assertTrue(distinctColours(original[0]) > 50, "a picture has many colours");
  }

  @Test
  void withoutAugmentationAllColumnsAreEqual() throws IOException {
    BufferedImage sheet = sheet("none", 2, 2);
    for (int row = 0; row < 2; row++) {
      assertTrue(Arrays.equals(cell(sheet, row, 0, 2, 3), cell(sheet, row, 1, 2, 3)));
      assertTrue(Arrays.equals(cell(sheet, row, 0, 2, 3), cell(sheet, row, 2, 2, 3)));
    }
  }

  /** A box of another image, or a blend with it, and below each picture what it is made of. */
  @Test
  void mixturesAreShownWithTheirShares() throws IOException {
    BufferedImage plain = sheet("none", 4, 3);
    for (String augment : new String[] {"mixup=1.0", "cutmix=1.0"}) {
      Path out = folder.resolve("mixed.png");
      preview(augment, out, "--count", "4", "--epochs", "3").assertSucceeded();
      BufferedImage mixed = ImageIO.read(out.toFile());
      int lines = (mixed.getHeight() - plain.getHeight()) / 4;
      assertTrue(lines > 2 * 8 && lines < 2 * 30, "two lines below each picture: " + lines);
      int inked = 0;
      int unlike = 0;
      for (int row = 0; row < 4; row++) {
        int bottom = mixed.getHeight() - (3 - row) * (CELL + GAP + lines);
        for (int column = 1; column < 4; column++) {
          int left = mixed.getWidth() - (4 - column) * (CELL + GAP);
          int[] below = mixed.getRGB(left, bottom - lines - GAP + 1, CELL, lines, null, 0, CELL);
          inked += distinctColours(below) > 1 ? 1 : 0;
          int[] shown = mixed.getRGB(left, bottom - lines - GAP - CELL, CELL, CELL, null, 0, CELL);
          unlike += Arrays.equals(cell(plain, row, 0, 4, 4), shown) ? 0 : 1;
        }
      }
      assertEquals(12, inked);
      assertTrue(unlike >= 6, unlike + " of 12 are mixed");
    }
  }

  @Test
  void wrongOptionsAreRefused() {
    Path out = folder.resolve("sheet.png");
    preview("rotate=270", out, "--count", "2")
        .assertError(2, "--augment: rotate must be in [0, 180], got 270.0");
    preview("shift=32", out)
        .assertError(2, "--augment: shift=32 leaves nothing of images of 3x32x32");
    preview("mirror", out, "--count", "0").assertError(2, "--count must be from 1 to 64, got 0");
    preview("mirror", folder.resolve("sheet.jpg"))
        .assertError(2, "--out must end in .png, got " + folder.resolve("sheet.jpg"));
    preview("mixup=0.2", out, "--count", "1")
        .assertError(2, "--count must be from 2 to 64 where images are mixed, got 1");
    assertFalse(Files.exists(out));
  }

  private Ran preview(String augment, Path out, String... more) {
    String[] arguments = {
      "preview-augmentation",
      "--data",
      "generated:shapes?train=200&test=10",
      "--augment",
      augment,
      "--out",
      out.toString()
    };
    String[] all = Arrays.copyOf(arguments, arguments.length + more.length);
    System.arraycopy(more, 0, all, arguments.length, more.length);
    return Ran.command(all);
  }

  private BufferedImage sheet(String augment, int count, int epochs) throws IOException {
    Path out = folder.resolve("sheet.png");
    preview(augment, out, "--count", "" + count, "--epochs", "" + epochs).assertSucceeded();
    BufferedImage sheet = ImageIO.read(out.toFile());
    assertTrue(sheet.getWidth() > (epochs + 1) * (CELL + GAP), "labels need room, too");
    assertTrue(sheet.getHeight() > count * (CELL + GAP), "and the title");
    assertTrue(sheet.getWidth() < (epochs + 1) * (CELL + GAP) + 200);
    assertTrue(sheet.getHeight() < count * (CELL + GAP) + 100);
    return sheet;
  }

  private static int[] cell(BufferedImage sheet, int row, int column, int rows, int columns) {
    int x = sheet.getWidth() - (columns - column) * (CELL + GAP);
    int y = sheet.getHeight() - (rows - row) * (CELL + GAP);
    int[] pixels = sheet.getRGB(x, y, CELL, CELL, null, 0, CELL);
    for (int i = 0; i < pixels.length; i++) {
      assertEquals(pixels[i / CELL / 3 * 3 * CELL + i % CELL / 3 * 3], pixels[i], "enlarged");
    }
    return pixels;
  }

  private static long distinctColours(int[] pixels) {
    return Arrays.stream(pixels).distinct().count();
  }
}
