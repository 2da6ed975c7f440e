import java.util.ArrayDeque;
import java.util.Queue;

/**
 * Serves requests that each open a session: Sessions.java clean|fill|leak SECONDS. {@code leak} closes none of them, and
 * {@code fill} only those above a number that it reaches after half a minute.
 */
public class Sessions {
  private static final int REQUESTS_A_STEP = 100;
  private static final int BYTES_OF_REQUEST = 20 << 10;
  private static final int BYTES_OF_SESSION = 1 << 10;
  private static final int MOST_SESSIONS = 1000;
  private static final int MOST_SESSIONS_TO_FILL = 30_000;

  private static volatile byte[] answer;

  public static void main(String[] arguments) throws InterruptedException {
    boolean leaks = arguments[0].equals("leak");
    int most = arguments[0].equals("fill") ? MOST_SESSIONS_TO_FILL : MOST_SESSIONS;
    long end = System.nanoTime() + (long) (1e9 * Double.parseDouble(arguments[1]));
    Queue<byte[]> sessions = new ArrayDeque<>();
    while (System.nanoTime() < end) {
      for (int i = 0; i < REQUESTS_A_STEP; ++i) {
        answer = new byte[BYTES_OF_REQUEST];
        sessions.add(new byte[BYTES_OF_SESSION]);
        if (!leaks && sessions.size() > most) sessions.remove();
      }
      Thread.sleep(100);
    }
  }
}
