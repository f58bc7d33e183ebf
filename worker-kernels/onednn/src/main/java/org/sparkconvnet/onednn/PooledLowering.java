package org.sparkconvnet.onednn;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.sparkconvnet.backend.BackendException;
import org.sparkconvnet.onednn.pooled.VectorModule;
import org.sparkconvnet.plan.ConvolutionOp;
import org.sparkconvnet.plan.Op;
import org.sparkconvnet.plan.PoolingOp;
import org.sparkconvnet.plan.Tensor;

/**
 * Chains of backward ops that the tuning wants as one Java kernel: {@code pooled} for the pooling's
 * backward op. The call has that op's name and stands in its place; the chain's other ops make
 * none.
 */
final class PooledLowering {
  private final ProgramBuilder program;
  private final Map<String, PooledChain> chains = new HashMap<>();
  private final Set<String> covered = new HashSet<>();

  PooledLowering(ProgramBuilder program) {
    this.program = program;
    PooledChain.of(program.plan()).stream()
        .filter(chain -> wanted(chain.pooling()))
        .forEach(this::take);
    program.plan().backward().stream()
        .filter(op -> op instanceof PoolingOp.PoolingBackward && wanted(op))
        .forEach(this::requireTaken);
  }

  /** True where {@code op} is of a chain: then its call, if it has one, has been made. */
  boolean lower(Op op) {
    PooledChain chain = chains.get(op.name());
    if (chain != null) {
      call(chain);
    }
    return covered.contains(op.name());
  }

  private boolean wanted(Op op) {
    return program.choice(op.name()).form() == Choice.Form.POOLED;
  }

  private void take(PooledChain chain) {
    VectorModule.require("the tuning's choice 'pooled' for '" + chain.pooling().name() + "'");
    if (program.activationType() == ElementType.F32) {
      chains.put(chain.pooling().name(), chain);
      chain.ops().forEach(op -> covered.add(op.name()));
    }
  }

  private void requireTaken(Op op) {
    if (!chains.containsKey(op.name())) {
      throw new BackendException(
          "the tuning's choice 'pooled' for '"
              + op.name()
              + "' needs float32, and a convolution of stride 1 and a max pooling without padding in"
              + " a row, with a ReLU or nothing between, none of whose gradients is read elsewhere");
    }
  }

  private void call(PooledChain chain) {
    ConvolutionOp.ConvolutionBackwardWeights weights = chain.weights();
    List<Call.Argument> arguments = new ArrayList<>();
    arguments.add(Call.Argument.read("x", 0, channelsLast(weights.x(), ElementType.F32)));
    boolean relu = chain.relu() != null;
    if (relu) {
      arguments.add(Call.Argument.read("y", 1, channelsLast(chain.relu().y(), ElementType.F32)));
    }
    arguments.add(Call.Argument.read("dy", 2, channelsLast(chain.dy(), ElementType.F32)));
    arguments.add(
        Call.Argument.read("argmax", 3, channelsLast(chain.pooling().argmax(), ElementType.U8)));
    arguments.add(Call.Argument.write("dw", 4, program.first(weights.dw())));
    if (weights.db() != null) {
      arguments.add(Call.Argument.write("db", 5, program.first(weights.db())));
    }
    ConvolutionOp.ConvolutionBackwardData data = chain.data();
    if (data != null) {
      Layout dx = program.layouts().channelsLast(Layouts.dims(data.dx().dims()), ElementType.F32);
      arguments.add(Call.Argument.read("w", 6, program.first(data.w())));
      arguments.add(Call.Argument.write("dx", 7, program.define(data.dx(), dx)));
    }
    HostCode code =
        new PooledGradientCode(
            chain.shape(), program.plan().batch(), relu, weights.db() != null, data != null);
    program.call(chain.pooling().name(), new Call.Host(code), arguments);
  }

  private Value channelsLast(Tensor tensor, ElementType type) {
    return program.want(tensor, program.layouts().channelsLast(Layouts.dims(tensor.dims()), type));
  }
}
