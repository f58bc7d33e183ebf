package org.sparkconvnet.onednn;

import static org.bytedeco.dnnl.global.dnnl.dnnl_bf16;
import static org.bytedeco.dnnl.global.dnnl.dnnl_f32;
import static org.bytedeco.dnnl.global.dnnl.dnnl_s32;
import static org.bytedeco.dnnl.global.dnnl.dnnl_s8;
import static org.bytedeco.dnnl.global.dnnl.dnnl_u8;

import org.sparkconvnet.backend.BackendException;

/** What one element of a tensor is. */
enum ElementType {
  F32(dnnl_f32),
  BF16(dnnl_bf16),
  S32(dnnl_s32),
  S8(dnnl_s8),
  U8(dnnl_u8);

  private final int code;

  ElementType(int code) {
    this.code = code;
  }

  /** oneDNN's number for it. */
  int code() {
    return code;
  }

  /** The type of that number. */
  static ElementType of(int code) {
    for (ElementType type : values()) {
      if (type.code == code) {
        return type;
      }
    }
    throw new BackendException("oneDNN answered with data type " + code + ", unknown here");
  }
}
