// Package config reads the settings of the program from environment and flags.
//
// One table names them all; [Load], [Usage] and [Markdown] are drawn from it. Everything
// that is wrong is reported at once, because a person who mends a deployment should not
// have to start it once per fault. Only cmd and internal/app read a [Config]; others get
// small options of their own.
package config

import (
	"log/slog"
	"net/netip"
	"slices"
	"time"
	_ "time/tzdata" // the zones, for machines and images that have none

	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/secret"
)

// Config is the settings after all checks.
type Config struct {
	Listen        string         // host:port; port 0 picks a free one
	Data          string         // folder of the embedded database, the key and the media
	MediaDir      string         // folder of the media, which every instance shares
	UIDir         string         // folder of a build of the desk; "" takes the embedded one
	DatabaseURL   secret.Secret  // postgres://…; none means SQLite in Data
	PublicURL     string         // scheme and host without a slash at the end
	SecretKey     secret.Secret  // base64 of 32 bytes; none means the key file in Data
	Zone          *time.Location // in which people see times
	OutboundAllow []string       // destinations that may be private
	OutboundProxy secret.Secret  // http:// or https://, with user and password; none means straight out
	// OutboundProxyExcept are destinations that are reached without the proxy.
	OutboundProxyExcept []string
	OutboundAuthorities []byte // PEM of certificate authorities beside the system's; checked
	LogFormat           string // "text" or "json"
	LogLevel            slog.Level
	Workers             int    // deliveries that may be on their way at the same time
	SecondFactor        string // who must have one: "off", "admins" or "all"
	AuditYears          int    // for which the record of acts is kept; 0 means for ever
	ReuseWait           int    // minutes that a source's items wait where the source says nothing else
	RemindHours         int    // after which who waits is reminded; 0 means never
	EvidenceDays        int    // for which exchanges with destinations are kept; 0 means for ever
	SiteName            string // NFC
	TrustedProxies      []netip.Prefix
	Language            string // of the console: "vi" or "en"
	PlanFile            string // JSON of another plan; empty means the built-in one
	OIDC                OIDC   // the provider of identities; none without an issuer
	Mail                Mail   // the mail server; none without a host

	given map[string]bool
	told  map[string]told // what [Config.Shown] shows, by environment name
}

// Given reports whether the setting of that environment name was set by anyone; false
// means that the Config holds its default.
func (c Config) Given(env string) bool { return c.given[env] }

// DefaultPublicURL is the public URL of a server that listens on host:port and was
// given none. It is good for one machine; a wildcard host becomes localhost.
func DefaultPublicURL(listen string) string {
	at, err := netip.ParseAddrPort(listen)
	if err == nil && !at.Addr().IsUnspecified() {
		return "http://" + listen
	}
	host, port := splitListen(listen)
	if host == "" || err == nil {
		host = "localhost"
	}
	return "http://" + host + ":" + port
}

// Kind tells the form of a setting's value.
type Kind string

// The kinds.
const (
	KindAddress Kind = "address" // host:port
	KindFolder  Kind = "folder"
	KindFile    Kind = "file"
	KindURL     Kind = "url"
	KindKey     Kind = "key"
	KindZone    Kind = "zone" // a name of the IANA zone database
	KindList    Kind = "list" // separated by commas or blanks
	KindChoice  Kind = "choice"
	KindNumber  Kind = "number"
	KindText    Kind = "text"
)

// Setting is one row of the table.
type Setting struct {
	Env     string // "LANTOA_LISTEN"
	Kind    Kind
	Default string
	Choices []string // of a choice
	// Secret settings have no flag, because other people of the machine can see flags;
	// they have a variant with the suffix _FILE that names a file with the value.
	Secret bool
	Help   fault.Text

	set func(c *Config, value string) (problem fault.Text)
}

// fileSuffix makes the name of the variant whose value is the path of a file.
const fileSuffix = "_FILE"

// Settings returns the table, in the order of the documents.
func Settings() []Setting { return slices.Concat(generalSettings(), mailSettings(), oidcSettings()) }

