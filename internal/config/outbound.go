package config

import (
	"bytes"
	"crypto/x509"
	"encoding/pem"
	"io"
	"net/url"
	"os"
	"strconv"

	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/secret"
)

// maxAuthorities bounds the file of certificates, in bytes; a system's own has a quarter.
const maxAuthorities = 1 << 20

func setOutboundProxy(c *Config, value string) fault.Text {
	u, err := url.Parse(value)
	ok := err == nil && (u.Scheme == "http" || u.Scheme == "https") && isHost(u.Hostname()) &&
		(u.Path == "" || u.Path == "/") && u.RawQuery == "" && !u.ForceQuery && u.Fragment == ""
	if ok && u.Port() != "" {
		n, err := strconv.ParseUint(u.Port(), 10, 16)
		ok = err == nil && n > 0
	}
	if !ok {
		return fault.T("cần http://máy:cổng hoặc https://máy:cổng của proxy, có thể kèm tên:mật-khẩu@ trước máy; ký tự đặc biệt trong mật khẩu phải mã hóa phần trăm; không dùng SOCKS",
			"want http://host:port or https://host:port of a proxy, with user:password@ before the host if it asks for them; special characters of the password must be percent-encoded; SOCKS is not spoken")
	}
	c.OutboundProxy = secret.New(value)
	return fault.Text{}
}

func setOutboundProxyExcept(c *Config, value string) fault.Text {
	entries, problem := destinations(value)
	c.OutboundProxyExcept = entries
	return problem
}

// setOutboundCAFile reads the file at once: one that holds no certificate would show only
// when the first delivery fails.
func setOutboundCAFile(c *Config, path string) fault.Text {
	f, err := os.Open(path)
	if err != nil {
		return fault.Tf("không mở được tệp %q", "cannot open the file %q", path)
	}
	defer func() { _ = f.Close() }()
	content, err := io.ReadAll(io.LimitReader(f, maxAuthorities+1))
	if err != nil {
		return fault.Tf("không đọc được tệp %q", "cannot read the file %q", path)
	}
	if len(content) > maxAuthorities {
		return fault.Tf("tệp %q lớn hơn %d byte", "the file %q is larger than %d bytes", path, maxAuthorities)
	}
	c.OutboundAuthorities = content
	return checkAuthorities(path, content)
}

func checkAuthorities(path string, content []byte) fault.Text {
	found := 0
	for block, rest := pem.Decode(content); block != nil; block, rest = pem.Decode(rest) {
		found++
		if block.Type != "CERTIFICATE" {
			return fault.Tf("khối thứ %d của tệp %q là %q; tệp chỉ được chứa chứng thư (CERTIFICATE)",
				"block %d of the file %q is a %q; the file may hold certificates (CERTIFICATE) only", found, path, block.Type)
		}
		if _, err := x509.ParseCertificate(block.Bytes); err != nil {
			return fault.Tf("chứng thư thứ %d của tệp %q không đọc được", "certificate %d of the file %q cannot be read", found, path)
		}
	}
	if found == 0 {
		return fault.Tf("tệp %q không có chứng thư dạng PEM nào (-----BEGIN CERTIFICATE-----)", "the file %q holds no certificate in PEM (-----BEGIN CERTIFICATE-----)", path)
	}
	if begun := bytes.Count(content, []byte("-----BEGIN ")); begun != found { // the decoder passes over what is broken
		return fault.Tf("tệp %q có %d khối PEM nhưng chỉ đọc được %d", "the file %q has %d PEM blocks, of which only %d can be read", path, begun, found)
	}
	return fault.Text{}
}
