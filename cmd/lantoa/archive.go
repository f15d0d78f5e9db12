package main

import (
	"context"
	"errors"
	"io"
	"os"

	"github.com/lantoa/lantoa/internal/app"
	"github.com/lantoa/lantoa/internal/fault"
)

const (
	exportTakes        = "takes `export <new.zip or folder> --reason=…`: everything of this house in open formats, without secrets"
	importArchiveTakes = "takes `import archive <file.zip> --reason=… [--manifest=<SHA-256>]`: into an empty house, where `lantoa serve` has not run yet"
)

// exportCommand writes the whole house out, beside a running server.
func exportCommand(ctx context.Context, c console) error {
	options, left := take(c.args, []string{"reason"})
	path, rest := verbOf(left)
	if path == "" || path[0] == '-' || options["reason"] == "" {
		return errTakes(exportTakes)
	}
	c.args = rest
	return withDomain(ctx, c, func(ctx context.Context, d *app.Domain) error {
		lang := d.Language()
		progress := progressOn(c.err)
		done, err := d.WriteArchive(ctx, app.ArchiveOrder{Path: path, Reason: options["reason"], Program: version, Progress: progress})
		progress("")
		if err != nil {
			return errors.New(d.Sentence(err))
		}
		c.say("%s", fault.Tf("Đã xuất %d dòng, %d tệp vào %s", "Written: %d rows, %d files, to %s", done.Manifest.Rows(), done.Manifest.Files(), done.Path).In(lang))
		c.say("%s", fault.Tf("SHA-256 của manifest.json: %s", "SHA-256 of manifest.json: %s", done.Hash).In(lang))
		return nil
	})
}

// progressOn tells a terminal where a long work is, on one line that changes; a file or a pipe is
// told nothing.
func progressOn(w io.Writer) func(name string) {
	if f, ok := w.(*os.File); ok {
		if info, err := f.Stat(); err == nil && info.Mode()&os.ModeCharDevice != 0 {
			return func(name string) { _, _ = io.WriteString(w, "\r\x1b[K"+name) }
		}
	}
	return func(string) {}
}

// importArchive takes an archive into an empty house.
func importArchive(ctx context.Context, c console, args []string) error {
	options, left := take(args, []string{"reason", "manifest"})
	path, rest := verbOf(left)
	if path == "" || path[0] == '-' || options["reason"] == "" {
		return errTakes(importArchiveTakes)
	}
	c.args = rest
	loaded, err := settings(c)
	if err != nil {
		return err
	}
	done, err := app.TakeArchive(app.AtTerminal(ctx, where(c.environ)), loaded, logger(loaded, c.err), path, options["manifest"], options["reason"])
	if err != nil {
		return errors.New(app.Sentence(err, loaded.Language))
	}
	c.say("%s", fault.Tf("Đã nhập và đối chiếu %d dòng, %d tệp.", "Taken in and compared: %d rows, %d files.", done.Manifest.Rows(), done.Manifest.Files()).In(loaded.Language))
	c.say("%s", nextSteps().In(loaded.Language))
	return nil
}

func nextSteps() fault.Text {
	return fault.T(`Việc tiếp theo:
1. Dừng hẳn nơi cũ; hai nơi không được cùng gửi.
2. lantoa audit verify
3. lantoa user link <tên đăng nhập>: mỗi người đặt mật khẩu mới, rồi yếu tố thứ hai; tạo khóa API mới.
4. Chạy lantoa serve; nhập lại thông tin đăng nhập từng kênh, kiểm tra, rồi lantoa channels resume <kênh>. Chưa gửi gì trước đó.`,
		`What follows:
1. Stop the old house for good; two must not send.
2. lantoa audit verify
3. lantoa user link <login>: everyone chooses a new password, then a second factor; make new API keys.
4. Start lantoa serve; give each channel its credentials, check it, then lantoa channels resume <channel>. Nothing is sent before.`)
}
