package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/lantoa/lantoa/internal/app"
	"github.com/lantoa/lantoa/internal/config"
	"github.com/lantoa/lantoa/internal/demo"
	"github.com/lantoa/lantoa/internal/fault"
)

// runDemo shows the whole way of a story until it is told to stop.
func runDemo(ctx context.Context, c console) error {
	loaded, err := settings(c)
	if err != nil {
		return err
	}
	d, err := app.OpenDemo(ctx, app.Options{Config: loaded, Log: logger(loaded, c.err), Version: version})
	if err != nil {
		return err
	}
	d.Start(ctx)
	tell(c.out, loaded, d)
	var failed error
	select {
	case <-ctx.Done():
		fmt.Fprintln(c.out, "\n"+fault.T("Đang dừng…", "Stopping…").In(loaded.Language))
	case failed = <-d.Faults():
	}
	stopping, cancel := context.WithTimeout(context.Background(), stopPatience)
	defer cancel()
	return errors.Join(failed, d.Close(stopping))
}

// tell prints where to look, who can sign in, and what will go out when.
func tell(out io.Writer, c config.Config, d *app.Demo) {
	say := func(vi, en string) { fmt.Fprintln(out, fault.T(vi, en).In(c.Language)) }
	say("lantoa · bản chạy thử. Mọi thứ dưới đây là giả lập; Ctrl+C để dừng.", "lantoa · demo. Everything below is make-believe; Ctrl+C stops it.")
	fmt.Fprintln(out)
	say("Xem ở đâu", "Where to look")
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	row := func(vi, en, address string) {
		fmt.Fprintf(table, "  %s\t%s\n", fault.T(vi, en).In(c.Language), address)
	}
	row("Trang chính", "Front page", d.PublicURL()+"/")
	row("Nguồn tin RSS, Atom, JSON", "Feeds", d.PublicURL()+"/feeds/")
	row("Tài liệu API", "API", d.PublicURL()+"/api/v1/docs")
	row("Cổng tỉnh giả lập", "Make-believe portal", d.World.Address()+"/portal/")
	row("Tòa soạn giả lập", "Make-believe press desk", d.World.Address()+"/press/")
	row("Bảng tin giả lập", "Make-believe wall", d.World.Address()+"/wall/")
	_ = table.Flush() // a terminal that went away needs no table
	fmt.Fprintln(out)
	say("Ai đăng nhập được ("+d.PublicURL()+"/sign-in), mật khẩu chung: "+d.Showing.Password,
		"Who can sign in ("+d.PublicURL()+"/sign-in), one password for all: "+d.Showing.Password)
	for _, one := range d.Showing.SignIns {
		fmt.Fprintf(table, "  %s\t%s\t%s\n", one.Login, one.Name, one.Role.Name().In(c.Language))
	}
	_ = table.Flush()
	fmt.Fprintln(out)
	programme(out, c, d.Showing.Programme)
}

func programme(out io.Writer, c config.Config, scenes []demo.Scene) {
	if len(scenes) == 0 {
		fmt.Fprintln(out, fault.T("Thư mục dữ liệu đã có bài từ lần chạy trước; lịch phát giữ nguyên.",
			"The data folder has stories from an earlier start; their schedule stands.").In(c.Language))
		return
	}
	fmt.Fprintln(out, fault.T("Sẽ phát", "What will go out").In(c.Language))
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	for _, one := range scenes {
		at := "—"
		if !one.At.IsZero() {
			at = one.At.In(c.Zone).Format(time.TimeOnly)
		}
		fmt.Fprintf(table, "  %s\t%s\t%s\n", at, one.Title, remark(c, one))
	}
	_ = table.Flush()
}

// remark sums up where a story goes and what is special about it.
func remark(c config.Config, one demo.Scene) string {
	var parts []string
	if one.Langs != "vi" {
		parts = append(parts, one.Langs)
	}
	if n := len(one.Channels); n > 0 {
		parts = append(parts, fault.Tf("%d kênh", "%d channels", n).In(c.Language))
	}
	if !one.Remark.IsZero() {
		parts = append(parts, one.Remark.In(c.Language))
	}
	return strings.Join(parts, "; ")
}
