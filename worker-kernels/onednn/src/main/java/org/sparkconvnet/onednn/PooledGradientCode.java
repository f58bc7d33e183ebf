package org.sparkconvnet.onednn;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.util.List;
import org.sparkconvnet.onednn.pooled.PooledConvolution;
import org.sparkconvnet.onednn.pooled.PooledConvolutionBackward;

/**
 * dw, db and dx of a convolution from the gradient of its max-pooled ReLU; see {@link
 * PooledConvolutionBackward}. Arguments: x, y, dy, argmax, dw, then db if it has a bias, then w and
 * dx if its input needs a gradient. Images are channels-last, filters [K,C,R,S].
 */
record PooledGradientCode(PooledConvolution shape, int batch, boolean bias, boolean inputGradient)
    implements HostCode {
  @Override
  public String text() {
    return "pooled gradients";
  }

  @Override
  public Step bind(List<ByteBuffer> memory, StepState state) {
    int next = 5;
    FloatBuffer db = bias ? memory.get(next++).asFloatBuffer() : null;
    FloatBuffer w = inputGradient ? memory.get(next++).asFloatBuffer() : null;
    FloatBuffer dx = inputGradient ? memory.get(next).asFloatBuffer() : null;
    return new Bound(
        new PooledConvolutionBackward(shape, batch, inputGradient),
        memory.get(0).asFloatBuffer(),
        memory.get(1).asIntBuffer(),
        memory.get(2).asFloatBuffer(),
        memory.get(3),
        w,
        memory.get(4).asFloatBuffer(),
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
