package web

import (
	"encoding/json"

	"porchlight/app/conversation"
	"porchlight/app/live"
)

// typingEvent says on the bus who is writing where. It is shown for a moment and stored nowhere.
type typingEvent struct {
	ID      string            `json:"id"`
	Side    conversation.Side `json:"side"`
	Account int64             `json:"account,omitempty"` // of the owner
	Name    string            `json:"name,omitempty"`    // of the owner, for other owners
}

// onTyping tells all nodes that the page's side is writing.
func (s *Server) onTyping(socket *live.Socket[*session], _ clientFrame) error {
	if h := socket.Data; h.conversation != "" {
		s.Roster.See(h.visitor, socket.ID())
		e := typingEvent{ID: h.conversation, Side: h.side}
		if h.staff != nil {
			e.Account, e.Name = h.staff.ID, shortName(h.staff.Email)
		}
		payload, _ := json.Marshal(e) // plain fields cannot fail
		s.Bus.Publish(topicTyping, payload)
	}
	return nil
}

// typingView says who is writing; the name is for other owners, who then leave the answer to them.
type typingView struct {
	Side conversation.Side
	Name string
}

// showTyping tells the other side's tabs that someone is writing, and other owners which of them it is.
func (s *Server) showTyping(e typingEvent) {
	room := conversationRoom(e.ID)
	if s.hub.Size(room) == 0 {
		return
	}
	across := s.frame("conversation/typing", typingView{Side: e.Side})
	beside := s.frame("conversation/typing", typingView{Side: e.Side, Name: e.Name})
	s.hub.Each(room, func(socket *live.Socket[*session]) {
		switch h := socket.Data; {
		case h.side != e.Side:
			socket.Send(across)
		case h.staff != nil && h.staff.ID != e.Account:
			socket.Send(beside)
		}
	})
}
