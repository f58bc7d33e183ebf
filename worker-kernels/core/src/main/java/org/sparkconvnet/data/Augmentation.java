package org.sparkconvnet.data;

import java.io.Serializable;

/**
 * What is done at random to each training image. Its parts are applied in this order, whatever the
 * order in which they were asked for; 0 (and false) leaves a part out, which then costs nothing.
 *
 * <pre>
 * geometry   crop, scale, rotate, mirror, shift: one resampling, outside the image is the
 *            channel's mean (0 after normalisation); see {@link AffineMap}
 * colour     brightness, contrast, saturation; see {@link ColourJitter}
 * damage     salt and pepper, Gaussian noise, cutout; see {@link Damage}
 * mixing     mixup or cutmix of images that the rest is done to, and of their labels; see {@link
 *            org.sparkconvnet.train.Mixer}
 * </pre>
 *
 * <p>Every part draws from a sequence of its own that the example's seed decides, so that adding
 * one does not change what the others do.
 *
 * @param mirror exchange left and right in one case of two
 * @param shift padded random crop: pad each side by this many pixels of value 0 (the channel's
 *     mean), then cut the original size at a uniform offset
 * @param crop random resized crop (Szegedy et al., 2015): cut a part of uniform area in [crop, 1]
 *     of the image's and stretch it to the image's size; in [0, 1)
 * @param scale zoom by a log-uniform factor in [1 / (1 + scale), 1 + scale]; in [0, 10]
 * @param rotate turn about the centre by a uniform angle of at most so many degrees; in [0, 180]
 * @param brightness multiply by a uniform factor in [1 - brightness, 1 + brightness]; in [0, 1]
 * @param contrast the same for the distance from the image's mean grey; in [0, 1]
 * @param saturation the same for the distance from each pixel's own grey; in [0, 1]
 * @param saltPepper probability of each pixel to become black or, as likely, white; in [0, 1]
 * @param noise standard deviation of Gaussian noise added to each normalised value; 0 for none
 * @param cutout side of a square that is set to the channel's mean, in pixels (DeVries, Taylor,
 *     2017)
 * @param mixup alpha of Beta(alpha, alpha), from which comes an image's share in a blend with
 *     another of its minibatch (Zhang et al., 2018); in [0, 100]
 * @param cutmix the same for the share that is left of an image into which a box of another is
 *     pasted (Yun et al., 2019); with both, each minibatch draws one of them; in [0, 100]
 */
public record Augmentation(
    boolean mirror,
    int shift,
    double crop,
    double scale,
    double rotate,
    double brightness,
    double contrast,
    double saturation,
    double saltPepper,
    double noise,
    int cutout,
    double mixup,
    double cutmix)
    implements Serializable {
  /** Images as they are. */
  public static final Augmentation NONE = new Augmentation(false, 0, 0);

  /** How the parts that move pixels are asked for. */
  public static final String GEOMETRY_FORM =
      "mirror,shift=PIXELS,crop=AREA,scale=PART,rotate=DEGREES";

  /** How the parts that change colours are asked for. */
  public static final String COLOUR_FORM = "brightness=PART,contrast=PART,saturation=PART";

  /** How the parts that spoil pixels are asked for. */
  public static final String DAMAGE_FORM = "salt-pepper=PROBABILITY,noise=STD,cutout=PIXELS";

  /** How the parts that mix images are asked for. */
  public static final String MIXING_FORM = "mixup=ALPHA,cutmix=ALPHA";

  private static final double MOST_SCALE = 10;
  private static final double MOST_ALPHA = 100;
  private static final double HALF_TURN = 180;

  public Augmentation {
    requireAtLeastZero("shift", shift);
    requireWithin("crop", crop, 1, false);
    requireWithin("scale", scale, MOST_SCALE, true);
    requireWithin("rotate", rotate, HALF_TURN, true);
    requireWithin("brightness", brightness, 1, true);
    requireWithin("contrast", contrast, 1, true);
    requireWithin("saturation", saturation, 1, true);
    requireWithin("salt-pepper", saltPepper, 1, true);
    if (!(noise >= 0 && noise < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("noise must be finite and not negative, got " + noise);
    }
    requireAtLeastZero("cutout", cutout);
    requireWithin("mixup", mixup, MOST_ALPHA, true);
    requireWithin("cutmix", cutmix, MOST_ALPHA, true);
  }

  /** Mirror, shift and noise alone. */
  public Augmentation(boolean mirror, int shift, double noise) {
    this(mirror, shift, 0, 0, 0, 0, 0, 0, 0, noise, 0, 0, 0);
  }

  /** Reads the form that {@link #toString} prints: {@code none} or {@code mirror,shift=2,...}. */
  public static Augmentation parse(String text) {
    return AugmentationText.parse(text);
  }

  /** Whether pixels change places. */
  public boolean moves() {
    return mirror || shift > 0 || resamples();
  }

  /** Whether pixels move by other than whole pixels. */
  public boolean resamples() {
    return crop > 0 || scale > 0 || rotate > 0;
  }

  /** Whether colours change. */
  public boolean colours() {
    return brightness > 0 || contrast > 0 || saturation > 0;
  }

  /** Whether images are mixed, and with them their labels. */
  public boolean mixes() {
    return mixup > 0 || cutmix > 0;
  }

  private static void requireAtLeastZero(String name, int value) {
    if (value < 0) {
      throw new IllegalArgumentException(name + " must not be negative, got " + value);
    }
  }

  private static void requireWithin(String name, double value, double most, boolean inclusive) {
    if (!(value >= 0 && (value < most || inclusive && value == most))) {
      throw new IllegalArgumentException(
          "%s must be in [0, %.0f%s, got %s".formatted(name, most, inclusive ? "]" : ")", value));
    }
  }

  @Override
  public String toString() {
    return AugmentationText.print(this);
  }
}
