package web

import (
	"encoding/json"

	"porchlight/app/conversation"
	"porchlight/app/live"
)

// typingEvent says on the bus who is writing where. It is shown for a moment and stored nowhere.
type typingEvent struct {
	ID   string            `json:"id"`
	Side conversation.Side `json:"side"`
}

// onTyping tells all nodes that the page's side is writing.
func (s *Server) onTyping(socket *live.Socket[*session], _ clientFrame) error {
	if h := socket.Data; h.conversation != "" {
		payload, _ := json.Marshal(typingEvent{ID: h.conversation, Side: h.side}) // plain fields cannot fail
		s.Bus.Publish(topicTyping, payload)
	}
	return nil
}

// showTyping tells the other side's tabs that someone is writing.
func (s *Server) showTyping(e typingEvent) {
	room := conversationRoom(e.ID)
	if s.hub.Size(room) == 0 {
		return
	}
	frame := s.frame("conversation/typing", e.Side)
	s.hub.Each(room, func(socket *live.Socket[*session]) {
		if socket.Data.side != e.Side {
			socket.Send(frame)
		}
	})
}
