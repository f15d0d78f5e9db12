package doctor

import (
	"fmt"
	"strings"
	"time"

	"github.com/lantoa/lantoa/internal/account"
	"github.com/lantoa/lantoa/internal/audit"
	"github.com/lantoa/lantoa/internal/channel"
	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/delivery"
	"github.com/lantoa/lantoa/internal/fault"
)

// What the checks of the house go by.
const (
	// still is how long no server may leave a mark before none is taken to run.
	still = time.Minute
	// unsealed is how long a row may wait for its seal: refusals wait for a minute themselves.
	unsealed = 3 * time.Minute
	// waits is how long something may wait that could go out.
	waits = 2 * time.Minute
	// EndsSoon is how long before its end an API key is told of.
	EndsSoon = 30 * 24 * time.Hour
)

// Database judges a database that answered.
func Database(version string, took time.Duration) Finding {
	const check, slow = "database", time.Second
	if took > slow {
		return Mind(check, fault.Tf("%s trả lời sau %s.", "%s answers after %s.", version, took.Round(time.Millisecond)),
			fault.T("Xem tải của máy chủ cơ sở dữ liệu và đường mạng tới đó.", "Look at the load of the database server and at the way to it."))
	}
	return Well(check, fault.Tf("%s trả lời sau %s.", "%s answers after %s.", version, took.Round(100*time.Microsecond)))
}

// Schema judges the migrations that are pending.
func Schema(pending []string) Finding {
	if len(pending) == 0 {
		return Well("schema", fault.T("Đã cập nhật.", "Up to date."))
	}
	names := strings.Join(pending, ", ")
	return Ill("schema", fault.Tf("Còn %d bước chưa chạy: %s", "%d migrations are pending: %s", len(pending), names),
		fault.T("Dừng máy chủ, sao lưu, rồi chạy lantoa migrate.", "Stop the server, make a backup, then run `lantoa migrate`."))
}

// Server judges whether any server runs, by the mark that each leaves every second.
func Server(mark, now time.Time) Finding {
	const check = "server"
	do := fault.T("Khởi động lantoa serve; khi không có máy chủ, không bài nào được gửi.", "Start `lantoa serve`; nothing is sent while no server runs.")
	age := now.Sub(mark).Round(time.Second)
	switch {
	case mark.IsZero():
		return Mind(check, fault.T("Chưa máy chủ nào chạy trên cơ sở dữ liệu này.", "No server has run on this database yet."), do)
	case age > still:
		return Mind(check, fault.Tf("Đồng hồ của máy chủ dừng %s trước.", "The last tick of a server was %s ago.", age), do)
	}
	return Well(check, fault.Tf("Nhịp gần nhất %s trước.", "The last tick was %s ago.", max(0, age)))
}

// Seals judges whether the record of acts is sealed, which servers do.
func Seals(st audit.SealState, now time.Time) Finding {
	const check = "audit"
	age := now.Sub(st.Oldest).Round(time.Second)
	switch {
	case st.Oldest.IsZero():
		return Well(check, fault.T("Mọi dòng nhật ký đã niêm phong.", "Every row of the record is sealed."))
	case age <= unsealed:
		return Well(check, fault.Tf("%d dòng nhật ký chờ niêm phong, lâu nhất %s.", "%d rows of the record wait for their seal, the oldest for %s.", st.Waiting, max(0, age)))
	}
	says := fault.Tf("%d dòng nhật ký chưa niêm phong, lâu nhất %s: ai sửa chúng sẽ không bị phát hiện.", "%d rows of the record are unsealed, the oldest for %s: nobody would find that they were changed.", st.Waiting, age)
	if now.Sub(st.LastRun) > still {
		return Mind(check, says, fault.T("Khởi động lantoa serve.", "Start `lantoa serve`."))
	}
	return Ill(check, says, fault.T("Xem nhật ký của máy chủ; rồi chạy lantoa audit verify.", "Look at the log of the server, then run `lantoa audit verify`."))
}

// Queue judges what waits although it could go out, and what waits for a person.
func Queue(h delivery.QueueHealth, now time.Time) Finding {
	const check = "deliveries"
	people := h.ByState[delivery.Attention] + h.ByState[delivery.Unsure]
	switch age := now.Sub(h.OldestAt).Round(time.Second); {
	case h.Oldest != "" && age > waits:
		return Ill(check, fault.Tf("%d lượt phát đã tới giờ mà không đi, lâu nhất %s.", "%d deliveries could go out and do not, the oldest for %s.", h.Claimable, age),
			fault.Tf("Xem máy chủ có chạy không; rồi lantoa deliveries why %s", "See whether a server runs, then `lantoa deliveries why %s`", h.Oldest))
	case people > 0:
		return Mind(check, fault.Tf("%d lượt phát chờ người quyết định.", "%d deliveries wait for a person.", people),
			fault.T("lantoa deliveries list --state=attention,unsure", "`lantoa deliveries list --state=attention,unsure`"))
	}
	return Well(check, fault.T("Không có gì bị chậm.", "Nothing is late."))
}

