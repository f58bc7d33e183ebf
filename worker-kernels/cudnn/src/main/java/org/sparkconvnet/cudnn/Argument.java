package org.sparkconvnet.cudnn;

/** What a kernel is passed. */
sealed interface Argument {
  /** Its C type: {@code pointer}, {@code int}, {@code long} or {@code float}. */
  String type();

  /** A pointer into device memory; a null slot is a null pointer. */
  record At(Slot slot) implements Argument {
    @Override
    public String type() {
      return "pointer";
    }

    @Override
    public String toString() {
      return slot == null ? "null" : slot.toString();
    }
  }

  /** An {@code int}. */
  record Int(int value) implements Argument {
    @Override
    public String type() {
      return "int";
    }

    @Override
    public String toString() {
      return Integer.toString(value);
    }
  }

  /** A {@code long long}. */
  record Long(long value) implements Argument {
    @Override
    public String type() {
      return "long";
    }

    @Override
    public String toString() {
      return value + "L";
    }
  }

  /** A {@code float}. */
  record Real(float value) implements Argument {
    @Override
    public String type() {
      return "float";
    }

    @Override
    public String toString() {
      return value + "f";
    }
  }
}
