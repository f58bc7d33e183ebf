package org.sparkconvnet.cudnn;

import org.sparkconvnet.backend.Backend;
import org.sparkconvnet.backend.Backends;
import org.sparkconvnet.backend.Executable;
import org.sparkconvnet.backend.Precision;
import org.sparkconvnet.backend.Tuning;
import org.sparkconvnet.cudnn.standins.StandIns;
import org.sparkconvnet.plan.Plan;
import org.sparkconvnet.plan.Planner;

/** Training steps of {@link Networks#everyKind} on fixed images. */
final class Steps {
  private static final int BATCH = 3;
  private static final int WATCHED = 3;

  private Steps() {}

  /** Some steps on the machine's own GPU, or over the stand-ins, for a tool that watches them. */
  public static void main(String[] arguments) {
    if (!"real".equals(System.getProperty("cuda"))) {
      StandIns.load();
    }
    try (Backend backend = Backends.open(CudnnBackend.NAME)) {
      float[] gradients = gradients(backend, WATCHED);
      System.out.println(WATCHED + " steps with " + gradients.length + " parameters");
    }
  }

  /** The plan for a backend. */
  static Plan plan(Backend backend) {
    return Planner.plan(
        Networks.everyKind(), BATCH, Plan.Mode.TRAINING, backend.fusions(Precision.FP32));
  }

  /** Gradients of the last of several equal steps. */
  static float[] gradients(Backend backend, int count) {
    Plan plan = plan(backend);
    try (Executable executable =
        backend.compile(plan, Precision.FP32, Tuning.none(CudnnBackend.NAME))) {
      executable.writeParameters(plan.layout().initialParameters(1));
      executable.writeState(plan.layout().initialState());
      float[] images = new float[BATCH * plan.network().input().elements()];
      for (int i = 0; i < images.length; i++) {
        images[i] = (float) Math.sin(i);
      }
      executable.load(images, new int[] {0, 1, 2});
      for (int i = 0; i < count; i++) {
        executable.computeGradients(7);
      }
      float[] gradients = new float[plan.layout().parameterCount()];
      executable.readGradients(gradients);
      return gradients;
    }
  }
}
