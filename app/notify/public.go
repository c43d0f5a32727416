package notify

import (
	"errors"
	"net/netip"
	"slices"
	"syscall"
)

var errPrivate = errors.New("it lies in a private network")

// unreachable are networks of the IANA special-purpose registries that netip has no word for, and IPv6 networks that carry IPv4
// addresses of any kind in them.
var unreachable = []netip.Prefix{
	netip.MustParsePrefix("0.0.0.0/8"),       // RFC 791: this network
	netip.MustParsePrefix("100.64.0.0/10"),   // RFC 6598: behind a carrier's NAT
	netip.MustParsePrefix("192.0.0.0/24"),    // RFC 6890
	netip.MustParsePrefix("198.18.0.0/15"),   // RFC 2544: benchmarks
	netip.MustParsePrefix("240.0.0.0/4"),     // RFC 1112, and broadcast
	netip.MustParsePrefix("::/96"),           // RFC 4291 §2.5.5.1: an IPv4 address as IPv6
	netip.MustParsePrefix("::ffff:0:0:0/96"), // RFC 2765 §2.1: one that is translated on the way
	netip.MustParsePrefix("fec0::/10"),       // RFC 3879: site-local
	netip.MustParsePrefix("64:ff9b::/96"),    // RFC 6052: NAT64
	netip.MustParsePrefix("64:ff9b:1::/48"),
	netip.MustParsePrefix("2001::/32"), // RFC 4380: Teredo
	netip.MustParsePrefix("2002::/16"), // RFC 3056: 6to4
}

// onlyPublic is called by a dialer when the name is already an address, so that no name can lead inside: neither to this machine
// nor into its networks.
func onlyPublic(_, address string, _ syscall.RawConn) error {
	at, err := netip.ParseAddrPort(address)
	if err != nil {
		return err
	}
	ip := at.Addr().Unmap()
	inside := !ip.IsGlobalUnicast() || ip.IsPrivate() || slices.ContainsFunc(unreachable, func(p netip.Prefix) bool { return p.Contains(ip) })
	if inside {
		return errPrivate
	}
	return nil
}
