package org.sparkconvnet.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MachineTest {
  @TempDir private Path root;

  @Test
  void readsWhatLinuxSays() throws IOException {
    write(
        "proc/cpuinfo",
        "processor\t: 0\nmodel name\t: Some CPU @ 2 GHz\nflags\t\t: fpu avx2 fma avx\n\n"
            + "processor\t: 1\nmodel name\t: Some CPU @ 2 GHz\nflags\t\t: fpu avx2 fma avx\n");
    write("proc/meminfo", "MemTotal:       16384 kB\nMemAvailable:    8192 kB\n");
    write("sys/fs/cgroup/cpu.max", "150000 100000\n");
    write("sys/fs/cgroup/memory.max", "1073741824\n");
    Machine machine = new Machine(root);
    assertEquals("Some CPU @ 2 GHz", machine.cpuModel());
    assertEquals(List.of("avx", "fma", "avx2"), machine.instructionSets());
    assertEquals(2, machine.cores());
    assertEquals(16 << 20, machine.memory());
    assertEquals(8 << 20, machine.availableMemory());
    assertEquals(List.of("1.5 cores", "1.00 GiB memory"), machine.containerLimits());
  }

  @Test
  void saysUnknownElsewhere() {
    Machine machine = new Machine(root);
    assertEquals("unknown", machine.cpuModel());
    assertEquals(List.of(), machine.instructionSets());
    assertEquals(0, machine.memory());
    assertEquals(List.of(), machine.containerLimits());
  }

  private void write(String name, String text) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
