package org.sparkconvnet.plan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.sparkconvnet.network.Network;
import org.sparkconvnet.network.Parameter;
import org.sparkconvnet.network.ParameterLayout;
import org.sparkconvnet.network.Shape;

/**
 * What the lowerings share: tensors made so far, which one holds each node's value, and the ops.
 */
final class PlanGraph {
  private final int batch;
  private final ParameterLayout layout;
  private final Map<String, Shape> shapes;
  private final List<Tensor> tensors = new ArrayList<>();
  private final Map<String, Tensor> byName = new HashMap<>();
  private final Map<String, Tensor> values = new HashMap<>();
  private List<Op> ops = new ArrayList<>();

  PlanGraph(Network network, int batch, ParameterLayout layout) {
    this.batch = batch;
    this.layout = layout;
    this.shapes = network.shapes();
  }

  int batch() {
    return batch;
  }

  ParameterLayout layout() {
    return layout;
  }

  List<Tensor> tensors() {
    return tensors;
  }

  Shape shape(String node) {
    return shapes.get(node);
  }

  /** A new tensor outside the flat vectors. */
  Tensor make(String name, Tensor.Kind kind, List<Integer> dims) {
    return register(new Tensor(tensors.size(), name, kind, dims, -1));
  }

  /** A new tensor of the same dims as another. */
  Tensor like(String name, Tensor.Kind kind, Tensor other) {
    return make(name, kind, other.dims());
  }

  /** The parameter (or running statistic) of that name, or null where the layer has none. */
  Tensor parameter(String name) {
    return flat(name, name, Tensor.Kind.PARAMETER);
  }

  /** The gradient of the parameter of that name, or null where the layer has none. */
  Tensor gradient(String name) {
    return flat(name, name + ".gradient", Tensor.Kind.PARAMETER_GRADIENT);
  }

  /** The running statistic of that name. */
  Tensor state(String name) {
    return flat(name, name, Tensor.Kind.STATE);
  }

  /** An argmax, mask or statistic that a forward op left for its backward op, or null. */
  Tensor saved(String name) {
    return byName.get(name);
  }

  /** Says which tensor holds a node's value. */
  void bind(String node, Tensor value) {
    values.put(node, value);
  }

  Tensor value(String node) {
    return values.get(node);
  }

  void emit(Op op) {
    ops.add(op);
  }

  List<Op> takeOps() {
    List<Op> taken = ops;
    ops = new ArrayList<>();
    return taken;
  }

  private Tensor flat(String parameterName, String tensorName, Tensor.Kind kind) {
    Tensor known = byName.get(tensorName);
    if (known != null) {
      return known;
    }
    List<Parameter> list = kind == Tensor.Kind.STATE ? layout.state() : layout.parameters();
    for (Parameter parameter : list) {
      if (parameter.name().equals(parameterName)) {
        return register(
            new Tensor(tensors.size(), tensorName, kind, parameter.dims(), parameter.offset()));
      }
    }
    return null;
  }

  private Tensor register(Tensor tensor) {
    tensors.add(tensor);
    if (byName.put(tensor.name(), tensor) != null) {
      throw new PlanException("two tensors are named '" + tensor.name() + "'");
    }
    return tensor;
  }
}
