package org.sparkconvnet.cudnn.standins;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The stand-ins' C++ sources as {@code stand-ins/libraries.txt} on the class path lists them. */
final class StandInSources {

  /**
   * One shared object: its file's name, which is its soname too, and the sources from which it is
   * built.
   */
  record Library(String soname, List<String> sources) {

    /** Whether the other stand-ins share it, and no binding asks for it. */
    boolean isCommon() {
      return soname.equals("libstand-ins.so");
    }
  }

  private static final String FOLDER = "/stand-ins/";

  private final List<Library> libraries = new ArrayList<>();
  private final Map<String, byte[]> files = new TreeMap<>();

  private StandInSources() {}

  /**
   * Reads them all.
   *
   * @throws FileNotFoundException if a listed file is not on the class path
   */
  static StandInSources read() throws IOException {
    StandInSources sources = new StandInSources();
    byte[] list = resource("libraries.txt");
    sources.files.put("libraries.txt", list);
    for (String line : new String(list, StandardCharsets.UTF_8).split("\n")) {
      if (!line.isBlank() && !line.startsWith("#")) {
        sources.add(line);
      }
    }
    return sources;
  }

  List<Library> libraries() {
    return libraries;
  }

  List<String> sonames() {
    return libraries.stream().map(Library::soname).toList();
  }

  /** Names these sources together with something else that decides what they become. */
  String hash(String other) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(other.getBytes(StandardCharsets.UTF_8));
      files.forEach(
          (name, content) -> {
            digest.update(name.getBytes(StandardCharsets.UTF_8));
            digest.update(content);
          });
      return new BigInteger(1, digest.digest()).toString(36);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java has SHA-256", e);
    }
  }

  void copyTo(Path folder) throws IOException {
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      Path target = folder.resolve(file.getKey());
      Files.createDirectories(target.getParent());
      Files.write(target, file.getValue());
    }
  }

  /** Takes up a line "soname: sources" or "include: headers". */
  private void add(String line) throws IOException {
    int colon = line.indexOf(':');
    List<String> names = List.of(line.substring(colon + 1).strip().split("\\s+"));
    for (String name : names) {
      files.put(name, resource(name));
    }
    String soname = line.substring(0, colon);
    if (!soname.equals("include")) {
      libraries.add(new Library(soname, names));
    }
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream stream = StandInSources.class.getResourceAsStream(FOLDER + name)) {
      if (stream == null) {
        throw new FileNotFoundException("not on the class path: " + FOLDER + name);
      }
      return stream.readAllBytes();
    }
  }
}
