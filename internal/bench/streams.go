package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/lantoa/lantoa/internal/account"
	"github.com/lantoa/lantoa/internal/right"
)

const (
	// openStreams is how many streams of events are open at one time, ofOne those of one account.
	openStreams = 1000
	ofOne       = 10
)

// streams measures what open streams of events take of the server's memory, how many bytes
// each is told, and how long an event takes to the last of them.
func (b *bench) streams(ctx context.Context) error {
	serve, err := b.serveCommand("streams")
	if err != nil {
		return err
	}
	keys, err := b.readers(ctx, "streams")
	if err != nil {
		return err
	}
	server, err := launch(ctx, serve)
	if err != nil {
		return err
	}
	defer func() { _ = server.stop() }() // nothing depends on how it ends
	var grown, lasted figures
	var begin, one int
	for range b.rounds {
		before, err := resident(server.cmd.Process.Pid)
		if err != nil {
			return err
		}
		all, err := followAll(ctx, "http://"+server.address, keys)
		if err != nil {
			return err
		}
		after, err := resident(server.cmd.Process.Pid)
		if err == nil {
			begin, one, err = all.told(ctx, &lasted)
		}
		if err := errors.Join(err, all.close()); err != nil {
			return err
		}
		grown = append(grown, (after-before)*1000/openStreams)
	}
	b.printf("  %d streams of %d accounts: at most %.1f KB of memory for each", openStreams, len(keys), grown.at(1))
	b.printf("  told to each: %d bytes at its begin, %d for an event; an event is with the last of them after %s ms", begin, one, lasted.show(0))
	return nil
}

// readers makes accounts that may read every story, and gives a key of each; the first may
// write too.
func (b *bench) readers(ctx context.Context, name string) (keys []string, err error) {
	h, err := open(ctx, place{data: filepath.Join(b.work, name)})
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, h.close()) }()
	for i := range openStreams / ofOne {
		p, err := h.Accounts.CreatePerson(ctx, right.System(), account.NewPerson{Login: fmt.Sprint("reader.", i), Name: "Reader", Grants: []right.Grant{{Role: right.Author}}})
		if err != nil {
			return nil, err
		}
		key, _, err := h.Accounts.CreateKey(ctx, right.System(), account.NewKey{Person: p.ID, Name: "bench"})
		if err != nil {
			return nil, err
		}
		keys = append(keys, key.Reveal())
	}
	return keys, nil
}

// crowd is everyone who follows.
type crowd struct {
	server, key string
	client      *http.Client
	bodies      []io.ReadCloser
	lines       []*bufio.Reader
	begin       int // bytes of the first block
}

func followAll(ctx context.Context, server string, keys []string) (*crowd, error) {
	c := &crowd{server: server, key: keys[0], client: &http.Client{Transport: &http.Transport{}}}
	for i := range openStreams {
		response, err := c.ask(ctx, http.MethodGet, "/events?kind=article", keys[i%len(keys)], "") //nolint:bodyclose // the crowd closes it
		if err != nil {
			return nil, errors.Join(err, c.close())
		}
		line := bufio.NewReaderSize(response.Body, 1024)
		c.bodies, c.lines = append(c.bodies, response.Body), append(c.lines, line)
		if c.begin, err = block(line); err != nil {
			return nil, errors.Join(err, c.close())
		}
	}
	return c, nil
}

func (c *crowd) ask(ctx context.Context, method, path, key, body string) (*http.Response, error) {
	request, err := http.NewRequestWithContext(ctx, method, c.server+"/api/v1"+path, strings.NewReader(body))
	if err != nil {
		return nil, err
	}
	request.Header.Set("Authorization", "Bearer "+key)
	request.Header.Set("Content-Type", "application/json")
	response, err := c.client.Do(request)
	if err == nil && response.StatusCode >= http.StatusBadRequest {
		said, _ := io.ReadAll(response.Body) // the status says enough without it
		err = errors.Join(fmt.Errorf("%s: %s", response.Status, said), response.Body.Close())
	}
	return response, err
}

// block reads to the end of a block and gives its bytes.
func block(line *bufio.Reader) (n int, err error) {
	for {
		text, err := line.ReadString('\n')
		if n += len(text); err != nil || text == "\n" {
			return n, err
		}
	}
}

// told writes a story and waits until everyone was told of it.
func (c *crowd) told(ctx context.Context, lasted *figures) (begin, one int, err error) {
	from := time.Now()
	made, err := c.ask(ctx, http.MethodPost, "/articles", c.key, `{"unit":"`+benchUnit+`","lang":"vi","title":"Bài","lead":"Dẫn","body":"<p>Sáng nay.</p>",
		"facets":{"pillars":["apsc"],"areas":["hoat-dong-va-hop-tac-asean"]}}`)
	if err != nil {
		return 0, 0, err
	}
	if err := made.Body.Close(); err != nil {
		return 0, 0, err
	}
	var reading sync.WaitGroup
	bytes, failed := make([]int, len(c.lines)), make([]error, len(c.lines))
	for i, line := range c.lines {
		reading.Go(func() { bytes[i], failed[i] = block(line) })
	}
	reading.Wait()
	*lasted = append(*lasted, milliseconds(time.Since(from)))
	return c.begin, bytes[0], errors.Join(failed...)
}

func (c *crowd) close() error {
	var failed []error
	for _, body := range c.bodies {
		failed = append(failed, body.Close())
	}
	c.client.CloseIdleConnections()
	return errors.Join(failed...)
}
