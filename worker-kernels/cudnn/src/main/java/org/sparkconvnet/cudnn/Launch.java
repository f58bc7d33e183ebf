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

  /** The types of the arguments must be those of the kernel. */
  @Override
  public void check() {
    String types = arguments.stream().map(Argument::type).collect(Collectors.joining(" "));
    if (!types.equals(kernel.types())) {
      throw new PlanException(
          name + ": " + kernel.entry() + " takes " + kernel.types() + ", not " + types);
    }
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
