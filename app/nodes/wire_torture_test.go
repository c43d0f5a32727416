//go:build torture

package nodes

import (
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"porchlight/app/testparts"
)

// What may be held against a node, and what everybody else has meanwhile.
const (
	halves      = 10_000                 // connections on which a request was begun
	trickling   = 1_000                  // of them, on which a byte comes now and then
	slowReaders = 200                    // connections beside them, whose answers nobody reads
	unread      = 500                    // pages asked for on each of those
	givenUp     = 25 * time.Second       // by when all of them are: 15 s for a request or an answer, and to have been noticed
	pageAmid    = 250 * time.Millisecond // p99 of a page, on a new connection
	halfCosts   = 48 << 10               // bytes of memory at most
)

// begun are requests of which the end never comes.
var begun = []string{
	"", "G", "GET /workshop HTTP/1.1\r\nHost: x\r\nX-Half: ", "POST /conversation/messages HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000\r\n\r\nbody=",
	"POST /login HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3e8\r\n", "GET /live?at=/ HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: ", "\x16\x03\x01\x02\x00\x01",
}

func TestTortureHalfRequestsAndSlowReadersHoldNobodyUp(t *testing.T) {
	metrics := &testparts.Node{Addr: testparts.FreeAddr(t)}
	metrics.URL = "http://" + metrics.Addr
	n := testparts.StartNode(t, unlimited.With(testparts.Settings{"METRICS_ADDR": metrics.Addr}))
	v := newBystander(t, n)
	v.look(t, 5*time.Second)
	calm, before := v.took, said(scrape(t, metrics), "process_resident_memory_bytes")[""]
	v.took = latencies{}

	began := time.Now()
	var held sync.WaitGroup
	crowd := occupy(t, n, halves)
	for i, conn := range crowd {
		_, _ = io.WriteString(conn, begun[i%len(begun)])
	}
	for range slowReaders {
		conn, err := net.Dial("tcp", n.Addr)
		must(t, err)
		t.Cleanup(func() { _ = conn.Close() })
		_ = conn.(*net.TCPConn).SetReadBuffer(4 << 10)
		held.Go(func() {
			_ = conn.SetWriteDeadline(time.Now().Add(givenUp))
			_, _ = io.WriteString(conn, strings.Repeat("GET /workshop HTTP/1.1\r\nHost: x\r\n\r\n", unread))
		})
	}
	t.Logf("all had begun after %s", time.Since(began).Round(time.Millisecond))
	held.Go(func() {
		for until := time.Now().Add(givenUp); time.Now().Before(until); time.Sleep(time.Second) {
			for _, conn := range crowd[:trickling] {
				_, _ = io.WriteString(conn, "x")
			}
		}
	})
	most := said(scrape(t, metrics), "process_resident_memory_bytes")[""]
	v.look(t, 12*time.Second)
	amid := v.took
	testparts.Within(t, 2*givenUp, "all of them are given up", func() bool {
		return said(scrape(t, metrics), "process_open_fds")[""] < 100
	})
	over := time.Since(began)
	held.Wait()
	testparts.Figures(t, "half requests and slow readers", "half requests", halves, "slow readers", slowReaders, "memory for each", fmt.Sprint(int(most-before)/(halves+slowReaders)>>10, " KiB"),
		"page p99 before", calm.part("page", 99), "page p99 meanwhile", amid.part("page", 99), "message p99 meanwhile", amid.part("message", 99), "all given up after", over.Round(time.Second))
	if amid.part("page", 99) > pageAmid || amid.part("message", 99) > neighbourWaits || int(most-before) > (halves+slowReaders)*halfCosts {
		t.Errorf("want pages within %s, messages within %s, and %d bytes for each", pageAmid, neighbourWaits, halfCosts)
	}
}

// bystander is a visitor who looks at pages and writes all the time.
type bystander struct {
	node *testparts.Node
	b    *browser
	tab  *tab
	took latencies
}

func newBystander(t *testing.T, n *testparts.Node) *bystander {
	t.Helper()
	v := &bystander{node: n, b: newBrowser(t), took: latencies{}}
	v.b.write(t, n, "begin")
	v.tab = v.b.follow(t, n, saw, 0)
	return v
}

func (v *bystander) look(t *testing.T, while time.Duration) {
	t.Helper()
	for i, until := 0, time.Now().Add(while); time.Now().Before(until); i++ {
		v.took.time("page", func() {
			newcomer := newBrowser(t)
			if a := newcomer.get(t, v.node, shop); a.status != http.StatusOK {
				t.Errorf("a page: %d", a.status)
			}
			newcomer.CloseIdleConnections()
		})
		m := newMessage(fmt.Sprint("line ", i))
		v.took.time("message", func() {
			v.tab.say(m)
			testparts.Eventually(t, "the message shows", func() bool { return v.tab.shows(m.id) })
		})
		time.Sleep(60 * time.Millisecond) // fewer frames a second than a page may send
	}
}

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
