package outbound

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"strconv"
	"strings"
	"syscall"

	"code.dny.dev/ssrf"
)

// gate decides, at the moment of dialling, whether an address may be reached. Portals
// live on odd ports, so any port is free; addresses that are not public need an entry.
type gate struct {
	names    map[string]bool         // "host" or "host:port", lower case
	prefixes []netip.Prefix          // may be reached on any port
	pairs    map[netip.AddrPort]bool // may be reached on this port
	public   *ssrf.Guardian
	guarded  *net.Dialer
	open     *net.Dialer
}

func newGate(allow []string) (*gate, error) {
	g := &gate{
		names:  map[string]bool{},
		pairs:  map[netip.AddrPort]bool{},
		public: ssrf.New(ssrf.WithAnyPort()),
		open:   &net.Dialer{},
	}
	g.guarded = &net.Dialer{Control: g.control}
	for _, entry := range allow {
		if err := g.add(strings.ToLower(strings.TrimSpace(entry))); err != nil {
			return nil, err
		}
	}
	return g, nil
}

func (g *gate) add(entry string) error {
	if prefix, err := netip.ParsePrefix(entry); err == nil {
		g.prefixes = append(g.prefixes, prefix.Masked())
		return nil
	}
	if addr, err := netip.ParseAddr(strings.Trim(entry, "[]")); err == nil {
		g.prefixes = append(g.prefixes, netip.PrefixFrom(addr.Unmap(), addr.Unmap().BitLen()))
		return nil
	}
	if pair, err := netip.ParseAddrPort(entry); err == nil {
		g.pairs[netip.AddrPortFrom(pair.Addr().Unmap(), pair.Port())] = true
		return nil
	}
	host, port, err := net.SplitHostPort(entry)
	if err != nil {
		host, port = entry, "1"
	}
	number, err := strconv.ParseUint(port, 10, 16)
	if host == "" || err != nil || number == 0 || strings.ContainsAny(host, "/:@?#[] \t") {
		return fmt.Errorf("outbound: allowed destination %q must be a host, host:port, address or CIDR prefix", entry)
	}
	g.names[entry] = true
	return nil
}

// dial looks names up itself, so that a name on the list is told from a name that
// merely resolves to the same address.
func (g *gate) dial(ctx context.Context, network, address string) (net.Conn, error) {
	lower := strings.ToLower(address)
	host, _, err := net.SplitHostPort(lower)
	if err != nil {
		return nil, err
	}
	if g.names[host] || g.names[lower] {
		return g.open.DialContext(ctx, network, address)
	}
	return g.guarded.DialContext(ctx, network, address)
}

// control is called by the dialler with the resolved address, once for every try.
func (g *gate) control(network, address string, conn syscall.RawConn) error {
	pair, err := netip.ParseAddrPort(address)
	if err != nil {
		return errGuard
	}
	addr := pair.Addr().Unmap()
	if g.pairs[netip.AddrPortFrom(addr, pair.Port())] {
		return nil
	}
	for _, prefix := range g.prefixes {
		if prefix.Contains(addr) {
			return nil
		}
	}
	if g.public.Safe(network, address, conn) != nil {
		return errGuard
	}
	return nil
}
