package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"runtime"
	"sync"
	"sync/atomic"
	"time"
)

// connections is how many keep-alive connections ask at the same time.
const connections = 64

// answer is what a server gave to one request.
type answer struct {
	status int
	header http.Header
	body   []byte
	size   int // bytes of the whole answer, head and body
}

// load is what a server stood for a while.
type load struct {
	rate   float64       // answers a second
	server time.Duration // processor time of the server for one answer
	client time.Duration // of this process for one answer
	others float64       // part of all processors that other programs used
	idle   float64       // part of them that nobody used
}

// get asks once and reads the answer to its end.
func get(ctx context.Context, client *http.Client, address string) (int, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return 0, err
	}
	response, err := client.Do(request)
	if err != nil {
		return 0, err
	}
	_, err = io.Copy(io.Discard, response.Body)
	return response.StatusCode, errors.Join(err, response.Body.Close())
}

// requestFor is the request of a feed reader that takes gzip; tag is what it holds already.
func requestFor(path, tag string) string {
	request := "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: gzip\r\n"
	if tag != "" {
		request += "If-None-Match: " + tag + "\r\n"
	}
	return request + "\r\n"
}

// ask sends one request over a connection of its own.
func ask(ctx context.Context, address, request string) (answer, error) {
	conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", address)
	if err != nil {
		return answer{}, err
	}
	defer func() { _ = conn.Close() }()
	if err := conn.SetDeadline(time.Now().Add(10 * time.Second)); err != nil {
		return answer{}, err
	}
	if _, err := io.WriteString(conn, request); err != nil {
		return answer{}, err
	}
	counted := &counter{r: conn}
	reader := bufio.NewReader(counted)
	response, err := http.ReadResponse(reader, nil)
	if err != nil {
		return answer{}, err
	}
	body, err := io.ReadAll(response.Body)
	if err := errors.Join(err, response.Body.Close()); err != nil {
		return answer{}, err
	}
	if reader.Buffered() > 0 {
		return answer{}, errors.New("more came than one answer")
	}
	return answer{status: response.StatusCode, header: response.Header, body: body, size: int(counted.n.Load())}, nil
}

// counter counts what is read through it, also while another goroutine still reads.
type counter struct {
	r io.Reader
	n atomic.Int64
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n.Add(int64(n))
	return n, err
}

// target is a server under load and the request that it is asked.
type target struct {
	pid     int
	address string
	request string
	status  int // of every answer
}

// press sends the request over all connections for a while. Each answer is known to be as
// long as the first one, so that the client only reads bytes and looks at the status.
func press(ctx context.Context, t target, during time.Duration) (load, error) {
	first, err := ask(ctx, t.address, t.request)
	if err != nil {
		return load{}, err
	}
	if first.status != t.status {
		return load{}, fmt.Errorf("the answer is %d, want %d", first.status, t.status)
	}
	conns, hangUp, err := dial(ctx, t.address)
	if err != nil {
		return load{}, err
	}
	defer hangUp()
	before, err := usage(t.pid)
	if err != nil {
		return load{}, err
	}
	from := time.Now()
	end := from.Add(during)
	var answers atomic.Int64
	failed := make(chan error, len(conns))
	var running sync.WaitGroup
	for _, conn := range conns {
		running.Go(func() {
			n, err := repeat(conn, t, first.size, end)
			answers.Add(n)
			failed <- err
		})
	}
	running.Wait()
	took := time.Since(from)
	after, err := usage(t.pid)
	close(failed)
	for one := range failed {
		err = errors.Join(err, one)
	}
	if err != nil {
		return load{}, err
	}
	n := answers.Load()
	server, client := after.server-before.server, after.client-before.client
	idle := (after.idle - before.idle).Seconds() / took.Seconds() / float64(runtime.NumCPU())
	return load{rate: float64(n) / took.Seconds(), server: server / time.Duration(n), client: client / time.Duration(n),
		idle: idle, others: max(0, 1-idle-(server+client).Seconds()/took.Seconds()/float64(runtime.NumCPU()))}, nil
}

func dial(ctx context.Context, address string) (conns []net.Conn, hangUp func(), err error) {
	hangUp = func() {
		for _, conn := range conns {
			_ = conn.Close()
		}
	}
	for range connections {
		conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", address)
		if err != nil {
			hangUp()
			return nil, nil, err
		}
		conns = append(conns, conn)
	}
	return conns, hangUp, nil
}

// repeat asks one connection until the end and tells how many answers came.
func repeat(conn net.Conn, t target, size int, end time.Time) (n int64, err error) {
	if err := conn.SetDeadline(end.Add(10 * time.Second)); err != nil {
		return 0, err
	}
	request, buffer := []byte(t.request), make([]byte, size)
	want := fmt.Sprintf("HTTP/1.1 %d", t.status)
	for time.Now().Before(end) {
		if _, err := conn.Write(request); err != nil {
			return n, err
		}
		if _, err := io.ReadFull(conn, buffer); err != nil {
			return n, err
		}
		if got := string(buffer[:len(want)]); got != want {
			return n, fmt.Errorf("an answer begins with %q, want %q", got, want)
		}
		n++
	}
	return n, nil
}

// used is processor time since the start of each process, and of the machine.
type used struct{ server, client, idle time.Duration }

func usage(pid int) (used, error) {
	server, err := cpu(pid)
	if err != nil {
		return used{}, err
	}
	client, err := cpuOf(os.Getpid())
	if err != nil {
		return used{}, err
	}
	idle, err := idleTime()
	return used{server, client, idle}, err
}
