package feeds_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
)

// The benchmarks compare a feed with a bare handler that serves the same bytes under the
// same header, over one loopback connection each, with a client that only reads bytes.

func BenchmarkFeed200(b *testing.B) {
	w, _, _ := benchWorld(b)
	ask(b, w.engine, "")
}

func BenchmarkBare200(b *testing.B) {
	_, bare, _ := benchWorld(b)
	ask(b, bare, "")
}

func BenchmarkFeed304(b *testing.B) {
	w, _, tag := benchWorld(b)
	ask(b, w.engine, tag)
}

func BenchmarkBare304(b *testing.B) {
	_, bare, tag := benchWorld(b)
	ask(b, bare, tag)
}

// BenchmarkRenew is what a change costs the first reader of a full feed.
func BenchmarkRenew(b *testing.B) {
	w, _, _ := benchWorld(b)
	for n := 0; b.Loop(); n++ {
		w.published.change(func(s *stand) { s.stories[0].Release.Content.Revision.Title = strconv.Itoa(n) })
		w.clock.forward(1e9)
		if answer := w.get("/feeds/vi/all.atom"); !strings.Contains(answer.Body.String(), "<title>"+strconv.Itoa(n)+"</title>") {
			b.Fatal("the change is not seen")
		}
	}
}

func benchWorld(b *testing.B) (w *fixture, bare http.Handler, tag string) {
	w = newFixture(b)
	for n := 50; n > 0; n-- {
		one := story(n)
		one.Release.Content.Revision.Body = paragraphs(n)
		w.published.stories = append(w.published.stories, one)
	}
	answer := w.get("/feeds/vi/all.atom", "Accept-Encoding", "gzip")
	body, header := answer.Body.Bytes(), answer.Header().Clone()
	tag = header.Get("ETag")
	b.ReportMetric(float64(len(body)), "bytes")
	return w, http.HandlerFunc(func(out http.ResponseWriter, r *http.Request) {
		h := out.Header()
		held := r.Header.Get("If-None-Match") == tag
		for name, values := range header {
			if !held || name != "Content-Length" && name != "Content-Type" && name != "Content-Encoding" && name != "X-Content-Type-Options" {
				h[name] = values
			}
		}
		if held {
			out.WriteHeader(http.StatusNotModified)
			return
		}
		out.WriteHeader(http.StatusOK)
		if _, err := out.Write(body); err != nil {
			b.Error(err)
		}
	}), tag
}

// paragraphs is a body that compresses about as well as a story does.
func paragraphs(n int) string {
	var s strings.Builder
	for i := range 60 {
		fmt.Fprintf(&s, "<p>Đoạn %d của bài %d, số liệu %x.</p>", i, n, i*7919*n)
	}
	return s.String()
}

// ask sends the same request over and over and reads each answer to its end.
func ask(b *testing.B, handler http.Handler, tag string) {
	server := httptest.NewServer(handler)
	defer server.Close()
	conn, err := net.Dial("tcp", server.Listener.Addr().String())
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	request := "GET /feeds/vi/all.atom HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: gzip\r\n"
	want := http.StatusOK
	if tag != "" {
		request, want = request+"If-None-Match: "+tag+"\r\n", http.StatusNotModified
	}
	request += "\r\n"
	size := length(b, conn, request, want)
	buffer := make([]byte, size)
	b.ReportAllocs()
	b.ResetTimer()
	for range b.N {
		if _, err := io.WriteString(conn, request); err != nil {
			b.Fatal(err)
		}
		if _, err := io.ReadFull(conn, buffer); err != nil {
			b.Fatal(err)
		}
	}
	b.StopTimer()
	if got := string(buffer[:len("HTTP/1.1 200")]); got != "HTTP/1.1 "+strconv.Itoa(want) {
		b.Fatalf("the last answer begins with %q", got)
	}
}

// length asks once and gives the size of the whole answer, which is the same each time.
func length(b *testing.B, conn net.Conn, request string, want int) int {
	if _, err := io.WriteString(conn, request); err != nil {
		b.Fatal(err)
	}
	counted := &counter{r: conn}
	reader := bufio.NewReader(counted)
	answer, err := http.ReadResponse(reader, nil)
	if err != nil {
		b.Fatal(err)
	}
	if _, err := io.Copy(io.Discard, answer.Body); err != nil {
		b.Fatal(err)
	}
	if answer.StatusCode != want || reader.Buffered() > 0 {
		b.Fatalf("status %d, want %d", answer.StatusCode, want)
	}
	return counted.n
}

type counter struct {
	r io.Reader
	n int
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += n
	return n, err
}
