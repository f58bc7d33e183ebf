package org.sparkconvnet.onednn;

import static org.bytedeco.dnnl.global.dnnl.dnnl_cpu;
import static org.bytedeco.dnnl.global.dnnl.dnnl_engine_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_engine_destroy;
import static org.bytedeco.dnnl.global.dnnl.dnnl_stream_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_stream_default_flags;
import static org.bytedeco.dnnl.global.dnnl.dnnl_stream_destroy;

import org.bytedeco.dnnl.dnnl_engine;
import org.bytedeco.dnnl.dnnl_stream;

/** Makes oneDNN's CPU engine, and streams to run primitives in. */
final class Engines {
  private Engines() {}

  static dnnl_engine cpu(NativeScope scope) {
    dnnl_engine engine = new dnnl_engine();
    Status.check(dnnl_engine_create(engine, dnnl_cpu, 0), () -> "making a CPU engine");
    scope.onClose(() -> dnnl_engine_destroy(engine));
    return engine;
  }

  static dnnl_stream stream(NativeScope scope, dnnl_engine engine) {
    dnnl_stream stream = new dnnl_stream();
    Status.check(
        dnnl_stream_create(stream, engine, dnnl_stream_default_flags), () -> "making a stream");
    scope.onClose(() -> dnnl_stream_destroy(stream));
    return stream;
  }
}
