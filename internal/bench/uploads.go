package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"github.com/lantoa/lantoa/internal/account"
	"github.com/lantoa/lantoa/internal/picture"
	"github.com/lantoa/lantoa/internal/right"
)

// tooMuch is the length of an upload that no server should hold in memory.
const tooMuch = 500_000_000

// upload is one way in which a body arrives.
type upload struct {
	name    string
	body    func() io.Reader
	length  int64 // that the request tells; -1 sends chunks
	want    int   // status
	grown   figures
	lasted  figures
	arrived int64
}

// bodies lists what the server is sent.
func bodies() ([]*upload, error) {
	photo, err := photograph(6000, 4000)
	if err != nil {
		return nil, err
	}
	zeros := func(n int64) func() io.Reader { return func() io.Reader { return io.LimitReader(nothing{}, n) } }
	return []*upload{
		{name: "500 MB, told", body: zeros(tooMuch), length: tooMuch, want: http.StatusRequestEntityTooLarge},
		{name: "500 MB in chunks", body: zeros(tooMuch), length: -1, want: http.StatusRequestEntityTooLarge},
		{name: "50 MB that are no picture", body: zeros(picture.MaxBytes), length: picture.MaxBytes, want: http.StatusUnsupportedMediaType},
		{name: fmt.Sprintf("a photo of 24 million pixels, %.0f MB", float64(len(photo))/1e6), body: func() io.Reader { return bytes.NewReader(photo) },
			length: int64(len(photo)), want: http.StatusCreated},
	}, nil
}

// uploads measures what bodies do to the memory of the server, and to that of a bare one.
func (b *bench) uploads(ctx context.Context) error {
	serve, err := b.serveCommand("uploads")
	if err != nil {
		return err
	}
	key, err := b.uploader(ctx, "uploads")
	if err != nil {
		return err
	}
	list, err := bodies()
	if err != nil {
		return err
	}
	server, err := launch(ctx, serve)
	if err != nil {
		return err
	}
	defer func() { _ = server.stop() }() // nothing depends on how it ends
	rest, err := resident(server.cmd.Process.Pid)
	if err != nil {
		return err
	}
	address := "http://" + server.address + "/api/v1/media?unit=" + benchUnit + "&name=photo.jpg"
	for range b.rounds {
		for _, one := range list {
			if err := one.measure(ctx, server.cmd.Process.Pid, address, key); err != nil {
				return fmt.Errorf("%s: %w", one.name, err)
			}
		}
	}
	b.printf("  at rest lantoa takes %.1f MB of memory; what its peak grows by while there arrives", rest)
	for _, one := range list {
		b.printf("  %s: at most %.1f MB; after %s ms and %.0f MB of it the answer is %d", one.name, one.grown.at(1), one.lasted.show(0), float64(one.arrived)/1e6, one.want)
	}
	return b.unread(ctx)
}

// unread sends 500 MB to a bare server, which answers without reading.
func (b *bench) unread(ctx context.Context) error {
	bare, err := b.bareCommand(copied{Header: http.Header{"Content-Type": {"text/plain"}}, Body: []byte("ok")})
	if err != nil {
		return err
	}
	server, err := launch(ctx, bare)
	if err != nil {
		return err
	}
	defer func() { _ = server.stop() }() // nothing depends on how it ends
	all := &upload{body: func() io.Reader { return io.LimitReader(nothing{}, tooMuch) }, length: -1, want: http.StatusOK}
	for range b.rounds {
		if err := all.measure(ctx, server.cmd.Process.Pid, "http://"+server.address+"/", ""); err != nil {
			return err
		}
	}
	b.printf("  beside it, a bare Go server that reads nothing of 500 MB in chunks: at most %.1f MB; after %s ms", all.grown.at(1), all.lasted.show(0))
	return nil
}

// measure sends the body once.
func (u *upload) measure(ctx context.Context, pid int, address, key string) error {
	if err := forgetPeak(pid); err != nil {
		return err
	}
	before, err := memory(pid, "VmHWM")
	if err != nil {
		return err
	}
	body := &counter{r: u.body()}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, address, body)
	if err != nil {
		return err
	}
	request.ContentLength = u.length
	request.Header.Set("Content-Type", "image/jpeg")
	if key != "" {
		request.Header.Set("Authorization", "Bearer "+key)
	}
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	from := time.Now()
	response, err := client.Do(request)
	if err != nil {
		return err
	}
	said, err := io.ReadAll(response.Body)
	if err := errors.Join(err, response.Body.Close()); err != nil {
		return err
	}
	if response.StatusCode != u.want {
		return fmt.Errorf("%s: %s", response.Status, said)
	}
	u.lasted = append(u.lasted, milliseconds(time.Since(from)))
	u.arrived = body.n.Load()
	after, err := memory(pid, "VmHWM")
	u.grown = append(u.grown, after-before)
	return err
}

// forgetPeak lets VmHWM begin anew (proc_pid_clear_refs(5)).
func forgetPeak(pid int) error {
	return os.WriteFile(fmt.Sprintf("/proc/%d/clear_refs", pid), []byte("5"), 0)
}

// benchUnit is the unit that the stories and pictures of the bench belong to.
const benchUnit = "cong-ttdt-tinh-ninh-binh"

// uploader makes the key of somebody who may upload, in a copy of the data set.
func (b *bench) uploader(ctx context.Context, name string) (key string, err error) {
	h, err := open(ctx, place{data: filepath.Join(b.work, name)})
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, h.close()) }()
	p, err := h.Accounts.CreatePerson(ctx, right.System(), account.NewPerson{Login: "uploader", Name: "Uploader", Grants: []right.Grant{{Role: right.Author}}})
	if err != nil {
		return "", err
	}
	shown, _, err := h.Accounts.CreateKey(ctx, right.System(), account.NewKey{Person: p.ID, Name: "bench"})
	return shown.Reveal(), err
}

// photograph paints a JPEG with as much detail as photos have.
func photograph(width, height int) ([]byte, error) {
	picture := image.NewRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			picture.SetRGBA(x, y, color.RGBA{uint8(x ^ y), uint8(x * y >> 8), uint8(x + y), 255}) //nolint:gosec // the low bits are wanted
		}
	}
	var file bytes.Buffer
	err := jpeg.Encode(&file, picture, &jpeg.Options{Quality: 85})
	return file.Bytes(), err
}

// nothing is a body without end.
type nothing struct{}

func (nothing) Read(p []byte) (int, error) { clear(p); return len(p), nil }
