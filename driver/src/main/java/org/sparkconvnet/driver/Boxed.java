package org.sparkconvnet.driver;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.io.Serializable;
import java.io.UncheckedIOException;

/**
 * A value as bytes, so that whatever serializer a user has chosen for Spark can move it: Spark 3's
 * Kryo knows no records.
 *
 * @param <T> what is inside
 */
final class Boxed<T extends Serializable> implements Serializable {
  private static final long serialVersionUID = 1L;

  private final byte[] bytes;
  private transient T value;

  Boxed(T value) {
    ByteArrayOutputStream buffer = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(buffer)) {
      out.writeObject(value);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    this.bytes = buffer.toByteArray();
    this.value = value;
  }

  @SuppressWarnings("unchecked")
  synchronized T value() {
    if (value == null) {
      try (ObjectInputStream in = new ContextInput(bytes)) {
        value = (T) in.readObject();
      } catch (IOException failed) {
        throw new UncheckedIOException(failed);
      } catch (ClassNotFoundException missing) {
        throw new IllegalStateException("a class of the driver is missing here", missing);
      }
    }
    return value;
  }

  /** Finds classes where this project's are, whichever loader runs the task. */
  private static final class ContextInput extends ObjectInputStream {
    private ContextInput(byte[] bytes) throws IOException {
      super(new ByteArrayInputStream(bytes));
    }

    @Override
    protected Class<?> resolveClass(ObjectStreamClass description)
        throws IOException, ClassNotFoundException {
      try {
        return Class.forName(description.getName(), false, Boxed.class.getClassLoader());
      } catch (ClassNotFoundException primitive) {
        return super.resolveClass(description);
      }
    }
  }
}
