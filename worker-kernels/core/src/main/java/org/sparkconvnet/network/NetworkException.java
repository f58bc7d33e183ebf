package org.sparkconvnet.network;

/** A network description that cannot be built; the message names the layer and the shapes. */
public final class NetworkException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  public NetworkException(String message) {
    super(message);
  }
}
