#include "cudnn/convolve.h"

#include "cudnn/elements.h"

namespace stand_ins {

namespace {

// Calls visit(position in dense order batch, plane, row, column, channel; index in the tensor's memory) for each value.
template <class Visit>
void forEachValue(const TensorDescriptor& tensor, Visit visit) {
  const int* size = tensor.sizes;
  const int* stride = tensor.strides;
  size_t position = 0;
  for (int n = 0; n < size[0]; n++) {
    for (int d = 0; d < size[2]; d++) {
      for (int h = 0; h < size[3]; h++) {
        for (int w = 0; w < size[4]; w++) {
          size_t pixel =
              size_t(n) * stride[0] + size_t(d) * stride[2] + size_t(h) * stride[3] + size_t(w) * stride[4];
          for (int c = 0; c < size[1]; c++) {
            visit(position++, pixel + size_t(c) * stride[1]);
          }
        }
      }
    }
  }
}

// One pixel of the input, one of the output and the place in the filter that joins them, as dense positions.
struct Tap {
  size_t input, output, filter;
};

// Where the filter's place reads along an axis of the input; outside [0, its size) there is nothing.
int reading(const ConvolutionDescriptor& c, int axis, int output, int place) {
  return output * c.stride[axis] - c.padding[axis] + place * c.dilation[axis];
}

// Calls visit(tap) for the columns of one row.
template <class Visit>
void forEachColumn(const Problem& problem, size_t inputRow, size_t outputPixel, int q, size_t filterRow, Visit visit) {
  int columns = problem.x.sizes[4];
  for (int s = 0; s < problem.w.sizes[4]; s++) {
    int column = reading(problem.convolution, 2, q, s);
    if (column >= 0 && column < columns) {
      visit(Tap{inputRow * columns + column, outputPixel, filterRow * problem.w.sizes[4] + s});
    }
  }
}

// Calls visit(tap) for what one pixel of the output, (n, o, p, q), is made of.
template <class Visit>
void forEachTapOf(const Problem& problem, int n, int o, int p, int q, size_t outputPixel, Visit visit) {
  const int* x = problem.x.sizes;
  const int* w = problem.w.sizes;
  for (int d = 0; d < w[2]; d++) {
    int plane = reading(problem.convolution, 0, o, d);
    for (int r = 0; r < w[3] && plane >= 0 && plane < x[2]; r++) {
      int row = reading(problem.convolution, 1, p, r);
      if (row >= 0 && row < x[3]) {
        size_t inputRow = (size_t(n) * x[2] + plane) * x[3] + row;
        forEachColumn(problem, inputRow, outputPixel, q, size_t(d) * w[3] + r, visit);
      }
    }
  }
}

// Calls visit(tap) for all of them, in a fixed order.
template <class Visit>
void forEachTap(const Problem& problem, Visit visit) {
  const int* y = problem.y.sizes;
  size_t outputPixel = 0;
  for (int n = 0; n < y[0]; n++) {
    for (int o = 0; o < y[2]; o++) {
      for (int p = 0; p < y[3]; p++) {
        for (int q = 0; q < y[4]; q++) {
          forEachTapOf(problem, n, o, p, q, outputPixel++, visit);
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
  size_t places = problem.w.places();
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
  size_t places = problem.w.places();
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
  size_t places = problem.w.places();
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
