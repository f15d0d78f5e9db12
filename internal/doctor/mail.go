package doctor

import (
	"time"

	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/mail"
)

// held is how long a letter may wait before somebody should look.
const held = 15 * time.Minute

// MailServer is what was found at the mail server.
type MailServer struct {
	Address string // host:port; "" where none is set
	Here    bool   // it is on this machine
	Asked   bool   // false where nobody was to be asked
	TLS     string // its version; "" without
	Signed  bool   // signed in
	Failed  error
}

// Mail judges the mail server: that it is reached, encrypted and signed in to; no letter is
// sent.
func Mail(m MailServer) Finding {
	const check = "mail"
	switch {
	case m.Address == "":
		return Well(check, fault.T("Chưa đặt máy chủ thư (LANTOA_SMTP_URL): đường dẫn một lần hiện cho quản trị, không thư nào được gửi.",
			"No mail server is set (LANTOA_SMTP_URL): one-time links are shown to administrators, and no letter is sent."))
	case !m.Asked:
		return Well(check, fault.Tf("Máy chủ thư là %s; lần này không hỏi.", "The mail server is %s; it was not asked this time.", m.Address))
	case m.Failed != nil:
		why := m.Failed.Error()
		return Ill(check, fault.Tf("Máy chủ thư %s: %s", "The mail server %s: %s", m.Address, why),
			fault.T("Xem LANTOA_SMTP_URL: tên máy, cổng, tên và mật khẩu; chứng thư riêng thì đặt LANTOA_OUTBOUND_CA_FILE. Thư chờ được gửi lại khi sửa xong.",
				"Look at LANTOA_SMTP_URL: host, port, user and password; for a private certificate set LANTOA_OUTBOUND_CA_FILE. Letters that wait go once it is mended."))
	}
	in := fault.T("không đăng nhập", "without signing in")
	if m.Signed {
		in = fault.T("đăng nhập được", "signed in")
	}
	if m.TLS == "" {
		says := fault.T(m.Address+" trả lời, không mã hóa, "+in.VI+".", m.Address+" answers, not encrypted, "+in.EN+".")
		if m.Here {
			return Well(check, says)
		}
		return Mind(check, says, fault.T("Đường dẫn một lần đi qua mạng mà ai cũng đọc được; bỏ ?tls=off nếu máy chủ thư có STARTTLS.",
			"One-time links cross the network for all to read; leave ?tls=off out if the mail server has STARTTLS."))
	}
	return Well(check, fault.T(m.Address+" trả lời qua "+m.TLS+", "+in.VI+".", m.Address+" answers over "+m.TLS+", "+in.EN+"."))
}

// Outbox judges the letters that wait, and those that were given up lately.
func Outbox(f mail.Figures, set bool, now time.Time) Finding {
	const check = "mail-queue"
	age := max(0, now.Sub(f.Oldest).Round(time.Second))
	said := f.Answer
	if said == "" {
		said = "–"
	}
	switch {
	case f.Waiting > 0 && !set:
		return Mind(check, fault.Tf("%d thư chờ mà không có máy chủ thư.", "%d letters wait, and no mail server is set.", f.Waiting), fault.T("Đặt LANTOA_SMTP_URL, hoặc trao đường dẫn mới.", "Set LANTOA_SMTP_URL, or hand out new links."))
	case f.Waiting > 0 && age > held:
		return Mind(check, fault.Tf("%d thư chờ, lâu nhất %s; lần thử cuối: %s", "%d letters wait, the oldest for %s; its last try: %s", f.Waiting, age, said),
			fault.T("Xem máy chủ lantoa có chạy không, rồi xem máy chủ thư.", "See whether a server runs, then look at the mail server."))
	case f.Lost > 0 && len(f.GivenUp) > 0:
		last := f.GivenUp[0]
		why := last.Reason.Words()
		lost := fault.Tf("%d thư phải bỏ trong bảy ngày qua; gần nhất: ", "%d letters were given up in the last seven days; the latest: ", f.Lost)
		return Mind(check, fault.T(lost.VI+why.VI+answered(last.Answer)+".", lost.EN+why.EN+answered(last.Answer)+"."),
			fault.T("Sửa địa chỉ của người ấy rồi tạo đường dẫn mới; tài khoản nào thì xem link_mail của tài khoản.", "Mend the address of that person and make a new link; link_mail of an account tells which."))
	case f.Waiting > 0:
		return Well(check, fault.Tf("%d thư chờ, lâu nhất %s.", "%d letters wait, the oldest for %s.", f.Waiting, age))
	}
	return Well(check, fault.T("Không thư nào chờ.", "No letter waits."))
}

func answered(words string) string {
	if words == "" {
		return ""
	}
	return " (" + words + ")"
}

// LetterTried judges a letter that was sent to see whether one comes.
func LetterTried(to string, failed error) Finding {
	const check = "mail-test"
	if failed != nil {
		why := failed.Error()
		return Ill(check, fault.Tf("Thư thử tới %s không đi: %s", "The test letter to %s did not go: %s", to, why),
			fault.T("Xem lời của máy chủ thư: địa chỉ nhận, hoặc LANTOA_MAIL_FROM mà nó không cho gửi.", "See what the mail server says: the address, or a LANTOA_MAIL_FROM that it does not let send."))
	}
	return Well(check, fault.Tf("Máy chủ thư đã nhận thư thử tới %s; xem hộp thư, cả mục thư rác.", "The mail server took the test letter to %s; look into the mailbox, its spam too.", to))
}
