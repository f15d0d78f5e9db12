package config

import (
	"net/mail"
	"net/url"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/secret"
	"github.com/lantoa/lantoa/internal/text"
)

// Mail is the mail server through which letters go out; none without a host.
type Mail struct {
	Host     string
	Port     int
	Security string // "starttls", "tls" or "off"
	User     string // "" signs in nowhere
	Password secret.Secret
	From     string // address
	FromName string // NFC, "" for none
}

const (
	smtpEnv     = "LANTOA_SMTP_URL"
	fromEnv     = "LANTOA_MAIL_FROM"
	maxFromName = 120 // code points
)

// mailSettings are the rows of the table about letters.
func mailSettings() []Setting {
	return []Setting{
		{Env: smtpEnv, Kind: KindURL, Secret: true, set: setSMTP, Help: fault.T(
			"Máy chủ thư: smtp://tên:mật-khẩu@máy:587 (bắt buộc STARTTLS) hoặc smtps://tên:mật-khẩu@máy:465; tên và mật khẩu có thể bỏ. Với chính máy này (localhost), smtp:// không mã hóa trừ khi thêm ?tls=starttls; nơi khác muốn không mã hóa phải ghi rõ ?tls=off, và khi đó không có tên, mật khẩu. Chứng thư riêng: LANTOA_OUTBOUND_CA_FILE. Không đặt thì không gửi thư: đường dẫn một lần hiện cho quản trị.",
			"Mail server: smtp://user:password@host:587 (STARTTLS is demanded) or smtps://user:password@host:465; user and password may be left out. To this very machine (localhost) smtp:// is not encrypted unless ?tls=starttls is added; elsewhere that takes a plain ?tls=off, and then neither user nor password. Private authorities: LANTOA_OUTBOUND_CA_FILE. Without it no mail is sent: one-time links are shown to administrators.")},
		{Env: fromEnv, Kind: KindText, set: setMailFrom, Help: fault.T(
			"Người gửi của thư: địa chỉ, có thể kèm tên, ví dụ Truyền thông ASEAN <tin@tinh.gov.vn>. Máy chủ thư phải cho gửi từ địa chỉ này.",
			"Sender of letters: an address, with a name or without, such as ASEAN News <news@province.gov.vn>. The mail server must let it send.")},
	}
}

func setSMTP(c *Config, value string) fault.Text {
	u, err := url.Parse(value)
	if err != nil || u.Scheme != "smtp" && u.Scheme != "smtps" || !isHost(u.Hostname()) || u.Path != "" && u.Path != "/" || u.Fragment != "" {
		return fault.T("cần smtp://tên:mật-khẩu@máy:587 hoặc smtps://tên:mật-khẩu@máy:465; ký tự đặc biệt trong tên và mật khẩu phải mã hóa phần trăm",
			"want smtp://user:password@host:587 or smtps://user:password@host:465; special characters of user and password must be percent-encoded")
	}
	m := Mail{Host: u.Hostname(), Port: 587, From: c.Mail.From, FromName: c.Mail.FromName}
	if u.Scheme == "smtps" {
		m.Port = 465
	}
	if u.Port() != "" {
		n, err := strconv.ParseUint(u.Port(), 10, 16)
		if err != nil || n == 0 {
			return fault.T("cổng là số từ 1 đến 65535", "the port is a number from 1 to 65535")
		}
		m.Port = int(n)
	}
	password, both := u.User.Password()
	m.User, m.Password = u.User.Username(), secret.New(password)
	if u.User != nil && (m.User == "" || !both || password == "") {
		return fault.T("cần cả tên và mật khẩu, hoặc bỏ cả hai", "want both user and password, or neither")
	}
	problem := m.secure(u)
	c.Mail = m
	return problem
}

// secure says how the way is kept from others. Nobody leaves it open without saying so.
func (m *Mail) secure(u *url.URL) fault.Text {
	query, err := url.ParseQuery(u.RawQuery)
	tls := query.Get("tls")
	known := tls == "starttls" || tls == "off"
	for name, values := range query {
		known = known && name == "tls" && len(values) == 1
	}
	if err != nil || (u.RawQuery != "" || u.ForceQuery) && (!known || u.Scheme == "smtps") {
		return fault.T("sau dấu ? chỉ có thể là tls=starttls hoặc tls=off, và chỉ với smtp://", "after ? only tls=starttls or tls=off may stand, and with smtp:// only")
	}
	here := isThisMachine(m.Host)
	switch {
	case u.Scheme == "smtps":
		m.Security = "tls"
	case tls == "" && here:
		m.Security = "off"
	case tls == "":
		m.Security = "starttls"
	default:
		m.Security = tls
	}
	if m.Security == "off" && !here && m.User != "" {
		return fault.T("tls=off không dùng được với tên và mật khẩu: mật khẩu sẽ đi trên mạng không mã hóa", "tls=off takes no user and password: the password would travel in the clear")
	}
	return fault.Text{}
}

func setMailFrom(c *Config, value string) fault.Text {
	parsed, err := mail.ParseAddress(value)
	wrong := fault.T("cần một địa chỉ, có thể kèm tên: Truyền thông ASEAN <tin@tinh.gov.vn>", "want one address, with a name or without: ASEAN News <news@province.gov.vn>")
	if err != nil || strings.ContainsFunc(parsed.Address, func(r rune) bool { return r <= ' ' || r > '~' }) || !isHost(parsed.Address[strings.LastIndex(parsed.Address, "@")+1:]) {
		return wrong
	}
	name, err := text.Line(parsed.Name)
	if err != nil || utf8.RuneCountInString(name) > maxFromName {
		return wrong
	}
	c.Mail.From, c.Mail.FromName = parsed.Address, name
	return fault.Text{}
}

// mailWhole holds the two settings of mail together: a server without a sender would be noticed by the
// first person who waits for a letter.
func (l *loader) mailWhole(given func(env string) (name string, ok bool)) {
	server, set := given(smtpEnv)
	from, said := given(fromEnv)
	switch {
	case set && !said:
		l.faults.Add(from, fault.Tf("cần có khi đã đặt %s", "is needed beside %s", server))
	case said && !set:
		l.faults.Add(from, fault.Tf("không có tác dụng khi chưa đặt %s", "has no effect without %s", smtpEnv))
	}
}
