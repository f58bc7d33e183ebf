package org.sparkconvnet.driver;

import java.io.IOException;
import java.util.List;

/** The files below one folder, by names with {@code /} between folder and file. */
interface Storage {
  /** The folder, for messages. */
  String place();

  /** Makes the folder and a subfolder of that name ({@code ""} for none). */
  void makeFolder(String name) throws IOException;

  /** Names of the files and folders in a subfolder ({@code ""} for the folder), sorted. */
  List<String> list(String folder) throws IOException;

  boolean exists(String name) throws IOException;

  byte[] read(String name) throws IOException;

  /** Replaces a file at once: readers see the old or the new content, whole. */
  void write(String name, byte[] content) throws IOException;

  /** Removes a file or an empty folder, if it is there. */
  void delete(String name) throws IOException;

  /** Opens a file of text lines to which lines are added; {@code kept} is its content so far. */
  LineWriter appendTo(String name, byte[] kept) throws IOException;

  /** Adds lines to a file. */
  interface LineWriter extends AutoCloseable {
    /** Adds a line; {@link #sync} makes it last. */
    void add(String line) throws IOException;

    /** Lines added so far can be read by others from now on. */
    void sync() throws IOException;

    @Override
    void close() throws IOException;
  }
}
