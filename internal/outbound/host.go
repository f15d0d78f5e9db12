package outbound

import (
	"fmt"
	"net"
	"net/netip"
	"strconv"
	"strings"
)

// places is a list of destinations as a person writes it.
type places struct {
	names    map[string]bool         // "host" or "host:port", lower case
	prefixes []netip.Prefix          // on any port
	pairs    map[netip.AddrPort]bool // on this port
}

func newPlaces(entries []string) (places, error) {
	p := places{names: map[string]bool{}, pairs: map[netip.AddrPort]bool{}}
	for _, entry := range entries {
		if err := p.add(strings.ToLower(strings.TrimSpace(entry))); err != nil {
			return places{}, err
		}
	}
	return p, nil
}

func (p *places) add(entry string) error {
	if prefix, err := netip.ParsePrefix(entry); err == nil {
		p.prefixes = append(p.prefixes, prefix.Masked())
		return nil
	}
	if addr, err := netip.ParseAddr(strings.Trim(entry, "[]")); err == nil {
		p.prefixes = append(p.prefixes, netip.PrefixFrom(addr.Unmap(), addr.Unmap().BitLen()))
		return nil
	}
	if pair, err := netip.ParseAddrPort(entry); err == nil {
		p.pairs[netip.AddrPortFrom(pair.Addr().Unmap(), pair.Port())] = true
		return nil
	}
	host, port, err := net.SplitHostPort(entry)
	if err != nil {
		host, port = entry, "1"
	}
	if _, err = portNumber(port); host == "" || err != nil || strings.ContainsAny(host, "/:@?#[] \t") {
		return fmt.Errorf("outbound: destination %q must be a host, host:port, address or CIDR prefix", entry)
	}
	p.names[entry] = true
	return nil
}

// name reports whether the list holds a name; host is in lower case.
func (p *places) name(host, port string) bool {
	return p.names[host] || p.names[net.JoinHostPort(host, port)]
}

// address reports whether the list holds an address, which is not IPv4 mapped to IPv6.
func (p *places) address(pair netip.AddrPort) bool {
	if p.pairs[pair] {
		return true
	}
	for _, prefix := range p.prefixes {
		if prefix.Contains(pair.Addr()) {
			return true
		}
	}
	return false
}

// holds reports whether the list holds a host as it is written; nothing is looked up.
func (p *places) holds(host, port string) bool {
	addr, err := netip.ParseAddr(host)
	if err != nil {
		return p.name(strings.ToLower(host), port)
	}
	number, err := portNumber(port)
	return err == nil && p.address(netip.AddrPortFrom(addr.Unmap(), number))
}

func portNumber(port string) (uint16, error) {
	number, err := strconv.ParseUint(port, 10, 16)
	if err != nil || number == 0 {
		return 0, errAddress
	}
	return uint16(number), nil
}

// oddNumber reports a host that is no address and that other programs read as one all the
// same: its last label is a number, as in 127.1, 0x7f.1, 0177.0.0.1 or 2130706433. No
// name of the world ends in a number.
func oddNumber(host string) bool {
	if _, err := netip.ParseAddr(host); err == nil {
		return false
	}
	last := strings.TrimRight(host, ".")
	last = last[strings.LastIndexByte(last, '.')+1:]
	digits := "0123456789"
	if hex, ok := strings.CutPrefix(last, "0x"); ok {
		last, digits = hex, "0123456789abcdef"
		if last == "" {
			return true
		}
	}
	return last != "" && strings.Trim(last, digits) == ""
}

// plainName reports whether a host is a name in ASCII, in lower case. What else there is,
// such as full-width digits and dots, is turned into something on the way to the proxy.
func plainName(host string) bool {
	return host != "" && !strings.ContainsFunc(host, func(r rune) bool {
		return r != '-' && r != '_' && r != '.' && (r < '0' || r > '9') && (r < 'a' || r > 'z')
	})
}

// housebound reports a name that leads nowhere but into one's own house, by RFC 6761,
// RFC 6762 and RFC 8375 and by the promise that no public ".internal" will be; host is in
// lower case. A name without a dot is of this kind.
func housebound(host string) bool {
	host = strings.TrimRight(host, ".")
	if !strings.Contains(host, ".") {
		return true
	}
	for _, end := range []string{".localhost", ".localdomain", ".local", ".internal", ".home.arpa"} {
		if strings.HasSuffix(host, end) {
			return true
		}
	}
	return false
}
