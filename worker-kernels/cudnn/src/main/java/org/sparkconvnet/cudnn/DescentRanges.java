package org.sparkconvnet.cudnn;

import java.util.ArrayList;
import java.util.List;
import org.sparkconvnet.network.Parameter;
import org.sparkconvnet.network.ParameterLayout;

/**
 * Which ranges of the flat parameter vector decay, neighbours of one kind joined.
 *
 * @param ends the offset after each range, ascending
 * @param decays for each range 1 or 0
 */
record DescentRanges(List<Integer> ends, List<Integer> decays) {
  DescentRanges {
    ends = List.copyOf(ends);
    decays = List.copyOf(decays);
  }

  static DescentRanges of(ParameterLayout layout) {
    List<Integer> ends = new ArrayList<>();
    List<Integer> decays = new ArrayList<>();
    for (Parameter parameter : layout.parameters()) {
      int kind = parameter.decays() ? 1 : 0;
      int last = ends.size() - 1;
      if (last >= 0 && decays.get(last) == kind) {
        ends.set(last, parameter.end());
      } else {
        ends.add(parameter.end());
        decays.add(kind);
      }
    }
    return new DescentRanges(ends, decays);
  }

  /** What {@link Region#RANGES} holds. */
  int[] table() {
    List<Integer> table = new ArrayList<>(ends);
    table.addAll(decays);
    return table.stream().mapToInt(Integer::intValue).toArray();
  }

  long bytes() {
    return 2L * Integer.BYTES * ends.size();
  }

  /** w -= rate (gradient + decay w) over all parameters. */
  CudaCall call() {
    int count = ends.get(ends.size() - 1);
    long bytes = (long) Float.BYTES * count;
    return Launch.each(
        "descent",
        Kernel.DESCEND,
        count,
        List.of(
            new Argument.At(new Slot("parameters", Region.PARAMETERS, 0, bytes)),
            new Argument.At(new Slot("gradients", Region.GRADIENTS, 0, bytes)),
            new Argument.At(new Slot("ranges", Region.RANGES, 0, bytes(), ElementType.OTHER)),
            new Argument.Int(ends.size()),
            new Argument.At(StepValues.descent())));
  }
}
