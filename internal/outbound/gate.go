package outbound

import (
	"context"
	"net"
	"net/netip"
	"strings"
	"syscall"
	"time"

	"code.dny.dev/ssrf"
)

// gate decides which destinations may be reached: at the moment of dialling by the address
// that is dialled, and behind a proxy by what can be known of it here. Portals live on odd
// ports, so any port is free; addresses that are not public need an entry.
type gate struct {
	allow    places
	public   *ssrf.Guardian
	resolver *net.Resolver
	guarded  *net.Dialer
	open     *net.Dialer
}

// lookUpTime bounds the question where a name leads that a proxy is asked for; where
// there is a proxy, there is often no way to the names of the world.
const lookUpTime = 2 * time.Second

func newGate(allow []string, resolver *net.Resolver) (*gate, error) {
	listed, err := newPlaces(allow)
	if err != nil {
		return nil, err
	}
	if resolver == nil {
		resolver = net.DefaultResolver
	}
	g := &gate{allow: listed, public: ssrf.New(ssrf.WithAnyPort()), resolver: resolver, open: &net.Dialer{Resolver: resolver}}
	g.guarded = &net.Dialer{Resolver: resolver, Control: g.control}
	return g, nil
}

// dial looks names up itself, so that a name on the list is told from a name that
// merely resolves to the same address.
func (g *gate) dial(ctx context.Context, network, address string) (net.Conn, error) {
	host, port, err := net.SplitHostPort(strings.ToLower(address))
	if err != nil {
		return nil, err
	}
	if _, err := portNumber(port); err != nil || oddNumber(host) {
		return nil, errAddress
	}
	if g.allow.name(host, port) {
		return g.open.DialContext(ctx, network, address)
	}
	return g.guarded.DialContext(ctx, network, address)
}

// control is called by the dialler with the resolved address, once for every try.
func (g *gate) control(_, address string, _ syscall.RawConn) error {
	pair, err := netip.ParseAddrPort(address)
	if err != nil {
		return errGuard
	}
	return g.permit(pair)
}

// permit refuses what is neither public nor listed.
func (g *gate) permit(pair netip.AddrPort) error {
	pair = netip.AddrPortFrom(pair.Addr().Unmap(), pair.Port())
	if g.allow.address(pair) {
		return nil
	}
	if g.public.SafeAddrPort(pair) != nil {
		return errGuard
	}
	return nil
}

// mayAsk refuses what a proxy must not be asked for: it is the proxy that looks names up
// and dials, so that only this question comes before.
func (g *gate) mayAsk(ctx context.Context, host, port string) error {
	host = strings.ToLower(host)
	number, err := portNumber(port)
	if err != nil {
		return err
	}
	addr, err := netip.ParseAddr(host)
	switch {
	case err == nil:
		return g.permit(netip.AddrPortFrom(addr, number))
	case oddNumber(host), !plainName(host):
		return errAddress
	case g.allow.name(host, port):
		return nil
	}
	return g.leads(ctx, host, number)
}

// leads refuses a name that leads to an address which is neither public nor listed. One
// that cannot be resolved here is left to the proxy, unless it can only lead into a house;
// then all its addresses must be listed.
func (g *gate) leads(ctx context.Context, name string, port uint16) error {
	asking, cancel := context.WithTimeout(ctx, lookUpTime)
	defer cancel()
	found, err := g.resolver.LookupNetIP(asking, "ip", name)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	house := housebound(name)
	if house && err != nil {
		return errGuard
	}
	for _, addr := range found {
		pair := netip.AddrPortFrom(addr.Unmap(), port)
		if house && !g.allow.address(pair) || g.permit(pair) != nil {
			return errGuard
		}
	}
	return nil
}
