package org.sparkconvnet.train;

import java.util.Arrays;
import org.sparkconvnet.data.Augmentation;
import org.sparkconvnet.data.AugmentationFit;
import org.sparkconvnet.network.Shape;
import org.sparkconvnet.plan.Plan;
import org.sparkconvnet.random.RandomStream;
import org.sparkconvnet.random.Seeds;
import org.sparkconvnet.random.SymmetricBeta;

/**
 * Mixes the examples of a minibatch, each with a partner p(i) of a random permutation p, and gives
 * the mixture both labels.
 *
 * <pre>
 * mixup   x[i] = share x[i] + (1 - share) x[p(i)]     share ~ Beta(alpha, alpha)
 *         Zhang et al.: mixup: Beyond Empirical Risk Minimization, 2018, equation 2
 * cutmix  x[i] = x[p(i)] within a box, x[i] elsewhere     u ~ Beta(alpha, alpha)
 *         height, width = floor((H, W) sqrt(1 - u)), around a uniform pixel;
 *         share = 1 - area / (H W), of that part of the box that lies inside the image
 *         Yun et al.: CutMix, 2019, equations 1 and 2
 * both    q[i] = share onehot(label i) + (1 - share) onehot(label p(i))
 * </pre>
 *
 * <p>Every example draws a share (and box) of its own: one share for the whole minibatch, as the
 * papers' code has it, gives the same expected gradient, but minibatches that are mixed hardly or
 * wholly, so a noisier one. A clip's box is the same in all its frames. Where an augmentation has
 * both, each minibatch draws one of them, with equal probability. An example that is its own
 * partner stays as it is. A function of the seed and the minibatch; allocates nothing. Not
 * thread-safe.
 */
public final class Mixer {
  private final SymmetricBeta mixup; // null where left out
  private final SymmetricBeta cutmix;
  private final int planes; // of an image its channels, of a clip each one's frames
  private final int height;
  private final int width;
  private final int elements;
  private final int[] partners; // (most examples); those done with are complemented
  private final float[] kept; // (C, H, W), the first image of a cycle of partners
  private final RandomStream random = new RandomStream(0);

  /**
   * A mixer.
   *
   * @param shape of an image; cutmix needs height and width
   * @param most examples in a minibatch
   */
  public Mixer(Augmentation augmentation, Shape shape, int most) {
    this.mixup = augmentation.mixup() > 0 ? new SymmetricBeta(augmentation.mixup()) : null;
    this.cutmix = augmentation.cutmix() > 0 ? new SymmetricBeta(augmentation.cutmix()) : null;
    this.elements = shape.elements();
    boolean plane = AugmentationFit.hasPlanes(shape);
    this.width = plane ? shape.spatial().get(shape.rank() - 1) : shape.positions();
    this.height = plane ? shape.spatial().get(shape.rank() - 2) : 1;
    this.planes = elements / (height * width);
    this.partners = new int[most];
    this.kept = new float[elements];
  }

  /** What training plans for images that are augmented so must read. */
  public static Plan.Labelling labelling(Augmentation augmentation) {
    return augmentation.mixes() ? Plan.Labelling.DISTRIBUTIONS : Plan.Labelling.CLASSES;
  }

  /** Mixes a minibatch's images in place and writes its distributions from its labels. */
  public void mix(Minibatch minibatch, long seed) {
    int size = minibatch.size();
    random.reset(seed);
    boolean second = random.nextLong() < 0;
    boolean cuts = mixup == null || cutmix != null && second;
    Permutation.fill(partners, size, random);
    Arrays.fill(minibatch.distributions(), 0);
    for (int first = 0; first < size; first++) {
      if (partners[first] >= 0) {
        mixCycle(minibatch, first, cuts, seed);
      }
    }
  }

  /** Along first, p(first), p(p(first)) ..., so that a partner is read before it is overwritten. */
  private void mixCycle(Minibatch minibatch, int first, boolean cuts, long seed) {
    float[] images = minibatch.images();
    System.arraycopy(images, first * elements, kept, 0, elements);
    int i = first;
    int partner;
    do {
      partner = partners[i];
      partners[i] = ~partner;
      boolean last = partner == first;
      float share = 1;
      if (partner != i) {
        random.reset(Seeds.mix(seed ^ Seeds.mix(i + 1)));
        float[] source = last ? kept : images;
        int from = last ? 0 : partner * elements;
        share =
            cuts
                ? cut(source, from, images, i * elements)
                : blend(source, from, images, i * elements);
      }
      int row = i * minibatch.classes();
      minibatch.distributions()[row + minibatch.labels()[i]] += share;
      minibatch.distributions()[row + minibatch.labels()[partner]] += 1 - share;
      i = partner;
    } while (partner != first);
  }

  private float blend(float[] source, int from, float[] target, int to) {
    float share = (float) mixup.next(random);
    blend(share, 1 - share, source, from, target, to, elements);
    return share;
  }

  // A loop of its own, which the compiler turns into vector code.
  private static void blend(
      float share, float rest, float[] source, int from, float[] target, int to, int count) {
    for (int k = 0; k < count; k++) {
      target[to + k] = share * target[to + k] + rest * source[from + k];
    }
  }

  private float cut(float[] source, int from, float[] target, int to) {
    double side = Math.sqrt(1 - cutmix.next(random));
    int rows = (int) (height * side);
    int columns = (int) (width * side);
    int top = random.nextInt(height) - rows / 2;
    int left = random.nextInt(width) - columns / 2;
    int firstRow = Math.max(0, top);
    int lastRow = Math.min(height, top + rows);
    int firstColumn = Math.max(0, left);
    int visible = Math.min(width, left + columns) - firstColumn;
    for (int plane = 0; plane < planes; plane++) {
      for (int row = firstRow; row < lastRow; row++) {
        int start = (plane * height + row) * width + firstColumn;
        System.arraycopy(source, from + start, target, to + start, visible);
      }
    }
    return (float) (1 - (double) (lastRow - firstRow) * visible / (height * width));
  }
}
