package org.sparkconvnet.onednn;

import java.util.ArrayList;
import java.util.List;

/**
 * A plan lowered to calls in order, every layout decided.
 *
 * @param prepare calls that depend on the parameters alone; run again when those change
 * @param forward calls of the forward pass and the loss
 * @param backward calls of the backward pass
 * @param input where a minibatch is loaded
 * @param output the logits, row-major float32
 */
record Program(
    List<Call> prepare, List<Call> forward, List<Call> backward, Value input, Value output) {
  Program {
    prepare = List.copyOf(prepare);
    forward = List.copyOf(forward);
    backward = List.copyOf(backward);
  }

  /** All calls in order. */
  List<Call> calls() {
    List<Call> all = new ArrayList<>(prepare);
    all.addAll(stepCalls());
    return all;
  }

  /** The calls of every step: all but the preparing ones. */
  List<Call> stepCalls() {
    List<Call> calls = new ArrayList<>(forward);
    calls.addAll(backward);
    return calls;
  }

  /** The program's text, one call a line. */
  String print() {
    StringBuilder text = new StringBuilder();
    append(text, "prepare", prepare);
    append(text, "forward", forward);
    append(text, "backward", backward);
    return text.toString();
  }

  private static void append(StringBuilder text, String title, List<Call> calls) {
    if (!calls.isEmpty()) {
      text.append(title).append('\n');
      calls.forEach(call -> text.append("  ").append(call).append('\n'));
    }
  }
}
