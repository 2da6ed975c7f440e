import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** Marks a test in Java (16 or newer), which has no UNIX datagrams: a stream takes the same texts, a line each. */
public final class Marks {
  private final SocketChannel recorder;

  public Marks() {
    final String path = System.getenv().getOrDefault("TIDEMARK_SOCKET", "/run/tidemark/recorder.sock");
    SocketChannel connected = null;
    try {
      connected = SocketChannel.open(StandardProtocolFamily.UNIX);
      connected.connect(UnixDomainSocketAddress.of(path + ".stream"));
    } catch (IOException error) {
      connected = null; // no recorder runs
    }
    recorder = connected;
  }

  public synchronized void mark(String kind, String name) {
    if (recorder == null) return;
    try {
      recorder.write(ByteBuffer.wrap((kind + " " + name + "\n").getBytes("UTF-8")));
      recorder.read(ByteBuffer.allocate(4096)); // "ok", or why not
    } catch (IOException error) {
      // it has ended
    }
  }

  public static void main(String[] arguments) {
    final Marks marks = new Marks();
    marks.mark("begin", "upload");
    // the test
    marks.mark("end", "upload");
  }
}
