package org.sparkconvnet.cudnn;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bytedeco.cuda.global.cudart;
import org.bytedeco.javacpp.SizeTPointer;

/** Every GPU of this machine, the driver and the libraries, in words. */
final class DeviceDetails {
  /** NVIDIA's kernel module tells its version here. */
  private static final Path DRIVER = Path.of("/proc/driver/nvidia/version");

  private static final Pattern DRIVER_VERSION =
      Pattern.compile("\\b(\\d{3,4}\\.\\d+(\\.\\d+)?)\\b");
  private static final double GIBIBYTE = 1L << 30;

  private DeviceDetails() {}

  static Map<String, String> all() {
    Map<String, String> details = new LinkedHashMap<>();
    for (Device device : Device.all()) {
      details.put("GPU " + device.number(), device + ", " + device.architecture() + memory(device));
    }
    Device.all().get(0).use();
    details.put("NVIDIA driver", driver());
    details.put("CUDA runtime", CudaLibraries.text(CudaLibraries.runtimeVersion()));
    details.put("cuDNN", CudaLibraries.dnnVersion());
    details.put("cuBLAS", CudaLibraries.blasVersion());
    details.put(
        "NVRTC",
        KernelCompiler.version().replace("NVRTC ", "")
            + ", compiles for "
            + String.join(" ", KernelCompiler.architectures()));
    return details;
  }

  private static String memory(Device device) {
    device.use();
    try (SizeTPointer free = new SizeTPointer(1);
        SizeTPointer total = new SizeTPointer(1)) {
      Status.runtime(cudart.cudaMemGetInfo(free, total), () -> "cudaMemGetInfo");
      return String.format(
          Locale.ROOT, ", %.1f of %.1f GiB free", free.get() / GIBIBYTE, total.get() / GIBIBYTE);
    }
  }

  private static String driver() {
    String knows = "knows CUDA " + CudaLibraries.text(CudaLibraries.driverVersion());
    try {
      Matcher version =
          DRIVER_VERSION.matcher(Files.readString(DRIVER, StandardCharsets.ISO_8859_1));
      return version.find() ? version.group(1) + ", " + knows : knows;
    } catch (IOException elsewhere) {
      return knows;
    }
  }
}
