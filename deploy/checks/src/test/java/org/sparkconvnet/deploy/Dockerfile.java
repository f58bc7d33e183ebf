package org.sparkconvnet.deploy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The instructions of a Dockerfile, in order. */
record Dockerfile(List<Instruction> instructions) {
  /** A line with those that continue it, split into the first word and the rest. */
  record Instruction(String name, String rest) {
    /** The words after those that begin with two dashes. */
    List<String> operands() {
      return words().stream().filter(word -> !word.startsWith("--")).toList();
    }

    List<String> words() {
      return List.of(rest.split("\\s+"));
    }

    /** The value of an option as {@code --from=spark}, or null. */
    String option(String option) {
      return words().stream()
          .filter(word -> word.startsWith("--" + option + "="))
          .map(word -> word.substring(option.length() + 3))
          .findFirst()
          .orElse(null);
    }
  }

  static Dockerfile read(Path file) throws IOException {
    List<Instruction> read = new ArrayList<>();
    StringBuilder open = new StringBuilder();
    for (String line : Files.readAllLines(file)) {
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      boolean continues = line.endsWith("\\");
      open.append(continues ? line.substring(0, line.length() - 1) : line);
      if (!continues) {
        String[] parts = open.toString().strip().split("\\s+", 2);
        read.add(new Instruction(parts[0], parts[1]));
        open.setLength(0);
      }
    }
    if (!open.isEmpty()) {
      throw new IOException(file + " ends in a line that goes on");
    }
    return new Dockerfile(read);
  }

  List<Instruction> all(String name) {
    return instructions.stream().filter(instruction -> instruction.name().equals(name)).toList();
  }
}
