package org.sparkconvnet.onednn;

import java.util.List;
import org.sparkconvnet.backend.Backend;
import org.sparkconvnet.conformance.BackendConformance;
import org.sparkconvnet.conformance.ConformanceCase;
import org.sparkconvnet.conformance.Draw;
import org.sparkconvnet.network.Layer;

/** The suite with random choices, on those of its cases that have any. */
final class RandomChoicesConformanceTest extends BackendConformance {
  @Override
  protected String name() {
    return OneDnnBackend.NAME;
  }

  @Override
  protected Backend backend() {
    return new RandomChoicesBackend();
  }

  @Override
  protected List<ConformanceCase> cases() {
    return super.cases().stream().filter(RandomChoicesConformanceTest::convolves).toList();
  }

  private static boolean convolves(ConformanceCase subject) {
    return subject.numbers() == Draw.Numbers.GAUSSIAN
        && subject.network().nodes().stream()
            .anyMatch(node -> node.layer() instanceof Layer.Convolution);
  }
}
