package org.sparkconvnet.cudnn;

import java.util.List;
import org.bytedeco.cuda.cudart.CUgraphExec_st;
import org.bytedeco.cuda.cudart.CUgraph_st;
import org.bytedeco.cuda.global.cudart;

/**
 * Calls that always run together: given one by one the first time, when libraries still set
 * themselves up, then recorded as a CUDA graph and replayed by one call. What changes from step to
 * step they read from device memory.
 */
final class CallGraph implements Work, AutoCloseable {
  /** Only calls of this thread are recorded; other threads' go on. */
  private static final int THREAD_LOCAL = 1;

  private final DeviceContext context;
  private final List<Work> calls;
  private boolean warm;
  private CUgraphExec_st recorded;

  CallGraph(DeviceContext context, List<Work> calls) {
    this.context = context;
    this.calls = List.copyOf(calls);
  }

  @Override
  public void enqueue() {
    if (!warm) {
      calls.forEach(Work::enqueue);
      warm = true;
      return;
    }
    if (recorded == null) {
      record();
    }
    Status.runtime(
        cudart.cudaGraphLaunch(recorded, context.stream()),
        () -> "replaying a graph of " + calls.size() + " calls");
  }

  private void record() {
    CUgraph_st graph = new CUgraph_st();
    Status.runtime(
        cudart.cudaStreamBeginCapture(context.stream(), THREAD_LOCAL),
        () -> "cudaStreamBeginCapture");
    int ended;
    try {
      calls.forEach(Work::enqueue);
    } finally {
      ended = cudart.cudaStreamEndCapture(context.stream(), graph);
    }
    Status.runtime(ended, () -> "recording a graph of " + calls.size() + " calls");
    CUgraphExec_st made = new CUgraphExec_st();
    int status = cudart.cudaGraphInstantiate(made, graph);
    cudart.cudaGraphDestroy(graph);
    Status.runtime(status, () -> "making a graph of " + calls.size() + " calls");
    recorded = made;
  }

  @Override
  public void close() {
    if (recorded != null) {
      cudart.cudaGraphExecDestroy(recorded);
      recorded = null;
    }
  }
}
