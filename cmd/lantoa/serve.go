package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"time"

	"github.com/lantoa/lantoa/internal/app"
	"github.com/lantoa/lantoa/internal/config"
	"github.com/lantoa/lantoa/internal/fault"
)

// stopPatience is how long a stop waits for what is under way.
const stopPatience = 30 * time.Second

// serve runs the server until it is told to stop.
func serve(ctx context.Context, c console) error {
	settings, err := settings(c)
	if err != nil {
		return err
	}
	a, err := app.Open(ctx, app.Options{Config: settings, Log: logger(settings, c.err), Version: version})
	if err != nil {
		return err
	}
	// Asked before anything is announced: from then on only a stop ends the server, however
	// the database does.
	link, err := a.SetupLink(ctx, a.PublicURL())
	if err != nil {
		return errors.Join(err, stop(a))
	}
	a.Start(ctx)
	c.say("%s", greeting(a.PublicURL(), link).In(settings.Language))
	return wait(ctx, a)
}

// greeting is what people are told at the start: where lantoa is, and the link of the first
// administrator while there is none.
func greeting(address, link string) fault.Text {
	words := fault.Tf("lantoa %s chạy ở %s", "lantoa %s is at %s", version, address)
	if link == "" {
		return words
	}
	return fault.T(words.VI+"\nChưa ai có tài khoản. Tạo quản trị viên đầu tiên trong 24 giờ, một lần, ở:\n  "+link,
		words.EN+"\nNobody has an account yet. Make the first administrator within 24 hours, once, at:\n  "+link)
}

// wait blocks until the program is told to stop or fails, then stops it.
func wait(ctx context.Context, a *app.App) error {
	var failed error
	select {
	case <-ctx.Done():
	case failed = <-a.Faults():
	}
	return errors.Join(failed, stop(a))
}

func stop(a *app.App) error {
	ctx, cancel := context.WithTimeout(context.Background(), stopPatience)
	defer cancel()
	return a.Stop(ctx)
}

// settings reads the settings and refuses arguments that are none.
func settings(c console) (config.Config, error) {
	loaded, rest, err := config.Load(c.environ, c.args)
	if err == nil && len(rest) > 0 {
		return config.Config{}, fmt.Errorf("%q is not understood; settings look like --listen=127.0.0.1:8080", rest[0])
	}
	return loaded, err
}

func logger(c config.Config, out io.Writer) *slog.Logger {
	options := &slog.HandlerOptions{Level: c.LogLevel}
	if c.LogFormat == "json" {
		return slog.New(slog.NewJSONHandler(out, options))
	}
	return slog.New(slog.NewTextHandler(out, options))
}

// sentence puts an error into words for a terminal: faults with their places, one a line.
func sentence(err error) string {
	e, ok := fault.As(err)
	if !ok {
		return err.Error()
	}
	text := e.Detail.EN
	if text == "" {
		text = e.Code.Definition().Title.EN
	}
	for _, f := range e.Fields {
		text += "\n  " + f.Pointer + ": " + f.Detail.EN
	}
	return text
}
