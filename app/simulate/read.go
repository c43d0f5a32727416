package simulate

import (
	"bytes"
	"errors"
	"net"
	"sync"
	"time"

	"github.com/fasthttp/websocket"
)

// renew gives the server more time to say something; mu is held.
func (t *tab) renew(now time.Time) {
	if t.conn != nil && !t.closing() && now.Sub(t.renewed) > renewing {
		t.renewed = now
		_ = t.conn.SetReadDeadline(now.Add(silence))
	}
}

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// read takes frames until the socket ends, and notes how it ended.
func (t *tab) read() {
	conn := t.conn // only this goroutine changes it
	for {
		_, reader, err := conn.NextReader()
		if err == nil {
			buffer := buffers.Get().(*bytes.Buffer)
			buffer.Reset()
			if _, err = buffer.ReadFrom(reader); err == nil {
				t.take(buffer.Bytes())
			}
			buffers.Put(buffer)
		}
		if err != nil {
			t.ended(conn, err)
			return
		}
	}
}

func (t *tab) ended(conn *websocket.Conn, err error) {
	t.mu.Lock()
	t.conn, t.lost = nil, time.Now()
	t.mu.Unlock()
	_ = conn.Close()
	report := t.v.run.report
	report.close()
	if t.closing() {
		return
	}
	code := websocket.CloseAbnormalClosure
	var closed *websocket.CloseError
	var slow net.Error
	switch {
	case errors.As(err, &closed):
		code = closed.Code
	case errors.As(err, &slow) && slow.Timeout():
		report.silent.Add(1)
		return
	}
	report.cut.add(code)
	if code == websocket.ClosePolicyViolation {
		report.problems.add(cutForPolicy, "the tab of visitor %d at %s was told to stop (1008)", t.v.number, t.page.place)
		t.stop()
	}
}
