package org.sparkconvnet.onednn;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_BIAS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_BIAS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_WEIGHTS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WEIGHTS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WORKSPACE;

/** Operands under the names that op records give them, with oneDNN's argument numbers. */
final class Arguments {
  private Arguments() {}

  static Call.Argument source(Value x) {
    return Call.Argument.read("x", DNNL_ARG_SRC, x);
  }

  static Call.Argument destination(Value y) {
    return Call.Argument.write("y", DNNL_ARG_DST, y);
  }

  /** A forward value that a backward primitive reads. */
  static Call.Argument result(Value y) {
    return Call.Argument.read("y", DNNL_ARG_DST, y);
  }

  static Call.Argument weights(Value w) {
    return Call.Argument.read("w", DNNL_ARG_WEIGHTS, w);
  }

  static Call.Argument bias(Value b) {
    return Call.Argument.read("b", DNNL_ARG_BIAS, b);
  }

  static Call.Argument sourceGradient(Value dx) {
    return Call.Argument.write("dx", DNNL_ARG_DIFF_SRC, dx);
  }

  static Call.Argument destinationGradient(Value dy) {
    return Call.Argument.read("dy", DNNL_ARG_DIFF_DST, dy);
  }

  static Call.Argument weightsGradient(Value dw) {
    return Call.Argument.write("dw", DNNL_ARG_DIFF_WEIGHTS, dw);
  }

  static Call.Argument biasGradient(Value db) {
    return Call.Argument.write("db", DNNL_ARG_DIFF_BIAS, db);
  }

  static Call.Argument workspaceWritten(Value workspace) {
    return Call.Argument.write("workspace", DNNL_ARG_WORKSPACE, workspace);
  }

  static Call.Argument workspaceRead(Value workspace) {
    return Call.Argument.read("workspace", DNNL_ARG_WORKSPACE, workspace);
  }
}
