package org.sparkconvnet.network;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A network for evaluation, in which those batch normalisations are part of the layer before them
 * that read a convolution's or a dense layer's output which nothing else reads:
 *
 * <pre>
 * f[k]      = scale[k] / sqrt(variance[k] + epsilon)     the running variance
 * w'[k,...] = w[k,...] f[k]
 * b'[k]     = shift[k] + (b[k] - mean[k]) f[k]           b 0 where the layer has none
 * </pre>
 *
 * <p>in double, rounded once. The folded layer keeps its name and always has a bias; whoever read
 * the normalisation reads it. All other normalisations stay.
 */
public final class BatchNormFolding {
  private final Network network;
  private final ParameterLayout from;
  private final ParameterLayout to;
  private final Map<String, Node> folded; // by the layer before

  private BatchNormFolding(Network original, Network network, Map<String, Node> folded) {
    this.network = network;
    this.from = ParameterLayout.of(original);
    this.to = ParameterLayout.of(network);
    this.folded = folded;
  }

  /** Folds all that can be. */
  public static BatchNormFolding of(Network original) {
    Map<String, Node> folded = foldable(original);
    if (folded.isEmpty()) {
      return none(original);
    }
    Map<String, String> renamed = new HashMap<>();
    folded.forEach((before, norm) -> renamed.put(norm.name(), before));
    List<Node> nodes = new ArrayList<>();
    for (Node node : original.nodes()) {
      if (!renamed.containsKey(node.name())) {
        List<String> inputs =
            node.inputs().stream().map(name -> renamed.getOrDefault(name, name)).toList();
        boolean takes = folded.containsKey(node.name());
        nodes.add(new Node(node.name(), takes ? withBias(node.layer()) : node.layer(), inputs));
      }
    }
    Network network = new Network(original.name(), original.input(), nodes);
    return new BatchNormFolding(original, network, folded);
  }

  /** Folds nothing. */
  public static BatchNormFolding none(Network original) {
    return new BatchNormFolding(original, original, Map.of());
  }

  /** What inference plans are made of. */
  public Network network() {
    return network;
  }

  /** Whether anything is folded. */
  public boolean changes() {
    return !folded.isEmpty();
  }

  /** The parameters of {@link #network}, from the original's parameters and running statistics. */
  public float[] parameters(float[] parameters, float[] state) {
    if (!changes()) {
      return parameters;
    }
    float[] target = new float[to.parameterCount()];
    for (Parameter parameter : to.parameters()) {
      Node norm = folded.get(parameter.layer());
      if (norm == null) {
        copy(parameters, from, parameter, target);
      } else if (parameter.role() == Parameter.Role.BIAS) {
        foldBias(parameter, norm, parameters, state, target);
      } else {
        foldWeight(parameter, norm, parameters, state, target);
      }
    }
    return target;
  }

  /** The running statistics of {@link #network}. */
  public float[] state(float[] state) {
    if (!changes()) {
      return state;
    }
    float[] target = new float[to.stateCount()];
    to.state().forEach(statistic -> copy(state, from, statistic, target));
    return target;
  }

  private void foldWeight(
      Parameter weight, Node norm, float[] parameters, float[] state, float[] target) {
    int source = from.get(weight.name()).offset();
    int filters = weight.dims().get(0);
    int each = weight.elements() / filters;
    for (int k = 0; k < filters; k++) {
      double factor = factor(norm, k, parameters, state);
      for (int i = k * each; i < (k + 1) * each; i++) {
        target[weight.offset() + i] = (float) (parameters[source + i] * factor);
      }
    }
  }

  private void foldBias(
      Parameter bias, Node norm, float[] parameters, float[] state, float[] target) {
    int source =
        from.parameters().stream()
            .filter(own -> own.name().equals(bias.name()))
            .mapToInt(Parameter::offset)
            .findFirst()
            .orElse(-1);
    int shift = from.get(norm.name() + ".shift").offset();
    int mean = from.get(norm.name() + ".running_mean").offset();
    for (int k = 0; k < bias.elements(); k++) {
      double own = source < 0 ? 0 : parameters[source + k];
      double centred = own - state[mean + k];
      target[bias.offset() + k] =
          (float) (parameters[shift + k] + centred * factor(norm, k, parameters, state));
    }
  }

  private double factor(Node norm, int k, float[] parameters, float[] state) {
    double epsilon = ((Layer.BatchNormalization) norm.layer()).epsilon();
    double scale = parameters[from.get(norm.name() + ".scale").offset() + k];
    double variance = state[from.get(norm.name() + ".running_variance").offset() + k];
    return scale / Math.sqrt(variance + epsilon);
  }

  private static void copy(float[] source, ParameterLayout from, Parameter to, float[] target) {
    System.arraycopy(source, from.get(to.name()).offset(), target, to.offset(), to.elements());
  }

  /** The normalisations that fold, by the name of the layer that takes them. */
  private static Map<String, Node> foldable(Network network) {
    Map<String, Node> byName = new HashMap<>();
    Map<String, Integer> readers = network.readers();
    Map<String, Node> folded = new HashMap<>();
    for (Node node : network.nodes()) {
      Node before = byName.get(node.inputs().get(0));
      if (node.layer() instanceof Layer.BatchNormalization
          && before != null
          && withBias(before.layer()) != null
          && readers.get(before.name()) == 1) {
        folded.put(before.name(), node);
      }
      byName.put(node.name(), node);
    }
    return folded;
  }

  /** The layer with a bias, or null where a normalisation behind it cannot be part of it. */
  private static Layer withBias(Layer layer) {
    if (layer instanceof Layer.Convolution plain) {
      return new Layer.Convolution(
          plain.filters(), plain.window(), plain.groups(), true, plain.initializer());
    }
    if (layer instanceof Layer.Dense plain) {
      return new Layer.Dense(plain.units(), true, plain.initializer());
    }
    return null;
  }
}
