package org.sparkconvnet.onednn;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.sparkconvnet.network.ParameterLayout;
import org.sparkconvnet.plan.Arena;
import org.sparkconvnet.plan.Lifetime;

/**
 * Where everything of a program lies in its one allocation: the flat vectors, the scratch memory
 * that primitives share, and the arena, in which buffers that never live at once share bytes.
 *
 * @param arena offset of every arena buffer from the start of the arena
 */
record Placement(
    long parameters,
    long gradients,
    long state,
    long scratch,
    long arenaStart,
    long bytes,
    Map<Buffer, Long> arena) {

  static Placement of(Program program, ParameterLayout layout, boolean training) {
    long parameterBytes = roundUp((long) Float.BYTES * layout.parameterCount());
    long stateBytes = roundUp((long) Float.BYTES * layout.stateCount());
    long gradients = parameterBytes;
    long state = gradients + (training ? parameterBytes : 0);
    long scratch = state + stateBytes;
    long arenaStart = scratch + roundUp(scratchBytes(program));
    List<Buffer> buffers = arenaBuffers(program);
    Arena arena = Arena.pack(lifetimes(program, buffers));
    Map<Buffer, Long> offsets = new IdentityHashMap<>();
    for (int i = 0; i < buffers.size(); i++) {
      offsets.put(buffers.get(i), arena.offsets().get(i));
    }
    return new Placement(
        0, gradients, state, scratch, arenaStart, arenaStart + arena.bytes(), offsets);
  }

  /** Offset of a buffer from the start of the allocation. */
  long offset(Buffer buffer) {
    return switch (buffer.region()) {
      case PARAMETERS -> parameters + buffer.offset();
      case GRADIENTS -> gradients + buffer.offset();
      case STATE -> state + buffer.offset();
      case ARENA -> arenaStart + arena.get(buffer);
    };
  }

  private static long scratchBytes(Program program) {
    long most = 0;
    for (Call call : program.calls()) {
      if (call.work() instanceof Call.Primitive primitive) {
        most = Math.max(most, primitive.descriptor().scratchBytes());
      }
    }
    return most;
  }

  /** The arena's buffers, each once, in order of first use. */
  private static List<Buffer> arenaBuffers(Program program) {
    Map<Buffer, Boolean> seen = new IdentityHashMap<>();
    List<Buffer> buffers = new ArrayList<>();
    List<Value> values = new ArrayList<>(List.of(program.input(), program.output()));
    program.calls().forEach(call -> call.arguments().forEach(used -> values.add(used.value())));
    for (Value value : values) {
      Buffer buffer = value.buffer();
      if (buffer.region() == Buffer.Region.ARENA && seen.put(buffer, true) == null) {
        buffers.add(buffer);
      }
    }
    return buffers;
  }

  private static List<Lifetime> lifetimes(Program program, List<Buffer> buffers) {
    List<Call> calls = program.calls();
    Map<Buffer, int[]> spans = new IdentityHashMap<>();
    for (int at = 0; at < calls.size(); at++) {
      for (Call.Argument argument : calls.get(at).arguments()) {
        int[] span = spans.computeIfAbsent(argument.value().buffer(), unused -> new int[] {-1, 0});
        span[0] = span[0] < 0 ? at : span[0];
        span[1] = at;
      }
    }
    List<Lifetime> lifetimes = new ArrayList<>();
    for (Buffer buffer : buffers) {
      int[] span = buffer.kept() ? new int[] {0, calls.size() - 1} : spans.get(buffer);
      Buffer dying = buffer.takesOver();
      int from = dying == null || dying.kept() ? -1 : buffers.indexOf(dying);
      lifetimes.add(new Lifetime(buffer.name(), buffer.bytes(), span[0], span[1], from));
    }
    return lifetimes;
  }

  private static long roundUp(long bytes) {
    return (bytes + Arena.ALIGNMENT - 1) / Arena.ALIGNMENT * Arena.ALIGNMENT;
  }
}
