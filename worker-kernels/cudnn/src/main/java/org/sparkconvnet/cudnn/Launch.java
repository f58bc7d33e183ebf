package org.sparkconvnet.cudnn;

import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.sparkconvnet.plan.PlanException;

/**
 * A launch of one of our kernels.
 *
 * @param name the op it belongs to
 * @param grid blocks along x and y
 * @param block threads of a block along x and y
 */
record Launch(String name, Kernel kernel, Extent grid, Extent block, List<Argument> arguments)
    implements CudaCall {
  /** A grid's or a block's extent. */
  record Extent(int x, int y) {
    Extent {
      if (x < 1 || y < 1 || y > 65535) {
        throw new PlanException("a grid or block of " + x + " by " + y);
      }
    }

    @Override
    public String toString() {
      return y == 1 ? Integer.toString(x) : x + "x" + y;
    }
  }

  private static final int THREADS = 256;
  private static final int MOST_BLOCKS = 4096;

  Launch {
    arguments = List.copyOf(arguments);
    if ((long) block.x * block.y > 1024) {
      throw new PlanException(name + ": a block of " + block + " threads");
    }
  }

  /** Over {@code count} elements, each thread taking every so-manieth; the count is passed last. */
  static Launch each(String name, Kernel kernel, long count, List<Argument> arguments) {
    long blocks = Math.min(MOST_BLOCKS, (count + THREADS - 1) / THREADS);
    List<Argument> all = new java.util.ArrayList<>(arguments);
    all.add(new Argument.Long(count));
    return new Launch(name, kernel, new Extent((int) blocks, 1), new Extent(THREADS, 1), all);
  }

  @Override
  public List<Slot> slots() {
    return arguments.stream()
        .filter(Argument.At.class::isInstance)
        .map(argument -> ((Argument.At) argument).slot())
        .filter(Objects::nonNull)
        .toList();
  }

  /** The type of the elements that it reads and writes: 16-bit where a slot is. */
  ElementType element() {
    return slots().stream()
        .map(Slot::type)
        .filter(ElementType::isHalf)
        .findFirst()
        .orElse(ElementType.FLOAT32);
  }

  /** The types of the arguments must be those of the kernel. */
  @Override
  public void check() {
    List<String> types = kernel.types();
    boolean fit = types.size() == arguments.size() && kernel.source().types().contains(element());
    for (int i = 0; fit && i < types.size(); i++) {
      fit = fits(types.get(i), arguments.get(i));
    }
    if (!fit) {
      throw new PlanException(
          name + ": " + kernel.entry() + " of " + element() + " takes " + types + ": " + this);
    }
  }

  private boolean fits(String type, Argument argument) {
    if (!(argument instanceof Argument.At at)) {
      return type.equals(argument.type());
    }
    if (at.slot() == null || at.slot().type() == ElementType.OTHER) {
      return type.equals(argument.type()) || type.endsWith("*");
    }
    return switch (type) {
      case KernelSignature.ELEMENTS -> at.slot().type() == element();
      case KernelSignature.FLOATS -> at.slot().type() == ElementType.FLOAT32;
      default -> type.equals(argument.type());
    };
  }

  @Override
  public String toString() {
    return name
        + ": "
        + kernel.entry()
        + "<<<"
        + grid
        + ", "
        + block
        + ">>>"
        + arguments.stream().map(Argument::toString).collect(Collectors.joining(", ", "(", ")"));
  }
}
