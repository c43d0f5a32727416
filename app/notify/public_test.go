package notify_test

import (
	"net"
	"testing"

	"porchlight/app/notify"
)

func TestOnlyAddressesOfTheOpenInternetAreReachedForABrowser(t *testing.T) {
	t.Parallel()
	for ip, open := range map[string]bool{
		"142.250.1.1": true, "2a00:1450::1": true, "172.15.0.1": true, "100.128.0.1": true, "::ffff:142.250.1.1": true,

		"127.0.0.1": false, "127.9.9.9": false, "::1": false, "0.0.0.0": false, "0.1.2.3": false, "::": false,
		"10.0.0.1": false, "172.16.0.1": false, "192.168.1.1": false, "100.64.0.1": false, "fd00::1": false,
		"169.254.169.254": false, "fe80::1": false, "224.0.0.1": false, "ff02::1": false, "255.255.255.255": false, "240.0.0.1": false,
		"192.0.0.1": false, "198.18.0.1": false, "::ffff:127.0.0.1": false, "::ffff:10.0.0.1": false, "::ffff:100.64.0.1": false,
		"64:ff9b::7f00:1": false, "64:ff9b:1::1": false, "2002:7f00:1::1": false, "2001:0:1::1": false,
		"::7f00:1": false, "::ffff:0:7f00:1": false, "fec0::1": false,
	} {
		if err := notify.OnlyPublic("tcp", net.JoinHostPort(ip, "443"), nil); (err == nil) != open {
			t.Errorf("%s: %v", ip, err)
		}
	}
}
