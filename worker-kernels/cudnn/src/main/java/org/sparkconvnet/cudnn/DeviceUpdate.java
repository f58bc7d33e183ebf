package org.sparkconvnet.cudnn;

import java.util.Arrays;
import org.sparkconvnet.network.ParameterLayout;
import org.sparkconvnet.optimizer.StepCoefficients;
import org.sparkconvnet.optimizer.UpdateRule;

/** What an update rule keeps on the device: its table, a step's coefficients, its vectors. */
final class DeviceUpdate {
  private final UpdateRule rule;
  private final UpdateLowering lowering;
  private final ParameterOrder order;
  private final Transfers transfers;
  private final StepCoefficients coefficients = new StepCoefficients();
  private final float[] host;
  private final float[] device;

  /**
   * For one executable.
   *
   * @param device room for a vector as long as the parameters, used within calls only
   */
  DeviceUpdate(
      ParameterLayout layout,
      UpdateRule rule,
      ParameterOrder order,
      Transfers transfers,
      float[] device) {
    this.rule = rule;
    this.order = order;
    this.transfers = transfers;
    this.device = device;
    lowering = new UpdateLowering(rule, layout);
    host = new float[rule.vectors().isEmpty() ? 0 : device.length];
  }

  /** Writes the table and zeroes the vectors. */
  void prepare() {
    transfers.write(Region.RULE, lowering.table());
    Arrays.fill(device, 0);
    for (int i = 0; i < rule.vectors().size(); i++) {
      transfers.write(lowering.vector(i), device);
    }
  }

  void writeCoefficients(float rate, long step) {
    transfers.write(Region.COEFFICIENTS, coefficients.of(rule.optimizer(), rate, step));
  }

  void write(float[] source) {
    for (int i = 0; i < rule.vectors().size(); i++) {
      System.arraycopy(source, i * host.length, host, 0, host.length);
      order.toDevice(host, device);
      transfers.write(lowering.vector(i), device);
    }
  }

  void read(float[] target) {
    for (int i = 0; i < rule.vectors().size(); i++) {
      transfers.read(lowering.vector(i), device);
      order.toHost(device, host);
      System.arraycopy(host, 0, target, i * host.length, host.length);
    }
  }
}
