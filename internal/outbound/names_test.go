package outbound_test

import (
	"context"
	"encoding/binary"
	"net"
	"net/netip"
	"strings"
	"testing"
)

// resolver makes a resolver that asks a name server of the test: tell gives the addresses
// of a name that has no dot at its end, none when there is no such name.
func resolver(t testing.TB, tell func(name string) []string) *net.Resolver {
	t.Helper()
	server, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	go func() {
		question := make([]byte, 1500)
		for {
			n, from, err := server.ReadFrom(question)
			if err != nil {
				return
			}
			_, _ = server.WriteTo(named(question[:n], tell), from)
		}
	}()
	return &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "udp", server.LocalAddr().String())
	}}
}

// named answers a question in the wire format of RFC 1035: its header and its question come
// back, and a record for each address of the kind that was asked for.
func named(question []byte, tell func(name string) []string) []byte {
	var labels []string
	at := 12
	for question[at] != 0 {
		length := int(question[at])
		labels = append(labels, string(question[at+1:at+1+length]))
		at += 1 + length
	}
	kind := binary.BigEndian.Uint16(question[at+1:])
	answer := append([]byte{}, question[:at+5]...)
	found := tell(strings.ToLower(strings.Join(labels, ".")))
	copy(answer[2:], []byte{0x81, 0x80, 0, 1, 0, 0, 0, 0, 0, 0})
	if len(found) == 0 {
		answer[3] = 0x83 // no such name
	}
	for _, one := range found {
		addr := netip.MustParseAddr(one)
		if (kind == 1) != addr.Is4() || (kind == 28) != addr.Is6() {
			continue
		}
		answer[7]++
		answer = append(answer, 0xc0, 12, 0, byte(kind), 0, 1, 0, 0, 0, 0, 0, byte(addr.BitLen()/8))
		answer = append(answer, addr.AsSlice()...)
	}
	return answer
}

// nameless is a resolver that knows no name.
func nameless(t testing.TB) *net.Resolver {
	t.Helper()
	return resolver(t, func(string) []string { return nil })
}

func TestNamesOfTheTest(t *testing.T) {
	t.Parallel()
	names := resolver(t, func(name string) []string {
		return map[string][]string{"portal.example": {"203.0.113.7", "2001:db8::7"}}[name]
	})
	found, err := names.LookupHost(t.Context(), "portal.example")
	if err != nil || len(found) != 2 {
		t.Errorf("portal.example: %v, %v", found, err)
	}
	if found, err := names.LookupHost(t.Context(), "other.example"); err == nil {
		t.Errorf("other.example: %v", found)
	}
}
