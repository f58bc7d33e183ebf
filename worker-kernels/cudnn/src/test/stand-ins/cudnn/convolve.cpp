#include "cudnn/convolve.h"

#include "cudnn/elements.h"

namespace stand_ins {

namespace {

// Calls visit(position in dense order batch, row, column, channel; index in the tensor's memory) for each value.
template <class Visit>
void forEachValue(const TensorDescriptor& tensor, Visit visit) {
  const int* size = tensor.sizes;
  size_t position = 0;
  for (int n = 0; n < size[0]; n++) {
    for (int h = 0; h < size[2]; h++) {
      for (int w = 0; w < size[3]; w++) {
        size_t pixel = size_t(n) * tensor.strides[0] + size_t(h) * tensor.strides[2] + size_t(w) * tensor.strides[3];
        for (int c = 0; c < size[1]; c++) {
          visit(position++, pixel + size_t(c) * tensor.strides[1]);
        }
      }
    }
  }
}

// One pixel of the input, one of the output and the place in the filter that joins them, as dense positions.
struct Tap {
  size_t input, output, filter;
};

// Calls visit(tap) for all of them, in a fixed order.
template <class Visit>
void forEachTap(const Problem& problem, Visit visit) {
  const int* x = problem.x.sizes;
  const int* y = problem.y.sizes;
  const int* w = problem.w.sizes;
  const ConvolutionDescriptor& c = problem.convolution;
  for (int n = 0; n < y[0]; n++) {
    for (int p = 0; p < y[2]; p++) {
      for (int q = 0; q < y[3]; q++) {
        for (int r = 0; r < w[2]; r++) {
          int row = p * c.stride[0] - c.padding[0] + r * c.dilation[0];
          if (row < 0 || row >= x[2]) {
            continue;
          }
          for (int s = 0; s < w[3]; s++) {
            int column = q * c.stride[1] - c.padding[1] + s * c.dilation[1];
            if (column >= 0 && column < x[3]) {
              visit(Tap{(size_t(n) * x[2] + row) * x[3] + column, (size_t(n) * y[2] + p) * y[3] + q,
                        size_t(r) * w[3] + s});
            }
          }
        }
      }
    }
  }
}

// The channels by which pixels meet: in group g, inputs from g * inputs and outputs from g * outputs.
struct Channels {
  int groups, inputs, outputs;  // inputs and outputs of one group

  explicit Channels(const Problem& problem)
      : groups(problem.convolution.groups), inputs(problem.w.sizes[1]), outputs(problem.w.sizes[0] / groups) {}

  size_t allInputs() const { return size_t(groups) * inputs; }
  size_t allOutputs() const { return size_t(groups) * outputs; }
};

void addScaled(double factor, const float* from, double* to, int count) {
  for (int i = 0; i < count; i++) {
    to[i] += factor * from[i];
  }
}

// The filter in the order place, input channel of the group, output channel: what the forward direction walks along.
size_t outputsLast(const Channels& channels, size_t place, size_t input, size_t output) {
  return (place * channels.inputs + input) * channels.allOutputs() + output;
}

// From the dense order output channel, place, input channel.
Values withOutputsLast(const Problem& problem, const Values& filter) {
  Channels channels(problem);
  size_t places = size_t(problem.w.sizes[2]) * problem.w.sizes[3];
  Values result(filter.size());
  size_t position = 0;
  for (size_t output = 0; output < channels.allOutputs(); output++) {
    for (size_t place = 0; place < places; place++) {
      for (int input = 0; input < channels.inputs; input++) {
        result[outputsLast(channels, place, input, output)] = filter[position++];
      }
    }
  }
  return result;
}

}  // namespace

Values valuesOf(const TensorDescriptor& tensor, const void* memory) {
  Values result(tensor.count());
  forEachValue(tensor, [&](size_t position, size_t index) { result[position] = load(memory, index, tensor.type); });
  return result;
}

Values operandOf(const Problem& problem, const TensorDescriptor& tensor, const void* memory) {
  Values result = valuesOf(tensor, memory);
  bool tensorCores = problem.convolution.mathType != fmaMath;
  if (tensor.type == typeFloat && tensorCores) {
    for (float& value : result) {
      value = tensorFloat32(value);
    }
  }
  return result;
}

void put(const Sums& sums, float alpha, float beta, const TensorDescriptor& tensor, void* memory) {
  forEachValue(tensor, [&](size_t position, size_t index) {
    double before = beta == 0 ? 0.0 : double(beta) * load(memory, index, tensor.type);
    store(memory, index, tensor.type, static_cast<float>(alpha * sums[position] + before));
  });
}

Sums convolveForward(const Problem& problem, const void* x, const void* w) {
  Channels channels(problem);
  Values input = operandOf(problem, problem.x, x);
  Values filter = withOutputsLast(problem, operandOf(problem, problem.w, w));
  Sums output(problem.y.count());
  forEachTap(problem, [&](const Tap& tap) {
    const float* pixel = &input[tap.input * channels.allInputs()];
    double* to = &output[tap.output * channels.allOutputs()];
    for (int group = 0; group < channels.groups; group++) {
      size_t firstOutput = size_t(group) * channels.outputs;
      for (int i = 0; i < channels.inputs; i++) {
        const float* weights = &filter[outputsLast(channels, tap.filter, i, firstOutput)];
        addScaled(pixel[size_t(group) * channels.inputs + i], weights, to + firstOutput, channels.outputs);
      }
    }
  });
  return output;
}

Sums convolveBackwardData(const Problem& problem, const void* w, const void* dy) {
  Channels channels(problem);
  size_t places = size_t(problem.w.sizes[2]) * problem.w.sizes[3];
  Values filter = operandOf(problem, problem.w, w);
  Values gradient = operandOf(problem, problem.y, dy);
  Sums input(problem.x.count());
  forEachTap(problem, [&](const Tap& tap) {
    const float* pixel = &gradient[tap.output * channels.allOutputs()];
    double* to = &input[tap.input * channels.allInputs()];
    for (size_t output = 0; output < channels.allOutputs(); output++) {
      size_t group = output / channels.outputs;
      addScaled(pixel[output], &filter[(output * places + tap.filter) * channels.inputs], to + group * channels.inputs,
                channels.inputs);
    }
  });
  return input;
}

Sums convolveBackwardFilter(const Problem& problem, const void* x, const void* dy) {
  Channels channels(problem);
  size_t places = size_t(problem.w.sizes[2]) * problem.w.sizes[3];
  Values input = operandOf(problem, problem.x, x);
  Values gradient = operandOf(problem, problem.y, dy);
  Sums filter(problem.w.count());
  forEachTap(problem, [&](const Tap& tap) {
    const float* pixel = &input[tap.input * channels.allInputs()];
    const float* from = &gradient[tap.output * channels.allOutputs()];
    for (size_t output = 0; output < channels.allOutputs(); output++) {
      size_t group = output / channels.outputs;
      double* to = &filter[(output * places + tap.filter) * channels.inputs];
      addScaled(from[output], pixel + group * channels.inputs, to, channels.inputs);
    }
  });
  return filter;
}

Sums sumByChannel(const TensorDescriptor& tensor, const void* memory) {
  Sums result(tensor.sizes[1]);
  forEachValue(tensor, [&](size_t position, size_t index) {
    result[position % tensor.sizes[1]] += load(memory, index, tensor.type);
  });
  return result;
}

}  // namespace stand_ins
