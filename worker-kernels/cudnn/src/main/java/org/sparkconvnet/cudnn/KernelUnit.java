package org.sparkconvnet.cudnn;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * One compilation of our kernels: a source file with the options that it is compiled with, but for
 * the architecture. What is compiled at run time, and what the compile-only tests compile, is this.
 *
 * @param options the same for NVRTC and nvcc
 */
record KernelUnit(Kernel.Source source, List<String> options) {
  /**
   * For every file. No fused multiply-add: the same source gives the same bits as the
   * double-checked reference on every architecture.
   */
  private static final List<String> COMMON = List.of("--std=c++17", "--fmad=false");

  KernelUnit {
    options = List.copyOf(options);
  }

  /** For elements of a type. */
  static KernelUnit of(Kernel.Source source, ElementType type) {
    return new KernelUnit(source, Stream.concat(COMMON.stream(), type.options().stream()).toList());
  }

  /** All that may be compiled: each file for each of its element types. */
  static List<KernelUnit> all() {
    return Arrays.stream(Kernel.Source.values())
        .flatMap(source -> source.types().stream().map(type -> of(source, type)))
        .toList();
  }

  /** The source's text. */
  String text() {
    return KernelCompiler.source(source);
  }

  /** With the architecture, as in {@code sm_90}, first. */
  List<String> options(String architecture) {
    List<String> all = new java.util.ArrayList<>();
    all.add("--gpu-architecture=" + architecture);
    all.addAll(options);
    return all;
  }

  /** {@code pooling.cu --std=c++17 --fmad=false -DELEMENT_BFLOAT16}. */
  @Override
  public String toString() {
    return source.file() + " " + String.join(" ", options);
  }
}
