package org.sparkconvnet.onednn;

import java.util.List;
import org.sparkconvnet.network.Window;

/** A window as oneDNN takes it: its dilation counts the skipped positions, so dense is 0. */
record Geometry(long[] kernel, long[] strides, long[] dilations, long[] padding, String text) {
  static Geometry of(Window window) {
    return new Geometry(
        Layouts.dims(window.kernel()),
        Layouts.dims(window.stride()),
        window.dilation().stream().mapToLong(dilation -> dilation - 1L).toArray(),
        Layouts.dims(window.padding()),
        window.toString());
  }

  /** One window over the whole of the given spatial extents. */
  static Geometry whole(List<Integer> spatial) {
    return of(
        new Window(
            spatial,
            spatial.stream().map(extent -> 1).toList(),
            spatial.stream().map(extent -> 0).toList(),
            spatial.stream().map(extent -> 1).toList()));
  }

  @Override
  public String toString() {
    return text;
  }
}
