package org.sparkconvnet.onednn;

import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.dnnl.global.dnnl;

/** Names of the instruction sets that oneDNN generates code for. */
final class Instructions {
  private static final Map<Integer, String> NAMES = new LinkedHashMap<>();

  static {
    NAMES.put(dnnl.dnnl_cpu_isa_sse41, "SSE4.1");
    NAMES.put(dnnl.dnnl_cpu_isa_avx, "AVX");
    NAMES.put(dnnl.dnnl_cpu_isa_avx2, "AVX2");
    NAMES.put(dnnl.dnnl_cpu_isa_avx2_vnni, "AVX2-VNNI");
    NAMES.put(dnnl.dnnl_cpu_isa_avx2_vnni_2, "AVX2-VNNI-2");
    NAMES.put(dnnl.dnnl_cpu_isa_avx512_core, "AVX512-CORE");
    NAMES.put(dnnl.dnnl_cpu_isa_avx512_core_vnni, "AVX512-VNNI");
    NAMES.put(dnnl.dnnl_cpu_isa_avx512_core_bf16, "AVX512-BF16");
    NAMES.put(dnnl.dnnl_cpu_isa_avx512_core_fp16, "AVX512-FP16");
    NAMES.put(dnnl.dnnl_cpu_isa_avx512_core_amx, "AVX512-AMX");
    NAMES.put(dnnl.dnnl_cpu_isa_avx512_core_amx_fp16, "AVX512-AMX-FP16");
    NAMES.put(dnnl.dnnl_cpu_isa_avx10_2_512, "AVX10.2");
    NAMES.put(dnnl.dnnl_cpu_isa_avx10_2_512_amx_2, "AVX10.2-AMX2");
  }

  private Instructions() {}

  /** The name of oneDNN's number for an instruction set. */
  static String name(int isa) {
    return NAMES.getOrDefault(isa, "instruction set " + isa);
  }

  /** True where that instruction set has kernels on bfloat16: AVX-512 and later. */
  static boolean hasBfloat16(int isa) {
    return (isa & dnnl.dnnl_cpu_isa_avx512_core) == dnnl.dnnl_cpu_isa_avx512_core;
  }
}
