package org.sparkconvnet.jobs.compare;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Of some numbers.
 *
 * @param mean NaN for none
 * @param deviation sqrt(sum (x - mean)^2 / (n - 1)), 0 for fewer than two
 */
public record Spread(double mean, double deviation) {
  public static Spread of(double... values) {
    int n = values.length;
    if (n == 0) {
      return new Spread(Double.NaN, 0);
    }
    double mean = Arrays.stream(values).average().getAsDouble();
    double squares = Arrays.stream(values).map(x -> (x - mean) * (x - mean)).sum();
    return new Spread(mean, n < 2 ? 0 : Math.sqrt(squares / (n - 1)));
  }

  /** Element by element of equally long lists; those that stopped early are left out behind. */
  public static List<Spread> along(List<List<Double>> series) {
    int longest = series.stream().mapToInt(List::size).max().orElse(0);
    return IntStream.range(0, longest)
        .mapToObj(
            i ->
                of(
                    series.stream()
                        .filter(one -> i < one.size())
                        .mapToDouble(one -> one.get(i))
                        .toArray()))
        .toList();
  }
}
