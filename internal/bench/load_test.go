package main

import (
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestTheBareHandlerServesTheSameAnswer(t *testing.T) {
	t.Parallel()
	origin := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("ETag", `"a"`)
		w.Header().Set("Vary", "Accept-Encoding")
		w.Header().Set("Content-Encoding", "gzip")
		w.Header().Set("Content-Type", "application/rss+xml; charset=utf-8")
		_, _ = w.Write([]byte("packed"))
	}))
	defer origin.Close()
	first := asked200(t, origin, "")
	replica := httptest.NewServer(copyOf(first).handler())
	defer replica.Close()
	again := asked200(t, replica, "")
	first.header.Del("Date")
	again.header.Del("Date")
	if diff := cmp.Diff(first.header, again.header); diff != "" || string(again.body) != "packed" {
		t.Errorf("the replica differs: %q\n%s", again.body, diff)
	}
	held, err := ask(t.Context(), replica.Listener.Addr().String(), requestFor("/", `"a"`))
	if err != nil {
		t.Fatal(err)
	}
	held.header.Del("Date")
	if diff := cmp.Diff(http.Header{"Etag": {`"a"`}, "Vary": {"Accept-Encoding"}}, held.header); held.status != http.StatusNotModified || diff != "" {
		t.Errorf("a reader that has it gets %d\n%s", held.status, diff)
	}
}

func asked200(t *testing.T, server *httptest.Server, tag string) answer {
	t.Helper()
	got, err := ask(t.Context(), server.Listener.Addr().String(), requestFor("/", tag))
	if err != nil || got.status != http.StatusOK {
		t.Fatalf("asked: %d, %v", got.status, err)
	}
	return got
}

func TestPressCountsAnswers(t *testing.T) {
	t.Parallel()
	var served atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		served.Add(1)
		if r.Header.Get("Accept-Encoding") != "gzip" {
			t.Errorf("asked with %v", r.Header)
		}
		_, _ = w.Write([]byte("0123456789"))
	}))
	defer server.Close()
	to := target{os.Getpid(), server.Listener.Addr().String(), requestFor("/", ""), http.StatusOK}
	got, err := press(t.Context(), to, 200*time.Millisecond)
	if err != nil {
		t.Fatal(err)
	}
	// The one beyond is the first, which tells the size; the rest came in 0.2 s or a little more.
	if n := float64(served.Load() - 1); n < connections || got.rate > n/0.2 || got.rate <= 0 {
		t.Errorf("%.0f answers became %.0f a second", n, got.rate)
	}
	to.status = http.StatusNotModified
	if _, err := press(t.Context(), to, time.Millisecond); err == nil || !strings.Contains(err.Error(), "200") {
		t.Errorf("the wrong status gave %v", err)
	}
}

func TestPressNoticesAServerThatFails(t *testing.T) {
	t.Parallel()
	var served atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if served.Add(1) > 100 {
			w.WriteHeader(http.StatusTeapot)
		}
		_, _ = w.Write([]byte("01234567890123456789"))
	}))
	defer server.Close()
	to := target{os.Getpid(), server.Listener.Addr().String(), requestFor("/", ""), http.StatusOK}
	if _, err := press(t.Context(), to, 300*time.Millisecond); err == nil {
		t.Error("a server that came to fail was measured")
	}
}

func TestTheMachineIsRead(t *testing.T) {
	t.Parallel()
	memory, err := resident(os.Getpid())
	if err != nil || memory < 5 || memory > 5000 {
		t.Errorf("this test is in %.1f MB, %v", memory, err)
	}
	before, err := usage(os.Getpid())
	if err != nil {
		t.Fatal(err)
	}
	for deadline := time.Now().Add(20 * time.Second); ; {
		after, err := usage(os.Getpid())
		if err != nil {
			t.Fatal(err)
		}
		if after.server > before.server && after.client > before.client {
			return // reading it over and over uses the processor
		}
		if time.Now().After(deadline) {
			t.Fatalf("no processor time was used: %v, then %v", before, after)
		}
	}
}
