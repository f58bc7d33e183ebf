package org.sparkconvnet.onednn;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.util.List;
import org.sparkconvnet.onednn.pooled.PooledConvolution;
import org.sparkconvnet.onednn.pooled.PooledConvolutionBackward;

/**
 * dw, db and dx of a convolution from the gradient of its max pooling, or of that of its ReLU; see
 * {@link PooledConvolutionBackward}. Arguments: x, y if there is a ReLU, dy, argmax, dw, then db if
 * it has a bias, then w and dx if its input needs a gradient. Images are channels-last, filters
 * [K,C,R,S].
 */
record PooledGradientCode(
    PooledConvolution shape, int batch, boolean relu, boolean bias, boolean inputGradient)
    implements HostCode {
  @Override
  public String text() {
    return "pooled gradients";
  }

  @Override
  public Step bind(List<ByteBuffer> memory, StepState state) {
    int next = 1;
    IntBuffer y = relu ? memory.get(next++).asIntBuffer() : null;
    FloatBuffer dy = memory.get(next++).asFloatBuffer();
    ByteBuffer argmax = memory.get(next++);
    FloatBuffer dw = memory.get(next++).asFloatBuffer();
    FloatBuffer db = bias ? memory.get(next++).asFloatBuffer() : null;
    FloatBuffer w = inputGradient ? memory.get(next++).asFloatBuffer() : null;
    FloatBuffer dx = inputGradient ? memory.get(next).asFloatBuffer() : null;
    return new Bound(
        new PooledConvolutionBackward(shape, batch, inputGradient),
        memory.get(0).asFloatBuffer(),
        y,
        dy,
        argmax,
        w,
        dw,
        db,
        dx);
  }

  private record Bound(
      PooledConvolutionBackward kernel,
      FloatBuffer x,
      IntBuffer y,
      FloatBuffer dy,
      ByteBuffer argmax,
      FloatBuffer w,
      FloatBuffer dw,
      FloatBuffer db,
      FloatBuffer dx)
      implements Step {
    @Override
    public void run() {
      kernel.run(x, y, dy, argmax, w, dw, db, dx);
    }

    @Override
    public long heapBytes() {
      return kernel.heapBytes();
    }
  }
}