// Channel judges a channel by the answer of its destination, or by the error that kept it
// from being asked; expiring is what its credential says, if its end is near.
func Channel(c channel.Channel, h connector.Health, failed error, expiring *channel.Expiring) Finding {
	const check = "channel"
	name := fault.T("Kênh “"+c.Name+"”: ", "Channel “"+c.Name+"”: ")
	says := func(t fault.Text) fault.Text { return fault.T(name.VI+t.VI, name.EN+t.EN) }
	again := fault.T("Sửa thiết đặt hoặc thông tin đăng nhập của kênh, rồi kiểm tra lại.", "Mend the settings or credentials of the channel, then check it again.")
	if failed != nil {
		return Ill(check, says(words(failed)), again)
	}
	switch h.Class {
	case connector.OK:
	case connector.Transient, connector.Throttled, connector.Ambiguous:
		return Mind(check, says(or(h.Detail, fault.T("nơi nhận chưa trả lời được.", "the destination does not answer for now."))),
			fault.T("Thử lại sau; xem mạng và nơi nhận.", "Try again later; look at the network and the destination."))
	default:
		return Ill(check, says(or(h.Detail, fault.T("nơi nhận từ chối.", "the destination refuses."))), again)
	}
	switch {
	case c.Hold != channel.NoHold:
		return Ill(check, says(c.HoldWords()), again)
	case c.Paused:
		return Mind(check, says(fault.T("tạm dừng: "+c.PauseReason, "paused: "+c.PauseReason)), fault.T("lantoa channels resume khi xong việc.", "`lantoa channels resume` once that is over."))
	case expiring != nil:
		return Mind(check, says(fault.Tf("thông tin đăng nhập hết hạn sau %d ngày.", "its credential ends in %d days.", expiring.Days)), fault.T("Gia hạn ở nơi nhận.", "Renew it at the destination."))
	}
	return Well(check, says(fault.T("nơi nhận trả lời tốt.", "the destination answers well.")))
}

func or(t, instead fault.Text) fault.Text {
	if t.IsZero() {
		return instead
	}
	return t
}

// words put an error into both languages, as far as it speaks them.
func words(err error) fault.Text {
	if e, ok := fault.As(err); ok && !e.Detail.IsZero() {
		return e.Detail
	}
	return fault.T(err.Error(), err.Error())
}

// Accounts judges who can manage the house.
func Accounts(st account.State) Finding {
	const check = "accounts"
	switch {
	case st.Admins == 0 && st.SetupLinks > 0:
		return Ill(check, fault.Tf("Chưa có quản trị kỹ thuật; %d đường dẫn thiết lập còn dùng được.", "There is no technical administrator yet; set-up links that still work: %d.", st.SetupLinks),
			fault.T("Mở đường dẫn mà máy chủ đã in ra, hoặc chạy lantoa user link.", "Open the link that the server printed, or run `lantoa user link`."))
	case st.Admins == 0:
		return Ill(check, fault.T("Không có quản trị kỹ thuật nào đăng nhập được.", "No technical administrator can sign in."), fault.T("Chạy lantoa user link.", "Run `lantoa user link`."))
	case st.SetupLinks > 0:
		return Mind(check, fault.Tf("%d đường dẫn thiết lập còn mở dù đã có quản trị viên; chúng không còn tác dụng.", "Set-up links still open although there is an administrator: %d; they do nothing any more.", st.SetupLinks), fault.Text{})
	case st.Admins == 1:
		return Mind(check, fault.T("Chỉ có một quản trị kỹ thuật; người ấy vắng thì không ai quản lý được tài khoản và kênh.", "There is one technical administrator; while away, nobody manages accounts and channels."),
			fault.T("Trao vai trò technical_admin cho thêm một người.", "Give the role technical_admin to one more person."))
	}
	return Well(check, fault.Tf("%d quản trị kỹ thuật.", "%d technical administrators.", st.Admins))
}

// Keys judges the API keys that end soon.
func Keys(st account.State, zone *time.Location) Finding {
	const check, most = "api-keys", 5
	if len(st.KeysEnding) == 0 {
		return Well(check, fault.T("Không khóa nào hết hạn trong 30 ngày tới.", "None ends within 30 days."))
	}
	var list []string
	for _, k := range st.KeysEnding[:min(len(st.KeysEnding), most)] {
		list = append(list, fmt.Sprintf("%s “%s” (%s)", st.KeysHolders[k.Person], k.Name, k.ExpiresAt.In(zone).Format("2006-01-02")))
	}
	if len(st.KeysEnding) > most {
		list = append(list, "…")
	}
	names := strings.Join(list, ", ")
	return Mind(check, fault.Tf("Sắp hết hạn %d khóa: %s", "Ending within 30 days: %d keys: %s", len(st.KeysEnding), names),
		fault.T("Người giữ tạo khóa mới rồi thay trong chương trình của mình.", "Have their holders make new ones and put them into their programs."))
}
