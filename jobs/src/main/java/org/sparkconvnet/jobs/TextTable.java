package org.sparkconvnet.jobs;

import java.util.ArrayList;
import java.util.List;

/** Rows of text in aligned columns, two blanks apart; numbers align right. */
final class TextTable {
  private final String alignment;
  private final List<List<String>> rows = new ArrayList<>();

  /**
   * @param alignment one letter per column: l left, r right
   */
  TextTable(String alignment) {
    this.alignment = alignment;
  }

  TextTable row(Object... cells) {
    if (cells.length != alignment.length()) {
      throw new IllegalArgumentException(cells.length + " cells for columns " + alignment);
    }
    List<String> row = new ArrayList<>();
    for (Object cell : cells) {
      row.add(String.valueOf(cell));
    }
    rows.add(row);
    return this;
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int column = 0; column < row.size(); column++) {
        String cell = row.get(column);
        String blanks = " ".repeat(width(column) - cell.length());
        line.append(column == 0 ? "" : "  ");
        line.append(alignment.charAt(column) == 'r' ? blanks + cell : cell + blanks);
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }

  private int width(int column) {
    return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
  }
}
