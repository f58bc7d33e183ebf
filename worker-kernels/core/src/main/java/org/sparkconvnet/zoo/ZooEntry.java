package org.sparkconvnet.zoo;

import java.util.function.BiFunction;
import org.sparkconvnet.network.Network;
import org.sparkconvnet.network.Shape;
import org.sparkconvnet.train.Recipe;

/**
 * A network of the zoo.
 *
 * @param defaultInput the example shape it was published for
 * @param defaultClasses the number of classes it was published for
 * @param maker builds it for any input shape and number of classes that fit
 * @param recipe how it is trained unless a user says otherwise
 */
public record ZooEntry(
    String name,
    String description,
    Shape defaultInput,
    int defaultClasses,
    BiFunction<Shape, Integer, Network> maker,
    Recipe recipe) {
  /** The network for the shape and classes it was published for. */
  public Network network() {
    return network(defaultInput, defaultClasses);
  }

  /** The network for other data. */
  public Network network(Shape input, int classes) {
    return maker.apply(input, classes);
  }
}
