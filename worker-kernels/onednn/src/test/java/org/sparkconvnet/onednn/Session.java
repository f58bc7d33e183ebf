package org.sparkconvnet.onednn;

import org.sparkconvnet.backend.Backend;
import org.sparkconvnet.backend.Executable;
import org.sparkconvnet.backend.Precision;
import org.sparkconvnet.backend.Tuning;
import org.sparkconvnet.network.Network;
import org.sparkconvnet.plan.Plan;
import org.sparkconvnet.plan.Planner;
import org.sparkconvnet.random.RandomStream;

/** A training executable with its inputs, all a function of one seed. */
final class Session implements AutoCloseable {
  private final Executable executable;
  private final float[] images;
  private final int[] labels;

  Session(Backend backend, Network network, int batch, long seed) {
    this(backend, network, batch, seed, Tuning.none(OneDnnBackend.NAME));
  }

  Session(Backend backend, Network network, int batch, long seed, Tuning tuning) {
    this(backend, network, batch, seed, tuning, Precision.FP32);
  }

  Session(
      Backend backend, Network network, int batch, long seed, Tuning tuning, Precision precision) {
    Plan plan = plan(backend, network, batch);
    executable = backend.compile(plan, precision, tuning);
    executable.writeParameters(plan.layout().initialParameters(seed));
    executable.writeState(plan.layout().initialState());
    RandomStream random = new RandomStream(seed);
    images = new float[batch * network.input().elements()];
    for (int i = 0; i < images.length; i++) {
      images[i] = (float) random.nextGaussian();
    }
    labels = new int[batch];
    for (int i = 0; i < batch; i++) {
      labels[i] = random.nextInt(network.classes());
    }
  }

  static Plan plan(Backend backend, Network network, int batch) {
    return Planner.plan(network, batch, Plan.Mode.TRAINING, backend.fusions(Precision.FP32));
  }

  Executable executable() {
    return executable;
  }

  void step(long seed) {
    executable.load(images, labels);
    executable.computeGradients(seed);
    executable.descend(0.01f, 1e-4f);
  }

  /** Parameters, state and gradients after some steps. */
  float[][] train(int steps) {
    for (int i = 0; i < steps; i++) {
      step(i);
    }
    int parameters = executable.plan().layout().parameterCount();
    float[][] result = {
      new float[parameters],
      new float[executable.plan().layout().stateCount()],
      new float[parameters]
    };
    executable.readParameters(result[0]);
    executable.readState(result[1]);
    executable.readGradients(result[2]);
    return result;
  }

  @Override
  public void close() {
    executable.close();
  }
}
