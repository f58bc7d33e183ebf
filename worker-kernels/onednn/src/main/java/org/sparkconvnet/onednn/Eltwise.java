package org.sparkconvnet.onednn;

import static org.bytedeco.dnnl.global.dnnl.dnnl_eltwise_clip_v2;
import static org.bytedeco.dnnl.global.dnnl.dnnl_eltwise_clip_v2_use_dst_for_bwd;
import static org.bytedeco.dnnl.global.dnnl.dnnl_eltwise_elu;
import static org.bytedeco.dnnl.global.dnnl.dnnl_eltwise_elu_use_dst_for_bwd;
import static org.bytedeco.dnnl.global.dnnl.dnnl_eltwise_gelu_erf;
import static org.bytedeco.dnnl.global.dnnl.dnnl_eltwise_linear;
import static org.bytedeco.dnnl.global.dnnl.dnnl_eltwise_logistic;
import static org.bytedeco.dnnl.global.dnnl.dnnl_eltwise_logistic_use_dst_for_bwd;
import static org.bytedeco.dnnl.global.dnnl.dnnl_eltwise_relu;
import static org.bytedeco.dnnl.global.dnnl.dnnl_eltwise_relu_use_dst_for_bwd;
import static org.bytedeco.dnnl.global.dnnl.dnnl_eltwise_soft_relu;
import static org.bytedeco.dnnl.global.dnnl.dnnl_eltwise_swish;
import static org.bytedeco.dnnl.global.dnnl.dnnl_eltwise_tanh;
import static org.bytedeco.dnnl.global.dnnl.dnnl_eltwise_tanh_use_dst_for_bwd;

import java.util.List;
import org.sparkconvnet.network.Activation;

/**
 * An activation as oneDNN names it.
 *
 * @param forward the algorithm
 * @param backward the algorithm of its gradient: from y where {@link
 *     Activation#derivativeFromResult}
 */
record Eltwise(int forward, int backward, float alpha, float beta) {
  static Eltwise of(Activation activation) {
    float alpha = (float) activation.alpha();
    return switch (activation.function()) {
      case RELU, LEAKY_RELU ->
          new Eltwise(dnnl_eltwise_relu, dnnl_eltwise_relu_use_dst_for_bwd, alpha, 0);
      case ELU -> new Eltwise(dnnl_eltwise_elu, dnnl_eltwise_elu_use_dst_for_bwd, alpha, 0);
      case TANH -> new Eltwise(dnnl_eltwise_tanh, dnnl_eltwise_tanh_use_dst_for_bwd, 0, 0);
      case SIGMOID ->
          new Eltwise(dnnl_eltwise_logistic, dnnl_eltwise_logistic_use_dst_for_bwd, 0, 0);
      case HARD_TANH ->
          new Eltwise(dnnl_eltwise_clip_v2, dnnl_eltwise_clip_v2_use_dst_for_bwd, -1, 1);
      case SOFTPLUS -> new Eltwise(dnnl_eltwise_soft_relu, dnnl_eltwise_soft_relu, 1, 0);
      case GELU -> new Eltwise(dnnl_eltwise_gelu_erf, dnnl_eltwise_gelu_erf, 0, 0);
      case SILU -> new Eltwise(dnnl_eltwise_swish, dnnl_eltwise_swish, 1, 0);
    };
  }

  /**
   * The activation by one function after the other. oneDNN's tanh takes five times as long as its
   * logistic function s, from which it follows: tanh(x) = 2 s(2x) - 1, off by at most 2^-23 more.
   */
  static List<Eltwise> steps(Activation activation) {
    if (activation.function() != Activation.Function.TANH) {
      return List.of(of(activation));
    }
    Eltwise sigmoid = of(Activation.of(Activation.Function.SIGMOID));
    return List.of(linear(2, 0), sigmoid, linear(2, -1));
  }

  private static Eltwise linear(float factor, float summand) {
    return new Eltwise(dnnl_eltwise_linear, dnnl_eltwise_linear, factor, summand);
  }
}
