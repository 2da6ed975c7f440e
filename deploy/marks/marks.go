// Marks a test in Go: a datagram, from whatever goroutine.
package main

import (
	"net"
	"os"
	"time"
)

func mark(kind, name string) {
	path := os.Getenv("TIDEMARK_SOCKET")
	if path == "" {
		path = "/run/tidemark/recorder.sock"
	}
	recorder, err := net.Dial("unixgram", path)
	if err != nil {
		return // no recorder runs
	}
	defer recorder.Close()
	recorder.SetWriteDeadline(time.Now().Add(100 * time.Millisecond))
	recorder.Write([]byte(kind + " " + name))
}

func main() {
	mark("begin", "upload")
	// the test
	mark("end", "upload")
}
