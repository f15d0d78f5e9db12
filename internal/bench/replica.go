package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// copied is an answer that another server serves again.
type copied struct {
	Header http.Header
	Body   []byte
}

func copyOf(a answer) copied {
	header := a.header.Clone()
	header.Del("Date") // every server writes its own
	return copied{header, a.body}
}

// handler is as little as net/http lets a handler be: one answer, one tag.
func (c copied) handler() http.Handler {
	tag := c.Header.Get("ETag")
	held := c.Header.Clone()
	for _, name := range []string{"Content-Length", "Content-Type", "Content-Encoding", "X-Content-Type-Options"} {
		held.Del(name) // a 304 has none of them
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		header := w.Header()
		if tag != "" && r.Header.Get("If-None-Match") == tag {
			for name, values := range held {
				header[name] = values
			}
			w.WriteHeader(http.StatusNotModified)
			return
		}
		for name, values := range c.Header {
			header[name] = values
		}
		w.WriteHeader(http.StatusOK)
		_, _ = w.Write(c.Body) // a reader that went away is not a fault
	})
}

// serveBare is the bare handler as a process of its own.
func serveBare(ctx context.Context, file, address string) error {
	raw, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	var c copied
	if err := json.Unmarshal(raw, &c); err != nil {
		return err
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", address)
	if err != nil {
		return err
	}
	server := &http.Server{Handler: c.handler(), ReadHeaderTimeout: 10 * time.Second}
	stop := context.AfterFunc(ctx, func() { _ = server.Close() })
	defer stop()
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// bareCommand starts this very program as the bare handler of an answer.
func (b *bench) bareCommand(c copied) (command, error) {
	self, err := os.Executable()
	if err != nil {
		return command{}, err
	}
	raw, err := json.Marshal(c)
	if err != nil {
		return command{}, err
	}
	file := filepath.Join(b.work, "answer.json")
	if err := os.WriteFile(file, raw, 0o600); err != nil {
		return command{}, err
	}
	return command{name: self, ready: "/",
		args: func(address string) []string { return []string{"-bare", file, "-listen", address} },
		env:  func(string) []string { return nil }}, nil
}

// errNoNginx says that the machine has none.
var errNoNginx = errors.New("not installed")

// nginxConfig is what its manual advises for files that seldom change: sendfile, open
// files kept, no log, and as many requests on a connection as come.
const nginxConfig = `worker_processes 2;
daemon off;
pid %[1]s/nginx.pid;
error_log stderr crit;
events { worker_connections 512; }
http {
	access_log off;
	sendfile on;
	tcp_nopush on;
	open_file_cache max=100;
	keepalive_requests 1000000000;
	keepalive_timeout 60s;
	client_body_temp_path %[1]s/body;
	proxy_temp_path %[1]s/proxy;
	fastcgi_temp_path %[1]s/fastcgi;
	uwsgi_temp_path %[1]s/uwsgi;
	scgi_temp_path %[1]s/scgi;
	server {
		listen %[2]s;
		root %[1]s/root;
		gzip_static on;
		types { }
		default_type "%[3]s";
%[4]s	}
}
`

// nginxCommand starts nginx on the same bytes with the same fields.
func (b *bench) nginxCommand(path string, plain, packed copied) (command, error) {
	nginx, err := exec.LookPath("nginx")
	if err != nil {
		if nginx, err = exec.LookPath("/usr/sbin/nginx"); err != nil {
			return command{}, errNoNginx
		}
	}
	file := filepath.Join(b.work, "root", filepath.FromSlash(path))
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil { //nolint:gosec // the workers run as another account
		return command{}, err
	}
	// Its workers are another account's when the master is root's.
	for _, dir := range []string{b.work, filepath.Join(b.work, "root")} {
		if err := os.Chmod(dir, 0o755); err != nil { //nolint:gosec // as above
			return command{}, err
		}
	}
	for name, body := range map[string][]byte{file: plain.Body, file + ".gz": packed.Body} {
		if err := os.WriteFile(name, body, 0o644); err != nil { //nolint:gosec // as above
			return command{}, err
		}
	}
	config := filepath.Join(b.work, "nginx.conf")
	write := func(address string) []string {
		text := fmt.Sprintf(nginxConfig, b.work, address, packed.Header.Get("Content-Type"), fields(packed.Header))
		_ = os.WriteFile(config, []byte(text), 0o600) // nginx tells it when there is none
		return []string{"-c", config, "-p", b.work}
	}
	return command{name: nginx, ready: path, args: write, env: func(string) []string { return nil }}, nil
}

// fields are the header fields that nginx does not write by itself.
func fields(header http.Header) string {
	var b strings.Builder
	for _, name := range []string{"Cache-Control", "Vary", "X-Content-Type-Options"} {
		for _, value := range header.Values(name) {
			fmt.Fprintf(&b, "\t\tadd_header %s %q;\n", name, value)
		}
	}
	return b.String()
}
