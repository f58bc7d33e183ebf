package org.sparkconvnet.driver;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.sparkconvnet.data.CifarBinary;
import org.sparkconvnet.data.DataException;
import org.sparkconvnet.data.ImageSet;

/**
 * Records {@code record} to {@code record + size - 1} of a CIFAR binary file.
 *
 * @param names of the classes
 */
record CifarSplit(
    CifarBinary format, String file, long record, int first, int size, List<String> names)
    implements DataSplit {
  private static final int RECORDS = 1000;

  static Dataset open(
      String uri, CifarBinary format, List<FileStatus> files, List<String> classNames) {
    List<DataSplit> splits = new ArrayList<>();
    long first = 0;
    for (FileStatus file : files) {
      String name = file.getPath().toString();
      long records = format.recordCount(name, file.getLen());
      for (long record = 0; record < records; record += RECORDS) {
        int size = (int) Math.min(RECORDS, records - record);
        int start = Math.toIntExact(first + record);
        splits.add(new CifarSplit(format, name, record, start, size, classNames));
      }
      first += records;
    }
    return new Dataset(uri, CifarBinary.SHAPE, classNames, splits);
  }

  @Override
  public ImageSet read(Configuration hadoop) {
    Path path = new Path(file);
    byte[] bytes = new byte[size * format.recordBytes()];
    try (FSDataInputStream in = path.getFileSystem(hadoop).open(path)) {
      in.readFully(record * format.recordBytes(), bytes);
    } catch (IOException failed) {
      throw new DataException("cannot read " + file + ": " + failed.getMessage(), failed);
    }
    return format.decode(bytes, 0, size, file, record, names);
  }
}
