package org.sparkconvnet.cudnn;

import java.util.List;
import org.bytedeco.cuda.global.cudart;

/**
 * Calls given one by one, each waited for before the next, so that what goes wrong while one runs
 * is told as that one's. For finding faults; otherwise calls are not waited for.
 *
 * @param calls what the works do, in their order
 */
record CheckedCalls(DeviceContext context, List<CudaCall> calls, List<Work> works) implements Work {
  @Override
  public void enqueue() {
    for (int i = 0; i < works.size(); i++) {
      works.get(i).enqueue();
      CudaCall call = calls.get(i);
      Status.runtime(cudart.cudaStreamSynchronize(context.stream()), () -> "while it ran, " + call);
    }
  }
}
