// A service in Java: each request goes through some functions that keep nothing. What leaks: the sessions that remember()
// keeps. java Service.java SECONDS

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

public class Service {
  static final Map<Integer, List<String>> sessions = new HashMap<>();

  static int parse(int id) {
    return "the quick brown fox jumps over the lazy dog ".repeat(1 + id % 80).split(" ").length;
  }

  static int build(int id) {
    StringBuilder response = new StringBuilder();
    while (response.length() < 500 + id * 131 % 19500) response.append("<td>").append(response.length()).append("</td>\n");
    return response.length();
  }

  static int remember(int id) {
    List<String> visited = new ArrayList<>();
    for (int i = 0; i < 20; ++i) visited.add("/a/page/of/some/length/" + "x".repeat(100) + id * i);
    sessions.put(id, visited);
    return visited.size();
  }

  public static void main(String[] arguments) throws InterruptedException {
    double seconds = arguments.length > 0 ? Double.parseDouble(arguments[0]) : 10;
    int done = 0;
    int id = 0;
    for (int i = 0; i < seconds * 100; ++i) {
      for (int request = 0; request < 10; ++request, ++id) done += parse(id) + build(id) + remember(id);
      Thread.sleep(10);
    }
    System.out.println(done);
  }
}
