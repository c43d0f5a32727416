//go:build torture

package nodes

import (
	"fmt"
	"io"
	"net"
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
