package config

import (
	"net"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/secret"
	"github.com/lantoa/lantoa/internal/text"
)

// Each function below checks one value and puts it into the Config; a problem says what
// would be right. A secret's problem never repeats the value.

const (
	maxWorkers  = 256
	maxSiteName = 120 // code points
	maxEvidence = 36500
	// maxAuditYears is far enough for any law, and near enough to be no slip of the fingers.
	maxAuditYears = 200
	// maxReuseWait is 30 days.
	maxReuseWait = 43_200
	// maxRemindHours is a month.
	maxRemindHours = 744
)

func setListen(c *Config, value string) fault.Text {
	host, port, err := net.SplitHostPort(value)
	if err != nil {
		return fault.Tf("%q không phải máy:cổng, ví dụ 127.0.0.1:8080", "%q is not host:port, such as 127.0.0.1:8080", value)
	}
	if _, err := strconv.ParseUint(port, 10, 16); err != nil {
		return fault.Tf("cổng %q không phải số từ 0 đến 65535", "port %q is not a number from 0 to 65535", port)
	}
	if !isHost(host) && host != "" {
		return fault.Tf("máy %q không phải tên hay địa chỉ", "host %q is neither a name nor an address", host)
	}
	c.Listen = value
	return fault.Text{}
}

// splitListen takes apart what setListen has let through.
func splitListen(listen string) (host, port string) {
	host, port, _ = net.SplitHostPort(listen)
	if strings.Contains(host, ":") {
		host = "[" + host + "]"
	}
	return host, port
}

