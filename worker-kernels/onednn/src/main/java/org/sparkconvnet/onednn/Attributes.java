package org.sparkconvnet.onednn;

import static org.bytedeco.dnnl.global.dnnl.dnnl_post_ops_append_eltwise;
import static org.bytedeco.dnnl.global.dnnl.dnnl_post_ops_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_post_ops_destroy;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_attr_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_attr_destroy;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_attr_set_post_ops;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_attr_set_scratchpad_mode;
import static org.bytedeco.dnnl.global.dnnl.dnnl_scratchpad_mode_user;

import java.util.HashMap;
import java.util.Map;
import org.bytedeco.dnnl.dnnl_post_ops;
import org.bytedeco.dnnl.dnnl_primitive_attr;
import org.sparkconvnet.network.Activation;

/** The sets of attributes that primitives here have: plain, and ending with an activation. */
final class Attributes {
  private final NativeScope scope;
  private final dnnl_primitive_attr plain;
  private final Map<Activation, dnnl_primitive_attr> ending = new HashMap<>();

  Attributes(NativeScope scope) {
    this.scope = scope;
    this.plain = withUserScratch();
  }

  /**
   * Scratch memory comes from the caller: one buffer serves all primitives of a program.
   *
   * @param last what the primitive ends with, or null
   */
  dnnl_primitive_attr get(Activation last) {
    return last == null ? plain : ending.computeIfAbsent(last, this::endingWith);
  }

  private dnnl_primitive_attr endingWith(Activation activation) {
    dnnl_primitive_attr attributes = withUserScratch();
    dnnl_post_ops operations = new dnnl_post_ops();
    Status.check(dnnl_post_ops_create(operations), () -> "making post-operations");
    scope.onClose(() -> dnnl_post_ops_destroy(operations));
    for (Eltwise eltwise : Eltwise.steps(activation)) {
      Status.check(
          dnnl_post_ops_append_eltwise(
              operations, eltwise.forward(), eltwise.alpha(), eltwise.beta()),
          () -> "appending " + activation + " to post-operations");
    }
    Status.check(
        dnnl_primitive_attr_set_post_ops(attributes, operations), () -> "setting post-operations");
    return attributes;
  }

  private dnnl_primitive_attr withUserScratch() {
    dnnl_primitive_attr attributes = new dnnl_primitive_attr();
    Status.check(dnnl_primitive_attr_create(attributes), () -> "making attributes");
    scope.onClose(() -> dnnl_primitive_attr_destroy(attributes));
    Status.check(
        dnnl_primitive_attr_set_scratchpad_mode(attributes, dnnl_scratchpad_mode_user),
        () -> "setting the scratchpad mode");
    return attributes;
  }
}
