package org.sparkconvnet.onednn;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiFunction;
import org.sparkconvnet.backend.BackendException;
import org.sparkconvnet.backend.Tuning;
import org.sparkconvnet.onednn.pooled.VectorModule;
import org.sparkconvnet.plan.ConvolutionOp;
import org.sparkconvnet.plan.DenseOp;
import org.sparkconvnet.plan.Op;
import org.sparkconvnet.plan.Plan;
import org.sparkconvnet.plan.Tensor;

/**
 * What a tuning may choose: for every convolution and dense op the ways oneDNN can run it, without
 * its slow reference loops; and where this JVM has the Vector API, whether a max pooling's backward
 * op runs together with those of its convolution. Ops of one kind and shape are one group and are
 * given the same choice.
 */
final class Candidates {
  private static final String REFERENCE = "ref";
  private static final List<Choice.Form> CONVOLUTION_FORMS =
      List.of(Choice.Form.ANY, Choice.Form.NHWC);
  private static final Choice POOLED = new Choice(Choice.Form.POOLED, "");

  private final Map<String, Group> groups = new LinkedHashMap<>();
  private final ProgramBuilder program;

  /**
   * Ops of one kind and shape, and the choices they have, oneDNN's preference first.
   *
   * @param timed the ops whose time the choice decides: these themselves; for poolings that may run
   *     as one kernel with other ops, those too
   */
  record Group(List<String> ops, Set<Choice> choices, List<String> timed) {
    /** True where these are poolings whose backward ops may be {@link Choice.Form#POOLED}. */
    boolean mayBePooled() {
      return choices.contains(POOLED);
    }

    /** The {@code rank}th choice of a form, or the first where it has fewer. */
    Choice choice(Choice.Form form, int rank) {
      List<Choice> of = choices.stream().filter(choice -> choice.form() == form).toList();
      return of.isEmpty() ? choices.iterator().next() : of.get(rank < of.size() ? rank : 0);
    }

    /** The choice itself where these ops have it, else the first of its form. */
    private Optional<Choice> nearest(Choice choice) {
      return choices.contains(choice)
          ? Optional.of(choice)
          : choices.stream().filter(other -> other.form() == choice.form()).findFirst();
    }
  }

  private Candidates(ProgramBuilder program) {
    this.program = program;
  }

  /** The groups of a plan that have a choice, in its order. */
  static List<Group> of(Plan plan, ElementType type) {
    return all(plan, type).stream().filter(group -> group.choices().size() > 1).toList();
  }

  /**
   * {@code choices} made for the same network at another minibatch, as far as they fit this plan:
   * an op that here has not the implementation of its choice takes oneDNN's first in the same
   * layout.
   */
  static Map<String, String> fitted(Plan plan, ElementType type, Map<String, String> choices) {
    Map<String, String> fitted = new TreeMap<>();
    for (Group group : all(plan, type)) {
      for (String op : group.ops()) {
        if (choices.containsKey(op)) {
          group.nearest(Choice.parse(op, choices.get(op))).ifPresent(c -> fitted.put(op, c.text()));
        }
      }
    }
    return fitted;
  }

  private static List<Group> all(Plan plan, ElementType type) {
    try (NativeScope scope = new NativeScope()) {
      Primitives primitives = new Primitives(scope, Engines.cpu(scope));
      ProgramBuilder program =
          new ProgramBuilder(
              plan, Tuning.none(OneDnnBackend.NAME), type, new Layouts(scope), primitives);
      Candidates candidates = new Candidates(program);
      plan.ops().forEach(candidates::collect);
      if (type == ElementType.F32 && VectorModule.available()) {
        PooledChain.of(plan).forEach(candidates::collect);
      }
      return List.copyOf(candidates.groups.values());
    }
  }

  private void collect(Op op) {
    ConvolutionLowering convolutions = new ConvolutionLowering(program);
    DenseLowering dense = new DenseLowering(program);
    if (op instanceof ConvolutionOp.ConvolutionForward convolution) {
      collect(convolution, CONVOLUTION_FORMS, convolutions::descriptor);
    } else if (op instanceof ConvolutionOp.ConvolutionBackwardWeights convolution) {
      collect(convolution, CONVOLUTION_FORMS, convolutions::descriptor);
    } else if (op instanceof ConvolutionOp.ConvolutionBackwardData convolution) {
      collect(convolution, CONVOLUTION_FORMS, convolutions::descriptor);
    } else if (op instanceof DenseOp.DenseForward product) {
      collect(product, denseForms(product.x()), dense::descriptor);
    } else if (op instanceof DenseOp.DenseBackwardWeights product) {
      collect(product, denseForms(product.x()), dense::descriptor);
    } else if (op instanceof DenseOp.DenseBackwardData product) {
      collect(product, denseForms(product.dx()), dense::descriptor);
    }
  }

  private <T extends Op> void collect(
      T op, List<Choice.Form> forms, BiFunction<T, Choice, Descriptor> make) {
    Set<Choice> choices = new LinkedHashSet<>();
    String signature = op.getClass().getSimpleName();
    for (Choice.Form form : forms) {
      try {
        Descriptor descriptor = make.apply(op, new Choice(form, ""));
        signature += descriptor.what().substring(op.name().length());
        descriptor.implementations().stream()
            .filter(name -> !name.startsWith(REFERENCE))
            .forEach(name -> choices.add(new Choice(form, name)));
      } catch (BackendException e) {
        // Not every op runs in every form; what runs in none is reported when it is compiled.
        signature += form + " missing";
      }
    }
    Group group = group(signature, choices);
    group.ops().add(op.name());
    group.timed().add(op.name());
  }

  private void collect(PooledChain chain) {
    Set<Choice> choices = new LinkedHashSet<>(List.of(new Choice(Choice.Form.ANY, ""), POOLED));
    String signature =
        chain.shape()
            + (chain.relu() == null ? " without ReLU" : "")
            + (chain.data() == null ? "" : " with input gradient");
    Group group = group(signature, choices);
    group.ops().add(chain.pooling().name());
    chain.ops().forEach(op -> group.timed().add(op.name()));
  }

  private Group group(String signature, Set<Choice> choices) {
    return groups.computeIfAbsent(
        signature, key -> new Group(new ArrayList<>(), choices, new ArrayList<>()));
  }

  /** Flat vectors have one layout; images a dense op may also read as rows. */
  private static List<Choice.Form> denseForms(Tensor x) {
    return x.dims().size() == 2
        ? List.of(Choice.Form.ANY)
        : List.of(Choice.Form.ANY, Choice.Form.NHWC, Choice.Form.NCHW);
  }
}
