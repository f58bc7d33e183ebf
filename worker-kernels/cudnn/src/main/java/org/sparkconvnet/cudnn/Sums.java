package org.sparkconvnet.cudnn;

import java.util.ArrayList;
import java.util.List;
import org.sparkconvnet.plan.Tensor;

/**
 * Sums over rows (N H W) for each channel, in two launches whose order of additions is fixed:
 * partial sums of chunks of rows, then their total.
 */
final class Sums {
  private static final int COLUMNS = 32;
  private static final int LANES = 8;
  private static final int ROWS_A_CHUNK = 256;
  private static final int MOST_CHUNKS = 512;

  private final ProgramBuilder program;

  Sums(ProgramBuilder program) {
    this.program = program;
  }

  /** {@code target}[c] = factor sum over rows of x[row, c]. */
  void columns(String op, Tensor x, Slot target, float factor) {
    ImageDims dims = ImageDims.of(x);
    Slot partials = partials(op, dims, 1);
    partial(op, Kernel.COLUMN_SUMS_PARTIAL, dims, partials, List.of(program.at(x)));
    total(op, partials, dims, 0, 1, target, factor);
  }

  /** {@code target}[c] = factor sum over rows of (x[row, c] - mean[c])^2. */
  void squaredDeviations(String op, Tensor x, Tensor mean, Slot target, float factor) {
    ImageDims dims = ImageDims.of(x);
    Slot partials = partials(op, dims, 1);
    List<Argument> reads = List.of(program.at(x), program.at(mean));
    partial(op, Kernel.SQUARED_DEVIATIONS_PARTIAL, dims, partials, reads);
    total(op, partials, dims, 0, 1, target, factor);
  }

  /** Memory for {@code sums} partial sums of each chunk and channel. */
  Slot partials(String op, ImageDims dims, int sums) {
    long bytes = (long) Float.BYTES * sums * chunks(dims) * dims.channels();
    return program.scratch(op + ".partials", bytes);
  }

  /** Launches a kernel that writes a chunk's sums: its reads, then partials, channels, rows. */
  void partial(String op, Kernel kernel, ImageDims dims, Slot partials, List<Argument> reads) {
    List<Argument> arguments = new ArrayList<>(reads);
    arguments.add(new Argument.At(partials));
    arguments.add(new Argument.Int(dims.channels()));
    arguments.add(new Argument.Long(dims.rows()));
    int tiles = (dims.channels() + COLUMNS - 1) / COLUMNS;
    program.add(
        new Launch(
            op,
            kernel,
            new Launch.Extent(tiles, chunks(dims)),
            new Launch.Extent(COLUMNS, LANES),
            arguments));
  }

  /** target[c] = factor times the total of the {@code which}th of {@code sums} partial sums. */
  void total(
      String op, Slot partials, ImageDims dims, int which, int sums, Slot target, float factor) {
    program.each(
        op,
        Kernel.PARTIALS_TOTAL,
        dims.channels(),
        new Argument.At(partials),
        new Argument.Int(which),
        new Argument.Int(sums),
        new Argument.Int(chunks(dims)),
        new Argument.Real(factor),
        new Argument.At(target));
  }

  private static int chunks(ImageDims dims) {
    return (int) Math.min(MOST_CHUNKS, (dims.rows() + ROWS_A_CHUNK - 1) / ROWS_A_CHUNK);
  }
}
