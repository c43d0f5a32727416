package simulate

import (
	"encoding/json"
	"time"

	"github.com/fasthttp/websocket"
)

// clientFrame is what a page says.
type clientFrame struct {
	Type    string `json:"type"`
	Place   string `json:"place"`
	Visible *bool  `json:"visible,omitempty"`
	ID      string `json:"id,omitempty"`
	Body    string `json:"body,omitempty"`
}

// send gives the server a frame; false when no socket is open, or it has just broken.
func (t *tab) send(f clientFrame) bool {
	t.mu.Lock()
	conn := t.conn
	t.mu.Unlock()
	if conn == nil {
		return false
	}
	data, _ := json.Marshal(f) // plain fields cannot fail
	t.writing.Lock()
	defer t.writing.Unlock()
	_ = conn.SetWriteDeadline(time.Now().Add(answerWithin))
	return conn.WriteMessage(websocket.TextMessage, data) == nil
}

// say tells the server where the tab is and whether it is seen.
func (t *tab) say() bool {
	t.mu.Lock()
	place, visible := t.place, !t.hidden
	t.mu.Unlock()
	return t.send(clientFrame{Type: "at", Place: place, Visible: &visible})
}
