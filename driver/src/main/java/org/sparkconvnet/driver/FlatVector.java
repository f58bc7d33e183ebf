package org.sparkconvnet.driver;

import java.io.Externalizable;
import java.io.IOException;
import java.io.ObjectInput;
import java.io.ObjectOutput;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Parameters and state to be broadcast as raw bytes, without a second copy of them in between: what
 * is broadcast refers to the driver's own arrays, which stay as they are until the round's results
 * are there. Kryo, which heeds no Externalizable, moves the fields.
 */
public final class FlatVector implements Externalizable {
  private static final long serialVersionUID = 1L;
  private static final VarHandle FLOATS =
      MethodHandles.byteArrayViewVarHandle(float[].class, ByteOrder.LITTLE_ENDIAN);
  private static final int CHUNK = 1 << 14;

  private float[] parameters;
  private float[] state;

  /** For readers only. */
  public FlatVector() {}

  FlatVector(float[] parameters, float[] state) {
    this.parameters = parameters;
    this.state = state;
  }

  float[] parameters() {
    return parameters;
  }

  float[] state() {
    return state;
  }

  @Override
  public void writeExternal(ObjectOutput out) throws IOException {
    byte[] buffer = new byte[CHUNK * Float.BYTES];
    for (float[] vector : new float[][] {parameters, state}) {
      out.writeInt(vector.length);
      for (int from = 0; from < vector.length; from += CHUNK) {
        int count = Math.min(CHUNK, vector.length - from);
        for (int i = 0; i < count; i++) {
          FLOATS.set(buffer, i * Float.BYTES, vector[from + i]);
        }
        out.write(buffer, 0, count * Float.BYTES);
      }
    }
  }

  @Override
  public void readExternal(ObjectInput in) throws IOException {
    parameters = read(in);
    state = read(in);
  }

  private static float[] read(ObjectInput in) throws IOException {
    float[] vector = new float[in.readInt()];
    byte[] buffer = new byte[CHUNK * Float.BYTES];
    for (int from = 0; from < vector.length; from += CHUNK) {
      int count = Math.min(CHUNK, vector.length - from);
      in.readFully(buffer, 0, count * Float.BYTES);
      for (int i = 0; i < count; i++) {
        vector[from + i] = (float) FLOATS.get(buffer, i * Float.BYTES);
      }
    }
    return vector;
  }
}
