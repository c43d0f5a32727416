package testparts

import (
	"fmt"
	"math/rand/v2"
	"net"
	"sync"
	"testing"
)

// Ports lie below those that the kernel gives to outgoing connections (from 32768 on): a client that tries again and
// again to reach a server that is down would otherwise be given its port one day, and talk to itself. They lie above 10080,
// which browsers refuse.
const firstPort, lastPort = 10100, 32000

// portsAtOnce is how many of them a process of tests takes for itself at once.
const portsAtOnce = 100

// given are the ports of this process. Tests of several packages run at the same time, and a port on which nothing listens may be another's:
// of a server that starts, or is down, or that is meant not to be there.
var given struct {
	sync.Mutex
	next, end int
	holds     []net.Listener // what tells others so; the kernel drops it with the process
}

// FreeAddr returns an address on loopback that nothing listens on, another one with every call.
func FreeAddr(t testing.TB) string {
	t.Helper()
	given.Lock()
	defer given.Unlock()
	for range lastPort - firstPort {
		if given.next == given.end {
			takePorts(t)
		}
		addr := fmt.Sprint("127.0.0.1:", given.next)
		given.next++
		if listener, err := net.Listen("tcp", addr); err == nil { // else it is of somebody who tests nothing
			_ = listener.Close()
			return addr
		}
	}
	t.Fatal("no port is free")
	return ""
}

// takePorts takes as many ports as nobody has, from anywhere: what was listened on last is not to be listened on next.
func takePorts(t testing.TB) {
	t.Helper()
	const parts = (lastPort - firstPort) / portsAtOnce
	from := rand.IntN(parts)
	for i := range parts {
		part := (from + i) % parts
		hold, err := net.Listen("unix", fmt.Sprint("@porchlight-ports-", part)) // a name without a file (unix(7))
		if err != nil {
			continue
		}
		given.holds = append(given.holds, hold)
		given.next = firstPort + part*portsAtOnce
		given.end = given.next + portsAtOnce
		return
	}
	t.Fatal("all ports are taken by other tests")
}
