package org.sparkconvnet.onednn;

import java.util.List;
import java.util.stream.Collectors;

/** One step of a lowered program: what runs, on which values. */
record Call(String name, Work work, List<Argument> arguments) {
  Call {
    arguments = List.copyOf(arguments);
  }

  /** What runs. */
  sealed interface Work {
    /** How a program's text names it. */
    String text();
  }

  /** A oneDNN primitive. */
  record Primitive(Descriptor descriptor) implements Work {
    @Override
    public String text() {
      return descriptor.implementation();
    }
  }

  /** Java code on plain tensors. */
  record Host(HostCode code) implements Work {
    @Override
    public String text() {
      return "host " + code.text();
    }
  }

  /**
   * An operand.
   *
   * @param role its name in a program's text
   * @param index oneDNN's argument number; for host code its position
   */
  record Argument(String role, int index, Value value, boolean written) {
    static Argument read(String role, int index, Value value) {
      return new Argument(role, index, value, false);
    }

    static Argument write(String role, int index, Value value) {
      return new Argument(role, index, value, true);
    }
  }

  /** {@code %conv1 f32:aBcd8b <- conv1.forward [jit:avx2] x %input f32:abcd, ...}. */
  @Override
  public String toString() {
    String written =
        arguments.stream()
            .filter(Argument::written)
            .map(argument -> argument.value().toString())
            .collect(Collectors.joining(", "));
    String read =
        arguments.stream()
            .filter(argument -> !argument.written())
            .map(argument -> argument.role() + " " + argument.value())
            .collect(Collectors.joining(", "));
    return written + " <- " + name + " [" + work.text() + "] " + read;
  }
}
