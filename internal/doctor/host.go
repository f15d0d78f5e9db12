package doctor

import (
	"errors"
	"fmt"
	"io/fs"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/lantoa/lantoa/internal/fault"
)

// What the checks of the host go by.
const (
	littleRoom = 2 << 30   // bytes free, below which somebody should look
	noRoom     = 200 << 20 // below which writing will soon fail
	mb         = 1 << 20
	slowClock  = 2 * time.Second
	wrongClock = time.Minute
)

// Address judges the public URL: given tells that it was set, and proxied that a reverse
// proxy is trusted.
func Address(public string, given, proxied bool) Finding {
	const check = "public-url"
	set := fault.T("Đặt LANTOA_PUBLIC_URL thành địa chỉ https mà người đọc dùng.", "Set LANTOA_PUBLIC_URL to the https address that readers use.")
	at, err := url.Parse(public)
	switch {
	case err != nil || at.Host == "":
		return Ill(check, fault.Tf("%q không phải địa chỉ.", "%q is no address.", public), set)
	case !given:
		return Mind(check, fault.Tf("LANTOA_PUBLIC_URL chưa đặt; liên kết gửi đi bắt đầu bằng %s, người ngoài không mở được.",
			"LANTOA_PUBLIC_URL is not set; links that leave begin with %s, which nobody outside can open.", public), set)
	case isPrivate(at.Hostname()):
		return Mind(check, fault.Tf("%s chỉ mở được trong mạng này; liên kết gửi ra ngoài sẽ không mở được.", "%s opens in this network alone; links that leave will not open outside.", public), set)
	case at.Scheme != "https":
		return Mind(check, fault.Tf("%s không có TLS: mật khẩu và phiên đi trên mạng không mã hóa.", "%s has no TLS: passwords and sessions cross the network in the clear.", public),
			fault.T("Đặt một máy chủ chuyển tiếp có TLS phía trước và dùng https trong LANTOA_PUBLIC_URL.", "Put a reverse proxy with TLS in front, and use https in LANTOA_PUBLIC_URL."))
	case !proxied:
		return Mind(check, fault.Tf("%s đi qua một máy chủ chuyển tiếp chưa được tin: mọi người bị đếm chung một địa chỉ khi giới hạn đăng nhập.",
			"%s comes through a reverse proxy that is not trusted: limits of sign-in count everybody as one address.", public),
			fault.T("Đặt LANTOA_TRUSTED_PROXIES thành địa chỉ của máy chủ chuyển tiếp.", "Set LANTOA_TRUSTED_PROXIES to the address of the proxy."))
	}
	return Well(check, fault.Tf("Người đọc dùng %s.", "Readers use %s.", public))
}

