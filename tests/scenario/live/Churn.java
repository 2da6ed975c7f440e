import java.util.ArrayList;
import java.util.List;

/** Handles batches of records and collects after each: Churn.java clean|leak SECONDS. {@code leak} keeps a part of each. */
public class Churn {
  private static final int STEPS = 20;
  private static final int BYTES_OF_STEP = 2 << 20;
  private static final int BYTES_OF_RECORD = 1 << 10;
  private static final int STEPS_HELD = 1;

  private static List<byte[]> makeRecords() {
    List<byte[]> records = new ArrayList<>();
    for (int i = 0; i < BYTES_OF_STEP / BYTES_OF_RECORD; ++i) records.add(new byte[BYTES_OF_RECORD]);
    return records;
  }

  private static List<List<byte[]>> runBatch() throws InterruptedException {
    List<List<byte[]>> batch = new ArrayList<>();
    for (int step = 0; step < STEPS; ++step) {
      batch.add(makeRecords());
      Thread.sleep(50);
    }
    return batch;
  }

  public static void main(String[] arguments) throws InterruptedException {
    boolean leaks = arguments[0].equals("leak");
    long end = System.nanoTime() + (long) (1e9 * Double.parseDouble(arguments[1]));
    List<List<byte[]>> held = new ArrayList<>();
    while (System.nanoTime() < end) {
      List<List<byte[]>> batch = runBatch();
      if (leaks) held.addAll(batch.subList(0, STEPS_HELD));
      batch = null;
      System.gc();
    }
  }
}