// generalSettings are the rows of the table but those that have a file of their own.
func generalSettings() []Setting {
	return []Setting{
		{Env: "LANTOA_LISTEN", Kind: KindAddress, Default: "127.0.0.1:8080", set: setListen, Help: fault.T(
			"Địa chỉ và cổng mà lantoa lắng nghe. Cổng 0 là một cổng trống bất kỳ.",
			"Address and port to listen on. Port 0 picks a free one.")},
		{Env: "LANTOA_PUBLIC_URL", Kind: KindURL, set: setPublicURL, Help: fault.T(
			"Địa chỉ mà người đọc và báo chí dùng; mọi liên kết gửi ra ngoài bắt đầu bằng địa chỉ này. Mặc định: http:// và LANTOA_LISTEN.",
			"Address that readers and the press use; every link that leaves lantoa starts with it. Default: http:// and LANTOA_LISTEN.")},
		{Env: "LANTOA_DATA", Kind: KindFolder, Default: "./data", set: setData, Help: fault.T(
			"Thư mục dữ liệu: tệp SQLite, khóa bí mật, ảnh. Lệnh demo dùng thư mục tạm nếu không đặt.",
			"Data folder: the SQLite file, the secret key, pictures. The demo uses a temporary folder unless this is set.")},
		{Env: "LANTOA_MEDIA_DIR", Kind: KindFolder, set: setMediaDir, Help: fault.T(
			"Thư mục ảnh; mọi tiến trình lantoa của cùng cơ sở dữ liệu dùng chung một thư mục. Mặc định: media trong thư mục dữ liệu.",
			"Folder of the pictures; every lantoa on the same database shares one. Default: media in the data folder.")},
		{Env: "LANTOA_UI_DIR", Kind: KindFolder, set: setUIDir, Help: fault.T(
			"Thư mục của một bản dựng bàn biên tập, dùng khi phát triển; đọc một lần lúc khởi động. Mặc định: bản nằm sẵn trong chương trình.",
			"Folder of a build of the desk, for those who develop it; read once at the start. Default: the one inside the program.")},
		{Env: "LANTOA_DATABASE_URL", Kind: KindURL, Secret: true, set: setDatabaseURL, Help: fault.T(
			"Địa chỉ PostgreSQL 15 trở lên: postgres://người-dùng:mật-khẩu@máy:5432/cơ-sở-dữ-liệu. Không đặt thì dùng SQLite trong thư mục dữ liệu.",
			"PostgreSQL 15 or newer: postgres://user:password@host:5432/database. Without it lantoa uses SQLite in the data folder.")},
		{Env: "LANTOA_SECRET_KEY", Kind: KindKey, Secret: true, set: setSecretKey, Help: fault.T(
			"Khóa niêm phong mật khẩu của các kênh: base64 của 32 byte ngẫu nhiên, tạo bằng lệnh lantoa key. Không đặt thì lantoa tạo tệp secret.key trong thư mục dữ liệu. Mất khóa là mất mật khẩu của các kênh.",
			"Key that seals the channels' credentials: base64 of 32 random bytes, made by lantoa key. Without it lantoa makes the file secret.key in the data folder. A lost key means lost credentials.")},
		{Env: "LANTOA_ZONE", Kind: KindZone, Default: "Asia/Ho_Chi_Minh", set: setZone, Help: fault.T(
			"Múi giờ mà mọi người nhìn thấy, theo tên của IANA.",
			"Zone in which people see times, by its IANA name.")},
		{Env: "LANTOA_SITE_NAME", Kind: KindText, Default: "Truyền thông ASEAN", set: setSiteName, Help: fault.T(
			"Tên trang, hiện ở đầu trang và trong các nguồn tin.",
			"Name of the site, at the head of its pages and in its feeds.")},
		{Env: "LANTOA_LANGUAGE", Kind: KindChoice, Default: "vi", Choices: []string{"vi", "en"}, set: setLanguage, Help: fault.T(
			"Ngôn ngữ của dòng lệnh.",
			"Language of the console.")},
		{Env: "LANTOA_PLAN_FILE", Kind: KindFile, set: setPlanFile, Help: fault.T(
			"Tệp JSON của một kế hoạch khác, nạp lúc khởi động.",
			"JSON file of another plan, loaded at start.")},
		{Env: "LANTOA_WORKERS", Kind: KindNumber, Default: "64", set: setWorkers, Help: fault.T(
			"Số bài được gửi đi cùng lúc, từ 1 đến 256. Khi máy mất điện, có thể bấy nhiêu bài phải kiểm tra lại ở nơi không trả lời được bài đã đến chưa.",
			"Deliveries that may be on their way at the same time, 1 to 256. After a loss of power as many may have to be checked by a person, where a destination cannot be asked.")},
		{Env: "LANTOA_AUDIT_KEEP", Kind: KindNumber, Default: "0", set: setAuditKeep, Help: fault.T(
			"Số năm giữ nhật ký việc làm; 0 là giữ mãi. Dòng cũ hơn được bỏ theo thứ tự từ dòng cũ nhất, và chuỗi còn lại vẫn kiểm chứng được.",
			"Years for which the record of acts is kept; 0 keeps it for ever. Older rows are removed in order from the oldest, and what is left of the chain stays provable.")},
		{Env: "LANTOA_EVIDENCE_DAYS", Kind: KindNumber, Default: "400", set: setEvidenceDays, Help: fault.T(
			"Số ngày giữ những gì đã hỏi nơi nhận và nơi nhận đã trả lời trong mỗi lần thử, đã che bí mật; 0 là giữ mãi. Bài đã gửi, mã băm, biên nhận và các lần thử luôn được giữ. Mặc định đủ cho báo cáo năm và hơn một tháng sau đó.",
			"Days for which what was asked of destinations and what they answered is kept with each attempt, secrets masked; 0 keeps it for ever. Posts as sent, their hashes, receipts and attempts always stay. The default covers a yearly report and more than a month after it.")},
		{Env: "LANTOA_REMIND_HOURS", Kind: KindNumber, Default: "24", set: setRemindHours, Help: fault.T(
			"Số giờ một việc chờ người xử lý (bản chờ duyệt, bản bị trả lại, lượt phát cần xem) trước khi nhắc; 0 là không nhắc. Mỗi lần nhắc sau cách xa hơn, nhiều nhất bảy lần khoảng này.",
			"Hours for which something may wait for people (an edition for approval, one that was sent back, a delivery that needs a look) before they are reminded; 0 reminds never. Each further reminder takes longer to come, seven times as long at most.")},
		{Env: "LANTOA_REUSE_WAIT", Kind: KindNumber, Default: "60", set: setReuseWait, Help: fault.T(
			"Số phút từ lúc lantoa thấy một tin của nguồn khác đến khi được lấy thành bài, cho nguồn mới; đổi được ở từng nguồn. Mặc định theo Nghị định 147/2024/NĐ-CP: một giờ.",
			"Minutes from when lantoa first saw an item of another's feed until it may be taken as a story, for new sources; each source may have its own. The default follows Decree 147/2024/ND-CP: one hour.")},
		{Env: "LANTOA_SECOND_FACTOR", Kind: KindChoice, Default: "off", Choices: []string{"off", "admins", "all"}, set: setSecondFactor, Help: fault.T(
			"Ai phải có lớp xác thực thứ hai (ứng dụng xác thực): off là tùy mỗi người, admins là quản trị kỹ thuật, all là mọi người đăng nhập bằng mật khẩu. Người chưa có được dẫn tới bước lập ngay khi đăng nhập; khóa API không bị ảnh hưởng.",
			"Who must have a second factor (an authenticator app): off leaves it to each person, admins means technical administrators, all means everyone who signs in with a password. Whoever has none is led to set it up when they sign in; API keys are not touched.")},
		{Env: "LANTOA_OUTBOUND_ALLOW", Kind: KindList, set: setOutboundAllow, Help: fault.T(
			"Đích nằm trong mạng riêng được phép gửi tới (cổng tỉnh đặt tại chỗ): tên máy, máy:cổng, địa chỉ hoặc dải CIDR, cách nhau bằng dấu phẩy. Không đặt thì chỉ gửi tới địa chỉ công khai.",
			"Private destinations that may be reached, such as an on-premises portal: host, host:port, address or CIDR range, separated by commas. Without it only public addresses are.")},
		{Env: "LANTOA_OUTBOUND_PROXY", Kind: KindURL, Secret: true, set: setOutboundProxy, Help: fault.T(
			"Proxy mà mọi yêu cầu ra ngoài đi qua: http://tên:mật-khẩu@máy:cổng hoặc https://…; tên và mật khẩu có thể bỏ. HTTP_PROXY của môi trường không có tác dụng. Không đặt thì nối thẳng.",
			"Proxy through which all outgoing requests go: http://user:password@host:port or https://…; user and password may be left out. HTTP_PROXY of the environment has no effect. Without it lantoa connects straight.")},
		{Env: "LANTOA_OUTBOUND_PROXY_EXCEPT", Kind: KindList, set: setOutboundProxyExcept, Help: fault.T(
			"Đích được nối thẳng dù có proxy, như cổng đặt tại chỗ: tên máy, máy:cổng, địa chỉ hoặc dải CIDR, cách nhau bằng dấu phẩy, so với địa chỉ kênh như đã viết. Đích trong mạng riêng cần có cả trong LANTOA_OUTBOUND_ALLOW.",
			"Destinations that are reached straight although there is a proxy, such as an on-premises portal: host, host:port, address or CIDR range, separated by commas, compared with the channel's address as it is written. Private ones must be in LANTOA_OUTBOUND_ALLOW as well.")},
		{Env: "LANTOA_OUTBOUND_CA_FILE", Kind: KindFile, set: setOutboundCAFile, Help: fault.T(
			"Tệp PEM chứa chứng thư của các tổ chức cấp chứng thư riêng được tin thêm, ngoài của hệ thống; đọc lúc khởi động.",
			"PEM file with the certificates of private authorities that are trusted beside the system's; read at start.")},
		{Env: "LANTOA_TRUSTED_PROXIES", Kind: KindList, set: setTrustedProxies, Help: fault.T(
			"Dải CIDR của các máy chủ chuyển tiếp đáng tin, cách nhau bằng dấu phẩy; chỉ X-Forwarded-For từ đó được dùng.",
			"CIDR ranges of trusted reverse proxies, separated by commas; X-Forwarded-For is believed from them alone.")},
		{Env: "LANTOA_LOG_FORMAT", Kind: KindChoice, Default: "text", Choices: []string{"text", "json"}, set: setLogFormat, Help: fault.T(
			"Dạng nhật ký.", "Form of the log.")},
		{Env: "LANTOA_LOG_LEVEL", Kind: KindChoice, Default: "info", Choices: []string{"debug", "info", "warn", "error"}, set: setLogLevel, Help: fault.T(
			"Mức nhật ký thấp nhất được ghi.", "Lowest level that is logged.")},
	}
}