func isPrivate(host string) bool {
	if host == "localhost" || strings.HasSuffix(host, ".localhost") || strings.HasSuffix(host, ".local") {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && (ip.IsLoopback() || ip.IsPrivate() || ip.IsLinkLocalUnicast() || ip.IsUnspecified())
}

// Zone judges the zone in which people see times, and the data by which it is known: a zone
// with summer time must differ from winter to summer.
func Zone(zone *time.Location, now time.Time) Finding {
	const check = "zone"
	summer, err := time.LoadLocation("Europe/Berlin")
	if err == nil {
		_, january := time.Date(2025, 1, 15, 12, 0, 0, 0, time.UTC).In(summer).Zone()
		_, july := time.Date(2025, 7, 15, 12, 0, 0, 0, time.UTC).In(summer).Zone()
		if july-january != int(time.Hour.Seconds()) {
			err = errors.New("Europe/Berlin has no summer time")
		}
	}
	if err != nil {
		return Ill(check, fault.Tf("Dữ liệu múi giờ hỏng (%v); giờ đăng bài sẽ sai.", "The zone data is broken (%v); posts would go at wrong hours.", err),
			fault.T("Bỏ biến ZONEINFO, hoặc cài lại dữ liệu múi giờ của máy.", "Unset ZONEINFO, or install the zone data of the host again."))
	}
	local := now.In(zone)
	return Well(check, fault.Tf("%s, bây giờ là %s (UTC%s).", "%s, where it is %s (UTC%s).", zone, local.Format("2006-01-02 15:04:05"), local.Format("-07:00")))
}

// Clock judges the host's clock against the database's, and against the instant at which a
// server last left a mark there; zero when none ever did.
func Clock(host, database, mark time.Time) Finding {
	const check = "clock"
	do := fault.T("Bật đồng bộ giờ (chrony hoặc systemd-timesyncd) trên cả hai máy.", "Have both hosts keep time by NTP (chrony or systemd-timesyncd).")
	apart := host.Sub(database).Abs().Round(time.Millisecond)
	back := mark.Sub(database).Round(time.Second)
	switch {
	case back > wrongClock:
		return Ill(check, fault.Tf("Đồng hồ cơ sở dữ liệu chậm hơn %s so với lúc máy chủ đánh dấu lần cuối: đồng hồ đã bị chỉnh lùi, bài sẽ đăng muộn.",
			"The database's clock is %s before the last mark of a server: it was set back, and posts go late.", back), do)
	case apart > wrongClock:
		return Ill(check, fault.Tf("Đồng hồ máy này và cơ sở dữ liệu lệch nhau %s.", "The clocks of this host and of the database are %s apart.", apart), do)
	case apart > slowClock:
		return Mind(check, fault.Tf("Đồng hồ máy này và cơ sở dữ liệu lệch nhau %s; giờ đăng theo cơ sở dữ liệu.", "The clocks of this host and of the database are %s apart; posts go by the database's.", apart), do)
	}
	return Well(check, fault.Tf("Lệch %s so với cơ sở dữ liệu.", "%s apart from the database's.", apart))
}

// Folder judges a folder that lantoa writes to: that it is there and can be written, that its
// files are this account's alone, and that there is room. The check bears the name of what is
// in it.
func Folder(check, path string, private []string) Finding {
	if info, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return Mind(check, fault.Tf("Chưa có thư mục %s; máy chủ tạo nó khi cần.", "There is no folder %s yet; the server makes it when it is needed.", path), fault.Text{})
	} else if err != nil || !info.IsDir() {
		return Ill(check, fault.Tf("%s không phải thư mục đọc được.", "%s is no folder that can be read.", path),
			fault.T("Đặt LANTOA_DATA, hoặc LANTOA_MEDIA_DIR, thành một thư mục mà tài khoản này ghi được.", "Set LANTOA_DATA, or LANTOA_MEDIA_DIR, to a folder that this account may write to."))
	}
	probe, err := os.CreateTemp(path, ".write-*")
	if err != nil {
		return Ill(check, fault.Tf("Không ghi được vào %s: %v", "%s cannot be written to: %v", path, err),
			fault.Tf("Trao quyền ghi cho tài khoản này: chown -R <tài khoản> %s", "Let this account write there: chown -R <account> %s", path))
	}
	if err := errors.Join(probe.Close(), os.Remove(probe.Name())); err != nil {
		return Ill(check, fault.Tf("Không xóa được trong %s: %v", "Nothing can be removed in %s: %v", path, err), fault.Text{})
	}
	if open := readable(path, private); len(open) > 0 {
		files := strings.Join(open, " ")
		return Ill(check, fault.Tf("Người khác trên máy đọc được: %s", "Others on this host can read: %s", files), fault.Tf("chmod 600 %s", "chmod 600 %s", files))
	}
	return room(check, path)
}

// readable lists those of the files in a folder that others than their owner may read.
func readable(path string, names []string) []string {
	var open []string
	for _, name := range names {
		at := filepath.Join(path, name)
		if info, err := os.Stat(at); err == nil && info.Mode().Perm()&0o077 != 0 {
			open = append(open, at)
		}
	}
	return slices.Clip(open)
}

func room(check, path string) Finding {
	free, known := freeBytes(path)
	says := fault.Tf("%s ghi được, còn trống %s.", "%s can be written, %s are free.", path, size(free))
	do := fault.T("Xóa tệp không cần, hoặc mở rộng đĩa; khi đĩa đầy lantoa dừng ghi và dừng gửi.", "Remove what is not needed, or enlarge the disk; when it is full lantoa neither writes nor sends.")
	switch {
	case !known:
		return Well(check, fault.Tf("%s ghi được.", "%s can be written.", path))
	case free < noRoom:
		return Ill(check, says, do)
	case free < littleRoom:
		return Mind(check, says, do)
	}
	return Well(check, says)
}

func size(bytes uint64) string {
	if bytes < 10<<30 {
		return fmt.Sprintf("%d MB", bytes/mb)
	}
	return fmt.Sprintf("%d GB", bytes>>30)
}
