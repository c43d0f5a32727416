//go:build torture

package nodes

import (
	"io"
	"math/rand/v2"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"porchlight/app/testparts"
)

// What floods a node by sockets, and for how long.
const (
	flooders   = 60
	floodLasts = 20 * time.Second
	floodPause = time.Millisecond // between what one sends
)

// nonsense is what the flooders send: some of it breaks RFC 6455, some of it the rules of this site, and some is only too much.
var nonsense = map[string]string{
	"pings": "\x89\x80\x00\x00\x00\x00", "pongs": "\x8a\x81\x00\x00\x00\x00x", "fragments of nothing": "\x00\x80\x00\x00\x00\x00", "not masked": "\x81\x01x", "reserved bits": "\xf1\x80\x00\x00\x00\x00", "reserved opcodes": "\x83\x80\x00\x00\x00\x00",
	"binary": "\x82\x81\x00\x00\x00\x00x", "bad UTF-8": "\x81\x81\x00\x00\x00\x00\xff", "a length of 2^62": "\x81\xff\x40\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00", "no JSON": "\x81\x81\x00\x00\x00\x00x",
	"typing": clientText(`{"type":"typing"}`), "walking": clientText(`{"type":"at","place":"/workshop","visible":true}`), "asking": clientText(`{"type":"hear"}`), "no such type": clientText(`{"type":"made up"}`),
	"reading": clientText(`{"type":"read","seq":9223372036854775807}`), "more than 64 KiB": clientText(strings.Repeat(" ", 65<<10)),
}

// clientText is a text frame of a browser under the key 0.
func clientText(text string) string {
	head := []byte{0x81, 0xFE, byte(len(text) >> 8), byte(len(text)), 0, 0, 0, 0}
	if len(text) > 0xFFFF {
		head = []byte{0x81, 0xFF, 0, 0, 0, 0, byte(len(text) >> 24), byte(len(text) >> 16), byte(len(text) >> 8), byte(len(text)), 0, 0, 0, 0}
	}
	return string(head) + text
}

func TestTortureFloodsOfFramesHoldNobodyUp(t *testing.T) {
	open := testparts.Settings{"SOCKETS_PER_ADDRESS": "0", "SOCKETS_PER_VISITOR": "0", "HANDSHAKES_PER_MINUTE": "0", "MESSAGES_PER_SECOND": "0"}
	n := testparts.StartNode(t, open) // the other limits are as they come
	v := newBystander(t, n)
	v.look(t, 5*time.Second)
	calm := v.took
	v.took = latencies{}
	var flooding sync.WaitGroup
	var mu sync.Mutex
	sockets, frames := 0, 0
	until := time.Now().Add(floodLasts)
	kinds := make([]string, 0, len(nonsense))
	for kind := range nonsense {
		kinds = append(kinds, kind)
	}
	for i := range flooders {
		flooding.Go(func() {
			for time.Now().Before(until) {
				sent := floodOnce(n, nonsense[kinds[i%len(kinds)]], until)
				mu.Lock()
				sockets, frames = sockets+1, frames+sent
				mu.Unlock()
				time.Sleep(some(rand.New(rand.NewPCG(uint64(i), 1)), 50*time.Millisecond))
			}
		})
	}
	v.look(t, floodLasts)
	flooding.Wait()
	testparts.Figures(t, "floods of frames", "flooders", flooders, "sockets", sockets, "frames", frames, "page p99 before", calm.part("page", 99), "page p99 meanwhile", v.took.part("page", 99),
		"message p99 before", calm.part("message", 99), "message p99 meanwhile", v.took.part("message", 99))
	if v.took.part("page", 99) > pageAmid || v.took.part("message", 99) > neighbourWaits {
		t.Errorf("want pages within %s and messages within %s", pageAmid, neighbourWaits)
	}
}

// floodOnce opens a socket and sends one thing until it is closed, or the flood is over. It returns how often.
func floodOnce(n *testparts.Node, what string, until time.Time) (sent int) {
	conn, err := net.Dial("tcp", n.Addr)
	if err != nil {
		return 0
	}
	defer conn.Close()
	go func() { _, _ = io.Copy(io.Discard, conn) }()
	_, err = io.WriteString(conn, "GET /live?at="+saw+" HTTP/1.1\r\nHost: "+n.Addr+"\r\nOrigin: "+n.URL+"\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
	time.Sleep(20 * time.Millisecond) // the answer is on its way
	for ; err == nil && time.Now().Before(until); sent++ {
		_, err = io.WriteString(conn, what)
		time.Sleep(floodPause)
	}
	return sent
}
