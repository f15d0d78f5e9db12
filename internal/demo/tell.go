package demo

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/lantoa/lantoa/internal/fault"
)

// Place is where a demo runs, for what is printed about it.
type Place struct {
	Lang   string // of the console: "vi" or "en"
	Zone   *time.Location
	Public string // address of lantoa
	World  string // address of the make-believe destinations
}

// Tell prints where to look, who can sign in, and what will go out when.
func (s Showing) Tell(out io.Writer, p Place) error {
	t := teller{Place: p}
	t.line("lantoa · bản chạy thử. Mọi thứ dưới đây là giả lập; Ctrl+C để dừng.", "lantoa · demo. Everything below is make-believe; Ctrl+C stops it.")
	t.line("", "")
	t.line("Xem ở đâu", "Where to look")
	t.table(func(row func(cells ...string)) {
		row(t.in("Bàn biên tập", "The desk"), p.Public+"/desk/")
		row(t.in("Trang chính", "Front page"), p.Public+"/")
		row(t.in("Nguồn tin RSS, Atom, JSON", "Feeds"), p.Public+"/feeds/")
		row(t.in("Tài liệu API", "API"), p.Public+"/api/v1/docs")
		row(t.in("Cổng tỉnh giả lập", "Make-believe portal"), p.World+"/portal/")
		row(t.in("Tòa soạn giả lập", "Make-believe press desk"), p.World+"/press/")
		row(t.in("Bảng tin giả lập", "Make-believe wall"), p.World+"/wall/")
		row(t.in("Kênh Telegram giả lập", "Make-believe Telegram channel"), p.World+"/telegram/")
		row(t.in("Trang Facebook giả lập", "Make-believe Facebook Page"), p.World+"/facebook/")
		row(t.in("Tài khoản Bluesky giả lập", "Make-believe Bluesky account"), p.World+"/bluesky/")
	})
	t.line("", "")
	t.line("Ai đăng nhập được vào bàn biên tập, mật khẩu chung: "+s.Password, "Who can sign in to the desk, one password for all: "+s.Password)
	t.table(func(row func(cells ...string)) {
		for _, one := range s.SignIns {
			row(one.Login, one.Name, one.Role.Name().In(p.Lang))
		}
	})
	t.line("", "")
	t.programme(s.Programme)
	_, err := io.WriteString(out, t.text.String())
	return err
}

// teller gathers the text, so that it is printed whole or not at all.
type teller struct {
	Place
	text strings.Builder
}

func (t *teller) in(vi, en string) string { return fault.T(vi, en).In(t.Lang) }

func (t *teller) line(vi, en string) { t.text.WriteString(t.in(vi, en) + "\n") }

func (t *teller) table(rows func(row func(cells ...string))) {
	const gap = 2
	table := tabwriter.NewWriter(&t.text, 0, 0, gap, ' ', 0)
	rows(func(cells ...string) { _, _ = fmt.Fprintln(table, "  "+strings.Join(cells, "\t")) })
	_ = table.Flush() // a string takes everything
}

func (t *teller) programme(scenes []Scene) {
	if len(scenes) == 0 {
		t.line("Thư mục dữ liệu đã có bài từ lần chạy trước; lịch phát giữ nguyên.", "The data folder has stories from an earlier start; their schedule stands.")
		return
	}
	t.line("Sẽ phát (giờ "+t.Zone.String()+")", "What will go out ("+t.Zone.String()+")")
	t.table(func(row func(cells ...string)) {
		for _, one := range scenes {
			at := "—"
			if !one.At.IsZero() {
				at = one.At.In(t.Zone).Format(time.TimeOnly)
			}
			row(at, one.Title, t.remark(one))
		}
	})
}

// remark sums up where a story goes and what is special about it.
func (t *teller) remark(one Scene) string {
	var parts []string
	if one.Langs != "vi" {
		parts = append(parts, one.Langs)
	}
	if n := len(one.Channels); n > 0 {
		parts = append(parts, fault.Tf("%d kênh", "%d channels", n).In(t.Lang))
	}
	if !one.Remark.IsZero() {
		parts = append(parts, one.Remark.In(t.Lang))
	}
	return strings.Join(parts, "; ")
}
