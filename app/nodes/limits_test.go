package nodes

import (
	"net/http"
	"net/url"
	"sync"
	"testing"
	"time"

	"porchlight/app/testparts"

	"github.com/fasthttp/websocket"
	"github.com/google/uuid"
)

func TestLimitsOfSocketsHoldOverAllNodesWhenAllComeAtOnce(t *testing.T) {
	t.Parallel()
	for name, limit := range map[string]testparts.Settings{"visitor": {"SOCKETS_PER_VISITOR": "4"}, "address": {"SOCKETS_PER_ADDRESS": "4"}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newPair(t, unlimited.With(limit))
			visitor := newBrowser(t)
			visitor.write(t, s.a, "begin") // so that all sockets have one name
			var work sync.WaitGroup
			var mu sync.Mutex
			ends := map[int]int{}
			for range 8 {
				for _, n := range s.nodes() {
					work.Go(func() {
						end := visitor.endOf(n, 3*time.Second)
						mu.Lock()
						defer mu.Unlock()
						ends[end]++
					})
				}
			}
			work.Wait()
			if ends[0] != 4 || ends[websocket.CloseTryAgainLater]+ends[http.StatusTooManyRequests] != 12 {
				t.Errorf("of 16 sockets %v; want 4 that stay open (0), and 12 refused with 429 or closed with 1013", ends)
			}
		})
	}
}

// noAnswer is the end of a handshake that the network did not carry.
const noAnswer = -1

// endOf opens a socket and returns how it ended: the status of a refused handshake, the code of a close, or 0 when it was
// still open after a while.
func (b *browser) endOf(n *testparts.Node, while time.Duration) int {
	dialer := websocket.Dialer{Jar: b.Jar, HandshakeTimeout: slowAnswer}
	socket, answer, err := dialer.Dial("ws://"+n.Addr+"/live?at="+saw, http.Header{"Origin": {n.URL}})
	if answer == nil {
		return noAnswer
	}
	if err != nil {
		return answer.StatusCode
	}
	defer socket.Close()
	_ = socket.SetReadDeadline(time.Now().Add(while))
	for {
		if _, _, err := socket.ReadMessage(); err != nil {
			if closed, is := err.(*websocket.CloseError); is {
				return closed.Code
			}
			return 0
		}
	}
}

func TestRatesHoldOverAllNodes(t *testing.T) {
	t.Parallel()
	s := newPair(t, testparts.Settings{"MESSAGE_BURST": "3", "MESSAGES_PER_SECOND": "1", "HANDSHAKES_PER_MINUTE": "3"})
	visitor, began := newBrowser(t), time.Now()
	sent, opened := map[int]int{}, map[int]int{}
	for i := range 6 {
		n := s.nodes()[i%2]
		opened[newBrowser(t).endOf(n, time.Millisecond)]++
		form := url.Values{"id": {uuid.NewString()}, "body": {"hello"}, "place": {saw}}
		got, err := visitor.do(n, http.MethodPost, visitorPost, form, "HX-Request", "true")
		if err != nil {
			t.Fatal(err)
		}
		sent[got.status]++
	}
	if opened[0] != 3 || opened[http.StatusTooManyRequests] != 3 {
		t.Errorf("of six handshakes %v; want three that are taken (0)", opened)
	}
	due := 3 + int(time.Since(began).Seconds()) // one more comes due in a second
	if sent[http.StatusOK] < 3 || sent[http.StatusOK] > due || sent[http.StatusOK]+sent[http.StatusTooManyRequests] != 6 {
		t.Errorf("of six messages %v; want three that are stored, and %d at most on a machine as slow", sent, due)
	}
}

func TestGuessesAtAPasswordAreCountedOverAllNodesAndOutlastTheirRestart(t *testing.T) {
	t.Parallel()
	s := newPair(t, testparts.Settings{"LOGINS_PER_ACCOUNT": "3"})
	guess := func(n *testparts.Node) answer { return logIn(t, n, ownerEmail, "a guess of theirs") }
	for i := range 3 {
		if a := guess(s.nodes()[i%2]); a.status != http.StatusUnprocessableEntity {
			t.Errorf("guess %d: %d", i+1, a.status)
		}
	}
	s.a.Restart(t)
	for _, n := range s.nodes() {
		if a := guess(n); a.status != http.StatusTooManyRequests || a.header.Get("Retry-After") == "" {
			t.Errorf("one more: %d, Retry-After %q", a.status, a.header.Get("Retry-After"))
		}
		if a := logIn(t, n, ownerEmail, ownerPassword); a.status != http.StatusTooManyRequests {
			t.Errorf("the right password then tells that it is: %d", a.status)
		}
	}
}
