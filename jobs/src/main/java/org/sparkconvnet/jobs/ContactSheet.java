package org.sparkconvnet.jobs;

import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A table of small pictures with labels: a title, a line of column labels, then rows of one label
 * and pictures. Pictures are enlarged by a whole factor, so that their pixels can be seen.
 */
final class ContactSheet {
  private static final int LEAST_EXTENT = 96; // of an enlarged picture
  private static final int GAP = 6;
  private static final int FONT_SIZE = 13;
  private static final Color PAPER = new Color(0xF4F4F4);
  private static final Color INK = new Color(0x202020);

  private final String title;
  private final List<String> columns;
  private final List<String> labels = new ArrayList<>();
  private final List<List<BufferedImage>> rows = new ArrayList<>();
  private final List<List<String>> captions = new ArrayList<>();

  /** An empty sheet; every row has as many pictures as there are columns. */
  ContactSheet(String title, List<String> columns) {
    this.title = title;
    this.columns = List.copyOf(columns);
  }

  /**
   * Adds a row.
   *
   * @param captions of each picture, below it, of any number of lines; "" for none
   */
  void row(String label, List<BufferedImage> pictures, List<String> captions) {
    if (pictures.size() != columns.size() || captions.size() != columns.size()) {
      throw new IllegalArgumentException(
          "%d pictures and %d captions for %d columns"
              .formatted(pictures.size(), captions.size(), columns.size()));
    }
    labels.add(label);
    rows.add(List.copyOf(pictures));
    this.captions.add(List.copyOf(captions));
  }

  /** How far everything is from everything else. */
  private record Layout(
      int factor, int margin, int top, int cellWidth, int cellHeight, int captionHeight) {
    int x(int column) {
      return margin + column * (cellWidth + GAP);
    }

    int y(int row) {
      return top + row * (cellHeight + captionHeight + GAP);
    }
  }

  /**
   * The sheet as one picture.
   *
   * @throws UsageException where this machine's Java has no font
   */
  BufferedImage draw() {
    try {
      return draw(layout());
    } catch (NullPointerException | InternalError fontless) { // what Java throws without fonts
      throw new UsageException(
          "this Java finds no font to label the sheet with; install fontconfig and a font, as in"
              + " apt-get install fontconfig fonts-dejavu-core",
          fontless);
    }
  }

  private Layout layout() {
    BufferedImage first = rows.get(0).get(0);
    int factor =
        Math.max(
            1,
            (LEAST_EXTENT + first.getWidth() - 1) / Math.max(first.getWidth(), first.getHeight()));
    Graphics2D graphics = graphics(new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB));
    FontMetrics metrics = graphics.getFontMetrics();
    int widest = labels.stream().mapToInt(metrics::stringWidth).max().orElse(0);
    int cell =
        Math.max(
            first.getWidth() * factor,
            Stream.concat(columns.stream(), captionLines())
                .mapToInt(metrics::stringWidth)
                .max()
                .orElse(0));
    int titleLines = titleLines(metrics, widest + 2 * GAP + columns.size() * (cell + GAP)).size();
    graphics.dispose();
    int top = GAP + (titleLines + 1) * metrics.getHeight() + GAP;
    return new Layout(
        factor, widest + 2 * GAP, top, cell, first.getHeight() * factor, captionHeight(metrics));
  }

  private Stream<String> captionLines() {
    return captions.stream().flatMap(List::stream).flatMap(String::lines);
  }

  /** Room below every picture for the caption of the most lines. */
  private int captionHeight(FontMetrics metrics) {
    long most =
        captions.stream()
            .flatMap(List::stream)
            .mapToLong(text -> text.lines().count())
            .max()
            .orElse(0);
    return (int) most * metrics.getHeight();
  }

  private BufferedImage draw(Layout layout) {
    int width = layout.x(columns.size());
    BufferedImage sheet =
        new BufferedImage(width, layout.y(rows.size()), BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = graphics(sheet);
    FontMetrics metrics = graphics.getFontMetrics();
    graphics.setColor(PAPER);
    graphics.fillRect(0, 0, sheet.getWidth(), sheet.getHeight());
    graphics.setColor(INK);
    int baseline = GAP + metrics.getAscent();
    for (String line : titleLines(metrics, width)) {
      graphics.drawString(line, GAP, baseline);
      baseline += metrics.getHeight();
    }
    for (int column = 0; column < columns.size(); column++) {
      graphics.drawString(columns.get(column), layout.x(column), baseline);
    }
    for (int row = 0; row < rows.size(); row++) {
      drawRow(graphics, layout, row);
    }
    graphics.dispose();
    return sheet;
  }

  private void drawRow(Graphics2D graphics, Layout layout, int row) {
    FontMetrics metrics = graphics.getFontMetrics();
    int middle = layout.y(row) + layout.cellHeight() / 2;
    graphics.drawString(
        labels.get(row), GAP, middle + (metrics.getAscent() - metrics.getDescent()) / 2);
    for (int column = 0; column < columns.size(); column++) {
      BufferedImage picture = rows.get(row).get(column);
      graphics.drawImage(
          picture,
          layout.x(column),
          layout.y(row),
          picture.getWidth() * layout.factor(),
          picture.getHeight() * layout.factor(),
          null);
      int baseline = layout.y(row) + layout.cellHeight() + metrics.getAscent();
      for (String line : captions.get(row).get(column).lines().toList()) {
        graphics.drawString(line, layout.x(column), baseline);
        baseline += metrics.getHeight();
      }
    }
  }

  /** The title, broken behind commas and semicolons where it is too wide. */
  private List<String> titleLines(FontMetrics metrics, int width) {
    List<String> lines = new ArrayList<>();
    String line = "";
    for (String piece : title.split("(?<=[,;])")) {
      if (!line.isEmpty() && metrics.stringWidth(line + piece) > width - 2 * GAP) {
        lines.add(line);
        line = piece.stripLeading();
      } else {
        line += piece;
      }
    }
    lines.add(line);
    return lines;
  }

  private static Graphics2D graphics(BufferedImage image) {
    Graphics2D graphics = image.createGraphics();
    graphics.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, FONT_SIZE));
    graphics.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    graphics.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_NEAREST_NEIGHBOR);
    return graphics;
  }
}
