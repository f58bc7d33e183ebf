package org.sparkconvnet.network;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.sparkconvnet.random.RandomStream;
import org.sparkconvnet.random.Seeds;

/**
 * Where every parameter lies in one flat float32 vector, and every batch-norm running statistic in
 * another, so that averaging, momentum, broadcasting, checksums and checkpoints work on one array.
 * Convolution weights are [K, C/groups, R, S], dense weights [K, C*H*W], biases [K].
 */
public record ParameterLayout(List<Parameter> parameters, List<Parameter> state)
    implements Serializable {
  public ParameterLayout {
    parameters = List.copyOf(parameters);
    state = List.copyOf(state);
    requireContiguous(parameters);
    requireContiguous(state);
  }

  /** The layout of a network: its nodes in order, weight before bias. */
  public static ParameterLayout of(Network network) {
    return LayoutCollector.collect(network);
  }

  /** Length of the flat parameter vector. */
  public int parameterCount() {
    return end(parameters);
  }

  /** Length of the flat state vector. */
  public int stateCount() {
    return end(state);
  }

  /** The named parameter or running statistic. */
  public Parameter get(String name) {
    for (List<Parameter> list : List.of(parameters, state)) {
      for (Parameter parameter : list) {
        if (parameter.name().equals(name)) {
          return parameter;
        }
      }
    }
    throw new NetworkException("no parameter is named '" + name + "'");
  }

  /** True where the layer of that name has parameters. */
  public boolean has(String layer) {
    return parameters.stream().anyMatch(parameter -> parameter.layer().equals(layer));
  }

  /** Parameters per layer in order, as in 1216, 8020, 10020, 3210. */
  public List<Integer> countsByLayer() {
    List<Integer> counts = new ArrayList<>();
    String previous = null;
    for (Parameter parameter : parameters) {
      String layer = parameter.layer();
      if (layer.equals(previous)) {
        counts.set(counts.size() - 1, counts.get(counts.size() - 1) + parameter.elements());
      } else {
        counts.add(parameter.elements());
      }
      previous = layer;
    }
    return counts;
  }

  /** Starting parameters, a pure function of the seed and each parameter's place. */
  public float[] initialParameters(long seed) {
    float[] values = new float[parameterCount()];
    for (int i = 0; i < parameters.size(); i++) {
      Parameter parameter = parameters.get(i);
      fill(values, parameter, new RandomStream(Seeds.of(seed, Seeds.Purpose.INITIALIZATION, i)));
    }
    return values;
  }

  /** Starting running statistics: mean 0, variance 1. */
  public float[] initialState() {
    float[] values = new float[stateCount()];
    state.forEach(parameter -> fill(values, parameter, null));
    return values;
  }

  private static void fill(float[] values, Parameter parameter, RandomStream random) {
    switch (parameter.role()) {
      case WEIGHT -> parameter.initializer().fill(values, parameter, random);
      case CENTER -> {
        for (int i = parameter.offset(); i < parameter.end(); i++) {
          values[i] = (float) random.nextGaussian();
        }
      }
      case NORM_SCALE, RUNNING_VARIANCE ->
          Arrays.fill(values, parameter.offset(), parameter.end(), 1f);
      case BIAS, NORM_SHIFT, RUNNING_MEAN ->
          Arrays.fill(values, parameter.offset(), parameter.end(), 0f);
    }
  }

  private static int end(List<Parameter> list) {
    return list.isEmpty() ? 0 : list.get(list.size() - 1).end();
  }

  private static void requireContiguous(List<Parameter> list) {
    int offset = 0;
    for (Parameter parameter : list) {
      if (parameter.offset() != offset) {
        throw new NetworkException(
            "parameter '"
                + parameter.name()
                + "' starts at "
                + parameter.offset()
                + ", not "
                + offset);
      }
      offset = parameter.end();
    }
  }
}
