package org.sparkconvnet.onednn;

import static org.bytedeco.dnnl.global.dnnl.dnnl_reorder_primitive_desc_create;

import java.util.function.ToIntFunction;
import org.bytedeco.dnnl.dnnl_engine;
import org.bytedeco.dnnl.dnnl_primitive_attr;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.bytedeco.javacpp.PointerPointer;
import org.sparkconvnet.network.Activation;

/** Asks oneDNN for primitives; what it cannot do is reported with op and shapes. */
final class Primitives {
  private final NativeScope scope;
  private final dnnl_engine engine;
  private final Attributes attributes;

  Primitives(NativeScope scope, dnnl_engine engine) {
    this.scope = scope;
    this.engine = engine;
    this.attributes = new Attributes(scope);
  }

  dnnl_engine engine() {
    return engine;
  }

  /** Attributes of primitives that end with max(., 0), or do not. */
  dnnl_primitive_attr attributes(boolean endsWithRelu) {
    return attributes(endsWithRelu ? Activation.RELU : null);
  }

  /** Attributes of primitives that end with an activation, or with none where it is null. */
  dnnl_primitive_attr attributes(Activation last) {
    return attributes.get(last);
  }

  /** What {@code create} makes of an empty descriptor, checked; {@code what} is op and shapes. */
  Descriptor make(String what, ToIntFunction<dnnl_primitive_desc> create) {
    dnnl_primitive_desc descriptor = new dnnl_primitive_desc();
    Status.check(create.applyAsInt(descriptor), () -> what);
    return new Descriptor(scope, what, descriptor);
  }

  /** The same for those creators that answer through a pointer to a pointer. */
  Descriptor makeIndirectly(
      String what, ToIntFunction<PointerPointer<dnnl_primitive_desc>> create) {
    try (NativeScope local = new NativeScope()) {
      PointerPointer<dnnl_primitive_desc> answer = new PointerPointer<>(local.allocate(Long.BYTES));
      Status.check(create.applyAsInt(answer), () -> what);
      return new Descriptor(scope, what, answer.get(dnnl_primitive_desc.class));
    }
  }

  /** A copy into another layout or element type. */
  Descriptor reorder(String name, Layout from, Layout to) {
    return make(
        name + " from " + from + " to " + to,
        pd ->
            dnnl_reorder_primitive_desc_create(
                pd, from.descriptor(), engine, to.descriptor(), engine, attributes.get(null)));
  }
}
