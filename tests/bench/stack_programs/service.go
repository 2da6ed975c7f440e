// A service in Go: each request goes through ten functions that keep nothing, or a bounded number, and is remembered in a
// cache of sessions, from which nothing is ever removed. service SECONDS
package main

import (
	"fmt"
	"math/rand"
	"os"
	"sort"
	"strconv"
	"strings"
	"time"
)

func any_(least, most int) int { return least + rand.Intn(most-least+1) }

func makeText(length int) string {
	return strings.Repeat("the quick brown fox jumps over the lazy dog ", length/44+1)[:length]
}

//go:noinline
func parseRequest() int {
	var fields []string
	for _, word := range strings.Fields(makeText(any_(300, 4000))) {
		fields = append(fields, word+": value of a header field")
	}
	return len(fields)
}

//go:noinline
func buildResponse() int {
	var response strings.Builder
	for wanted := any_(500, 20000); response.Len() < wanted; {
		fmt.Fprintf(&response, "<td>%d</td>\n", response.Len())
	}
	return response.Len()
}

//go:noinline
func sortRecords() int {
	records := make([]string, any_(20, 300))
	for i := range records {
		records[i] = "record number " + strconv.Itoa(any_(0, 1000000))
	}
	sort.Strings(records)
	return len(records[len(records)/2])
}

var pages = map[int]string{}
var order []int

//go:noinline
func lookUp() int {
	number := any_(0, 2000)
	if page, found := pages[number]; found {
		return len(page)
	}
	pages[number] = makeText(any_(1000, 8000))
	order = append(order, number)
	if len(order) > 400 {
		delete(pages, order[0])
		order = order[1:]
	}
	return len(pages)
}

var lines [1000]string
var written int

//go:noinline
func writeLog() int {
	lines[written%1000] = fmt.Sprintf("a request of %d bytes took %d us", any_(1, 20000), any_(1, 9000))
	written++
	return written
}

//go:noinline
func renderPage() int {
	var parts []string
	for i := any_(5, 60); i > 0; i-- {
		parts = append(parts, "<p>"+makeText(any_(100, 400))+"</p>")
	}
	return len(strings.Join(parts, ""))
}

//go:noinline
func decodeBody() int {
	body := []byte(makeText(any_(200, 16000)))
	decoded := make([]byte, 0, 64)
	for i := 0; i+1 < len(body); i += 2 {
		decoded = append(decoded, body[i]<<4|body[i+1]&15)
	}
	return len(decoded)
}

//go:noinline
func countWords() int {
	counts := map[string]int{}
	for _, word := range strings.Fields(makeText(any_(500, 6000))) {
		counts[word+strconv.Itoa(any_(0, 40))]++
	}
	return len(counts)
}

//go:noinline
func resolvePath() int {
	path := "/srv/www/of/some/service"
	for i := any_(1, 15); i > 0; i-- {
		path += "/" + strconv.Itoa(any_(0, 99999))
	}
	return len(path)
}

//go:noinline
func compressReply() int {
	packed := make([]byte, 0, 20000)
	for _, letter := range []byte(makeText(any_(1000, 12000))) {
		if letter != ' ' {
			packed = append(packed, letter)
		}
	}
	return len(packed)
}

type session struct {
	user    string
	token   []byte
	visited []string
}

var sessions = map[int]*session{}

// What leaks.
//
//go:noinline
func remember() int {
	it := &session{user: fmt.Sprintf("somebody%d@example.org", len(sessions)), token: make([]byte, any_(100, 1500))}
	for i := any_(1, 20); i > 0; i-- {
		it.visited = append(it.visited, strings.Clone(makeText(any_(20, 160))))
	}
	sessions[len(sessions)] = it
	return len(it.visited)
}

//go:noinline
func handleRequest() int {
	done := parseRequest() + resolvePath() + decodeBody()
	done += lookUp() + remember() + sortRecords()
	done += countWords() + renderPage() + buildResponse()
	return done + compressReply() + writeLog()
}

func main() {
	seconds := 10.0
	if len(os.Args) > 1 {
		seconds, _ = strconv.ParseFloat(os.Args[1], 64)
	}
	done := 0
	for i := 0; i < int(seconds*100); i++ {
		for request := 0; request < 20; request++ {
			done += handleRequest()
		}
		time.Sleep(10 * time.Millisecond)
	}
	fmt.Println(done)
}
