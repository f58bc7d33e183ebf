package org.sparkconvnet.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkconvnet.train.TrainingException;

class RunDirectoryTest {
  private static final Configuration HADOOP = new Configuration();

  @TempDir Path folder;

  @Test
  void aFolderWithARunIsRefusedUnlessOverwritten() throws IOException {
    Path out = folder.resolve("run");
    RunDirectory first = RunDirectory.create(out.toString(), false, HADOOP);
    first.begin();
    first.writeText(RunDirectory.SETTINGS, "{}");
    first.writeText("checkpoints/round-00000009.safetensors", "old");
    TrainingException refused =
        assertThrows(
            TrainingException.class, () -> RunDirectory.create(out.toString(), false, HADOOP));
    assertEquals(
        out
            + " holds another run; continue it with --resume, replace it with --overwrite, or"
            + " choose another folder",
        refused.getMessage());
    RunDirectory second = RunDirectory.create(out.toString(), true, HADOOP);
    assertTrue(Files.exists(out.resolve(RunDirectory.SETTINGS)), "kept until the new run begins");
    second.begin();
    assertFalse(Files.exists(out.resolve(RunDirectory.SETTINGS)));
    assertEquals(List.of(), second.list(RunDirectory.CHECKPOINTS));
  }

  @Test
  void aFolderWithOtherFilesIsFine() throws IOException {
    Files.write(folder.resolve("notes.txt"), List.of("mine"));
    RunDirectory directory = RunDirectory.create(folder.toString(), false, HADOOP);
    directory.begin();
    directory.discardIfUnused();
    assertTrue(Files.exists(folder.resolve("notes.txt")));
  }

  @Test
  void anUnwritableFolderIsRefused() throws IOException {
    Path file = Files.write(folder.resolve("file"), new byte[1]);
    TrainingException refused =
        assertThrows(
            TrainingException.class, () -> RunDirectory.create(file + "/run", false, HADOOP));
    assertEquals(
        "cannot write to " + file + "/run: file system: " + file + "/run: Not a directory",
        refused.getMessage());
  }

  @Test
  void aFolderWithoutARunCannotBeOpened() {
    TrainingException refused =
        assertThrows(TrainingException.class, () -> RunDirectory.open(folder.toString(), HADOOP));
    assertEquals(
        folder + " holds no run: it has no settings.json or network.json", refused.getMessage());
  }

  @Test
  void aFolderMadeForARunThatNeverBeganIsRemoved() {
    Path out = folder.resolve("run");
    RunDirectory directory = RunDirectory.create(out.toString(), false, HADOOP);
    assertTrue(Files.exists(out));
    directory.discardIfUnused();
    assertFalse(Files.exists(out));
  }

  @Test
  void localStorageKeepsItsContract() throws IOException {
    Path place = folder.resolve("local");
    check(new LocalStorage(place), place);
  }

  @Test
  void hadoopStorageKeepsItsContract() throws IOException {
    Path place = folder.resolve("hadoop");
    check(new HadoopStorage(new org.apache.hadoop.fs.Path(place.toUri()), HADOOP), place);
  }

  private static void check(Storage storage, Path place) throws IOException {
    assertFalse(storage.exists(""));
    assertEquals(List.of(), storage.list(""));
    storage.makeFolder("");
    storage.makeFolder("inner");
    storage.write("inner/b", bytes("one"));
    storage.write("inner/a", bytes("two"));
    storage.write("inner/b", bytes("three"));
    assertEquals(List.of("a", "b"), storage.list("inner"));
    assertEquals("three", text(storage.read("inner/b")));
    storage.delete("inner/a");
    storage.delete("inner/never");
    assertEquals(List.of("b"), storage.list("inner"));
    try (Storage.LineWriter lines = storage.appendTo("log", bytes("kept\n"))) {
      lines.add("first");
      lines.sync();
      assertEquals("kept\nfirst\n", text(storage.read("log")));
      lines.add("second");
    }
    assertEquals("kept\nfirst\nsecond\n", text(storage.read("log")));
    assertTrue(Files.exists(place.resolve("log")));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