// isHost tells a name (RFC 1123: letters, digits, hyphens and dots) or an address.
func isHost(host string) bool {
	if _, err := netip.ParseAddr(host); err == nil {
		return true
	}
	if host == "" || len(host) > 253 {
		return false
	}
	for label := range strings.SplitSeq(strings.TrimSuffix(host, "."), ".") {
		odd := strings.ContainsFunc(label, func(r rune) bool {
			return r != '-' && r != '_' && (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z')
		})
		if label == "" || len(label) > 63 || odd {
			return false
		}
	}
	return true
}

func setPublicURL(c *Config, value string) fault.Text {
	u, err := url.Parse(value)
	ok := err == nil && (u.Scheme == "http" || u.Scheme == "https") && isHost(u.Hostname()) && u.User == nil &&
		(u.Path == "" || u.Path == "/") && u.RawQuery == "" && !u.ForceQuery && u.Fragment == ""
	if ok && u.Port() != "" {
		_, err := strconv.ParseUint(u.Port(), 10, 16)
		ok = err == nil
	}
	if !ok {
		return fault.T("cần http:// hoặc https:// và tên máy, không kèm đường dẫn, ví dụ https://tin.example.vn",
			"want http:// or https:// and a host without a path, such as https://news.example.vn")
	}
	c.PublicURL = u.Scheme + "://" + strings.ToLower(u.Host)
	return fault.Text{}
}

func setData(c *Config, value string) fault.Text {
	if strings.ContainsRune(value, 0) {
		return fault.T("đường dẫn có ký tự rỗng", "the path has a null character")
	}
	c.Data = value
	return fault.Text{}
}

func setMediaDir(c *Config, value string) fault.Text {
	if strings.ContainsRune(value, 0) {
		return fault.T("đường dẫn có ký tự rỗng", "the path has a null character")
	}
	c.MediaDir = value
	return fault.Text{}
}

func setUIDir(c *Config, value string) fault.Text {
	if _, err := os.Stat(filepath.Join(value, "index.html")); err != nil {
		return fault.T("trong thư mục không có index.html của bàn biên tập", "the folder has no index.html of the desk")
	}
	c.UIDir = value
	return fault.Text{}
}

func setDatabaseURL(c *Config, value string) fault.Text {
	u, err := url.Parse(value)
	if err != nil || (u.Scheme != "postgres" && u.Scheme != "postgresql") || strings.Trim(u.Path, "/") == "" ||
		(u.Host == "" && !u.Query().Has("host")) {
		return fault.T("cần postgres://người-dùng:mật-khẩu@máy:5432/cơ-sở-dữ-liệu; ký tự đặc biệt trong mật khẩu phải mã hóa phần trăm",
			"want postgres://user:password@host:5432/database; special characters of the password must be percent-encoded")
	}
	for _, name := range []string{"password", "sslpassword"} { // where errors would repeat it
		if u.Query().Has(name) {
			return fault.Tf("bỏ tham số %s; ghi mật khẩu trước tên máy: postgres://người-dùng:mật-khẩu@máy:5432/cơ-sở-dữ-liệu",
				"leave the parameter %s out; write the password before the host: postgres://user:password@host:5432/database", name)
		}
	}
	c.DatabaseURL = secret.New(value)
	return fault.Text{}
}

func setSecretKey(c *Config, value string) fault.Text {
	if err := secret.ValidKey(value); err != nil {
		return fault.T("cần base64 chuẩn của 32 byte ngẫu nhiên (44 ký tự); tạo bằng lệnh: lantoa key",
			"want the standard base64 of 32 random bytes (44 characters); make one with: lantoa key")
	}
	c.SecretKey = secret.New(value)
	return fault.Text{}
}

func setZone(c *Config, value string) fault.Text {
	zone, err := time.LoadLocation(value)
	if err != nil || strings.EqualFold(value, "local") {
		return fault.Tf("không có múi giờ %q; dùng tên của IANA, ví dụ Asia/Ho_Chi_Minh",
			"there is no zone %q; use an IANA name, such as Asia/Ho_Chi_Minh", value)
	}
	c.Zone = zone
	return fault.Text{}
}

func setSiteName(c *Config, value string) fault.Text {
	name, err := text.Line(value)
	if err != nil || name == "" || utf8.RuneCountInString(name) > maxSiteName {
		return fault.Tf("cần một dòng chữ UTF-8 từ 1 đến %d ký tự", "want one line of 1 to %d characters in UTF-8", maxSiteName)
	}
	c.SiteName = name
	return fault.Text{}
}

func setPlanFile(c *Config, value string) fault.Text {
	info, err := os.Stat(value)
	if err != nil || !info.Mode().IsRegular() {
		return fault.Tf("không đọc được tệp %q", "there is no readable file %q", value)
	}
	c.PlanFile = value
	return fault.Text{}
}

func setWorkers(c *Config, value string) fault.Text {
	n, err := strconv.Atoi(value)
	if err != nil || n < 1 || n > maxWorkers {
		return fault.Tf("%q không phải số nguyên từ 1 đến %d", "%q is not a whole number from 1 to %d", value, maxWorkers)
	}
	c.Workers = n
	return fault.Text{}
}

func setReuseWait(c *Config, value string) fault.Text {
	n, err := strconv.Atoi(value)
	if err != nil || n < 1 || n > maxReuseWait {
		return fault.Tf("%q không phải số nguyên từ 1 đến %d", "%q is not a whole number from 1 to %d", value, maxReuseWait)
	}
	c.ReuseWait = n
	return fault.Text{}
}

func setRemindHours(c *Config, value string) fault.Text {
	n, err := strconv.Atoi(value)
	if err != nil || n < 0 || n > maxRemindHours {
		return fault.Tf("%q không phải số nguyên từ 0 đến %d", "%q is not a whole number from 0 to %d", value, maxRemindHours)
	}
	c.RemindHours = n
	return fault.Text{}
}

func setEvidenceDays(c *Config, value string) fault.Text {
	n, err := strconv.Atoi(value)
	if err != nil || n < 0 || n > maxEvidence {
		return fault.Tf("%q không phải số nguyên từ 0 đến %d", "%q is not a whole number from 0 to %d", value, maxEvidence)
	}
	c.EvidenceDays = n
	return fault.Text{}
}

func setAuditKeep(c *Config, value string) fault.Text {
	n, err := strconv.Atoi(value)
	if err != nil || n < 0 || n > maxAuditYears {
		return fault.Tf("%q không phải số nguyên từ 0 đến %d", "%q is not a whole number from 0 to %d", value, maxAuditYears)
	}
	c.AuditYears = n
	return fault.Text{}
}

func setOutboundAllow(c *Config, value string) fault.Text {
	entries, problem := destinations(value)
	c.OutboundAllow = entries
	return problem
}

// destinations takes a list of destinations apart.
func destinations(value string) ([]string, fault.Text) {
	entries := list(value)
	var wrong []string
	for _, entry := range entries {
		if !isDestination(entry) {
			wrong = append(wrong, strconv.Quote(entry))
		}
	}
	if len(wrong) > 0 {
		all := strings.Join(wrong, ", ")
		return nil, fault.Tf("%s không phải tên máy, máy:cổng, địa chỉ hay dải CIDR", "%s is not a host, host:port, address or CIDR range", all)
	}
	return entries, fault.Text{}
}

func isDestination(entry string) bool {
	if _, err := netip.ParsePrefix(entry); err == nil {
		return true
	}
	if host, port, err := net.SplitHostPort(entry); err == nil {
		n, err := strconv.ParseUint(port, 10, 16)
		return err == nil && n > 0 && isHost(host)
	}
	return isHost(entry)
}

func setTrustedProxies(c *Config, value string) fault.Text {
	var prefixes []netip.Prefix
	var wrong []string
	for _, entry := range list(value) {
		prefix, err := netip.ParsePrefix(entry)
		if addr, errAddr := netip.ParseAddr(entry); errAddr == nil {
			prefix, err = netip.PrefixFrom(addr.WithZone(""), addr.BitLen()), nil
		}
		if err != nil {
			wrong = append(wrong, strconv.Quote(entry))
			continue
		}
		prefixes = append(prefixes, prefix.Masked())
	}
	if len(wrong) > 0 {
		all := strings.Join(wrong, ", ")
		return fault.Tf("%s không phải địa chỉ hay dải CIDR, ví dụ 10.0.0.0/8", "%s is neither an address nor a CIDR range, such as 10.0.0.0/8", all)
	}
	c.TrustedProxies = prefixes
	return fault.Text{}
}

// list takes a list apart; empty entries (a comma at the end) do not count.
func list(value string) []string {
	return strings.FieldsFunc(value, func(r rune) bool { return r == ',' || r == ' ' || r == '\t' || r == '\n' })
}

// The values of choices are checked against the table before they come here.

func setSecondFactor(c *Config, value string) fault.Text {
	c.SecondFactor = value
	return fault.Text{}
}

func setLogFormat(c *Config, value string) fault.Text {
	c.LogFormat = value
	return fault.Text{}
}

func setLanguage(c *Config, value string) fault.Text {
	c.Language = value
	return fault.Text{}
}

func setLogLevel(c *Config, value string) fault.Text {
	if err := c.LogLevel.UnmarshalText([]byte(value)); err != nil {
		return fault.Tf("không có mức %q", "there is no level %q", value)
	}
	return fault.Text{}
}
