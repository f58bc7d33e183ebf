package org.sparkconvnet.onednn;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_MULTIPLE_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC_0;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC_1;
import static org.bytedeco.dnnl.global.dnnl.dnnl_binary_add;
import static org.bytedeco.dnnl.global.dnnl.dnnl_binary_primitive_desc_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_concat_primitive_desc_create;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.javacpp.PointerPointer;
import org.sparkconvnet.plan.JoiningOp;
import org.sparkconvnet.plan.Tensor;

/** Sums and concatenations: what several tensors flow into. */
final class JoinLowering {
  private static final int CHANNELS = 1;

  private final ProgramBuilder program;
  private final Primitives primitives;

  JoinLowering(ProgramBuilder program) {
    this.program = program;
    this.primitives = program.primitives();
  }

  /** In the layout of the first term; more than two terms are added one after another, in place. */
  void sum(JoiningOp.Sum op) {
    Layout layout = program.first(op.terms().get(0)).layout();
    Value sum = program.want(op.terms().get(0), layout);
    int last = op.terms().size() - 1;
    Value y = program.temporary(op.y().name(), layout);
    y.buffer().takeOver(sum.buffer());
    for (int i = 1; i <= last; i++) {
      Value term = program.want(op.terms().get(i), layout);
      Descriptor add = add(op.name(), layout, i == last && op.relu());
      program.call(
          op.name(),
          new Call.Primitive(add),
          List.of(
              Call.Argument.read("x", DNNL_ARG_SRC_0, sum),
              Call.Argument.read("x", DNNL_ARG_SRC_1, term),
              Arguments.destination(y)));
      sum = y;
    }
    program.define(op.y(), y);
  }

  void concatenation(JoiningOp.ConcatenationForward op) {
    Layout example = commonLayout(op.parts());
    Layout layout = like(example, op.y());
    List<Value> parts = new ArrayList<>();
    for (Tensor part : op.parts()) {
      parts.add(program.want(part, like(example, part)));
    }
    Descriptor concatenation =
        concatenation(op.name(), parts.stream().map(Value::layout).toList(), layout);
    List<Call.Argument> arguments = new ArrayList<>();
    for (int i = 0; i < parts.size(); i++) {
      arguments.add(Call.Argument.read("x", DNNL_ARG_MULTIPLE_SRC + i, parts.get(i)));
    }
    arguments.add(Arguments.destination(program.define(op.y(), layout)));
    program.rememberLayout(op.name(), example);
    program.call(op.name(), new Call.Primitive(concatenation), arguments);
  }

  /** Each part's gradient is a copy of its channels of dy. */
  void concatenationBackward(JoiningOp.ConcatenationBackward op) {
    Layout example = program.layoutOfLayer(op.name());
    Value dy = program.want(op.dy(), like(example, op.dy()));
    long[] offsets = new long[op.dy().dims().size()];
    for (Tensor dpart : op.dparts()) {
      long[] dims = Layouts.dims(dpart.dims());
      Value channels = dy.as(program.layouts().part(dy.layout(), dims, offsets));
      Value target = program.define(dpart, like(example, dpart));
      Descriptor copy = primitives.reorder(op.name(), channels.layout(), target.layout());
      program.call(
          op.name(),
          new Call.Primitive(copy),
          List.of(Arguments.source(channels), Arguments.destination(target)));
      offsets[CHANNELS] += dims[CHANNELS];
    }
  }

  /**
   * The layout of the first part where all can share it: channel blocks only if every part fills
   * its blocks, so that parts meet at block borders. Else channels-last.
   */
  private Layout commonLayout(List<Tensor> parts) {
    Layout first = program.first(parts.get(0)).layout();
    if (first.isPlain() && first.rank() == parts.get(0).dims().size()) {
      return first;
    }
    boolean filled =
        first.blocksChannelsOnly()
            && parts.stream().allMatch(part -> part.dims().get(CHANNELS) % first.block() == 0);
    return filled
        ? first
        : program.layouts().channelsLast(Layouts.dims(parts.get(0).dims()), first.type());
  }

  private Layout like(Layout example, Tensor tensor) {
    return program.layouts().like(example, Layouts.dims(tensor.dims()), example.type());
  }

  private Descriptor add(String op, Layout layout, boolean relu) {
    return primitives.make(
        op + " with " + layout,
        pd ->
            dnnl_binary_primitive_desc_create(
                pd,
                primitives.engine(),
                dnnl_binary_add,
                layout.descriptor(),
                layout.descriptor(),
                layout.descriptor(),
                primitives.attributes(relu)));
  }

  private Descriptor concatenation(String op, List<Layout> parts, Layout whole) {
    return primitives.makeIndirectly(
        op + " with parts " + parts + ", y " + whole,
        pd -> {
          try (NativeScope scope = new NativeScope()) {
            PointerPointer<dnnl_memory_desc> each =
                new PointerPointer<>(scope.allocate((long) Long.BYTES * parts.size()));
            for (int i = 0; i < parts.size(); i++) {
              each.put(i, parts.get(i).descriptor());
            }
            return dnnl_concat_primitive_desc_create(
                pd,
                primitives.engine(),
                whole.descriptor(),
                parts.size(),
                CHANNELS,
                each,
                primitives.attributes(false));
          }
        });
  }
}
