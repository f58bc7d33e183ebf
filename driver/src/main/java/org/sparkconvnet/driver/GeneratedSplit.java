package org.sparkconvnet.driver;

import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.sparkconvnet.data.GeneratedShapes;
import org.sparkconvnet.data.GeneratedSource;
import org.sparkconvnet.data.ImageSet;

/** Generated examples, made where they are read. */
record GeneratedSplit(String source, GeneratedShapes.Split part, int first, int size)
    implements DataSplit {
  private static final int EXAMPLES = 1000;

  static Dataset open(String uri, GeneratedShapes.Split part) {
    GeneratedSource source = GeneratedSource.parse(uri);
    int size = source.size(part);
    List<DataSplit> splits = new ArrayList<>();
    for (int first = 0; first < size; first += EXAMPLES) {
      splits.add(
          new GeneratedSplit(source.toString(), part, first, Math.min(EXAMPLES, size - first)));
    }
    return new Dataset(uri, source.shape(), source.classNames(), splits);
  }

  @Override
  public ImageSet read(Configuration hadoop) {
    return GeneratedSource.parse(source).generate(part, first, first + size);
  }
}
