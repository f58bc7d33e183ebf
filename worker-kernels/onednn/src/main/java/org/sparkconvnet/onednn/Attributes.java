package org.sparkconvnet.onednn;

import static org.bytedeco.dnnl.global.dnnl.dnnl_eltwise_relu;
import static org.bytedeco.dnnl.global.dnnl.dnnl_post_ops_append_eltwise;
import static org.bytedeco.dnnl.global.dnnl.dnnl_post_ops_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_post_ops_destroy;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_attr_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_attr_destroy;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_attr_set_post_ops;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_attr_set_scratchpad_mode;
import static org.bytedeco.dnnl.global.dnnl.dnnl_scratchpad_mode_user;

import org.bytedeco.dnnl.dnnl_post_ops;
import org.bytedeco.dnnl.dnnl_primitive_attr;

/** The two sets of attributes that primitives here have: plain, and ending with max(., 0). */
final class Attributes {
  private final dnnl_primitive_attr plain;
  private final dnnl_primitive_attr relu;

  Attributes(NativeScope scope) {
    plain = withUserScratch(scope);
    relu = withUserScratch(scope);
    dnnl_post_ops operations = new dnnl_post_ops();
    Status.check(dnnl_post_ops_create(operations), () -> "making post-operations");
    scope.onClose(() -> dnnl_post_ops_destroy(operations));
    Status.check(
        dnnl_post_ops_append_eltwise(operations, dnnl_eltwise_relu, 0, 0),
        () -> "appending a ReLU to post-operations");
    Status.check(
        dnnl_primitive_attr_set_post_ops(relu, operations), () -> "setting post-operations");
  }

  /** Scratch memory comes from the caller: one buffer serves all primitives of a program. */
  dnnl_primitive_attr get(boolean endsWithRelu) {
    return endsWithRelu ? relu : plain;
  }

  private static dnnl_primitive_attr withUserScratch(NativeScope scope) {
    dnnl_primitive_attr attributes = new dnnl_primitive_attr();
    Status.check(dnnl_primitive_attr_create(attributes), () -> "making attributes");
    scope.onClose(() -> dnnl_primitive_attr_destroy(attributes));
    Status.check(
        dnnl_primitive_attr_set_scratchpad_mode(attributes, dnnl_scratchpad_mode_user),
        () -> "setting the scratchpad mode");
    return attributes;
  }
}
