package web

import (
	"bytes"
	"encoding/json"
	"time"

	"porchlight/app/conversation"
	"porchlight/app/fault"
	"porchlight/app/live"
)

// clientFrame is what pages send. Which fields count depends on the type.
type clientFrame struct {
	Type         string `json:"type"`
	Place        string `json:"place"`
	Visible      bool   `json:"visible"`
	ID           string `json:"id"`
	Body         string `json:"body"`
	Seq          int64  `json:"seq"`
	Conversation string `json:"conversation"`
}

// frameRates counts the frames of each type in the running second. Only the socket's own goroutine touches it.
type frameRates struct {
	second time.Time
	counts map[string]int
}

// over counts one frame and reports whether it is more than most in this second.
func (r *frameRates) over(kind string, most int, now time.Time) bool {
	if now.Sub(r.second) >= time.Second {
		r.second, r.counts = now, nil
	}
	if r.counts == nil {
		r.counts = map[string]int{}
	}
	r.counts[kind]++
	return most > 0 && r.counts[kind] > most
}

// received handles one frame of a page. What cannot be understood changes nothing and is said.
func (s *Server) received(socket *live.Socket[*session], data []byte) {
	h := socket.Data
	var f clientFrame
	decoder := json.NewDecoder(bytes.NewReader(data))
	err := decoder.Decode(&f)
	if err != nil || decoder.More() {
		f.Type = "bad"
	}
	handlers := map[string]func(*live.Socket[*session], clientFrame) error{
		"at": s.onAt, "message": s.onMessage, "typing": s.onTyping, "received": s.onMark, "read": s.onMark, "hear": s.onHear, "banner": s.onBanner,
	}
	handle, known := handlers[f.Type]
	if !known {
		f.Type = "unknown" // so that made-up types count as one
	}
	if h.rates.over(f.Type, s.Limits.FramesPerSecond, s.Now()) {
		socket.Close(closePolicy, "too many frames")
		return
	}
	if s.signedOut(h) {
		socket.Send(s.errorFrame("forbidden", f.ID, fault.New(fault.Forbidden, "You are logged out. Please log in again.")))
		socket.Close(closePolicy, "logged out")
		return
	}
	if s.cutOff(h) {
		socket.Close(closePolicy, "cut off")
		return
	}
	switch {
	case !known:
		socket.Send(s.errorFrame("bad-frame", f.ID, fault.New(fault.Invalid, "The page sent something this site does not understand. Please reload it.")))
	case f.Conversation != "" && (h.staff == nil || f.Conversation != h.conversation):
		socket.Send(s.errorFrame("forbidden", f.ID, fault.New(fault.Forbidden, "This page cannot write there.")))
	default:
		if err := handle(socket, f); err != nil {
			if isOurs(fault.Of(err)) {
				s.Log.ErrorContext(h.along(), "a frame failed", "type", f.Type, "error", err)
			}
			socket.Send(s.errorFrame(codeOf(err), f.ID, err))
		}
	}
}

// signedOut reports whether a staff page's session ended after its handshake.
func (s *Server) signedOut(h *session) bool { return h.staff != nil && s.isOver(h.login) }

// cutOff reports whether a page's browser was cut off after its handshake: the word of it may have been lost.
func (s *Server) cutOff(h *session) bool {
	if h.resumed == "" {
		return false
	}
	ctx, cancel := askingFor(h)
	defer cancel()
	left, err := s.Contacts.Browsers(ctx, h.conversation)
	return err == nil && h.isCutOff(left)
}

// codeOf names an error for the page's script.
func codeOf(err error) string {
	switch fault.Of(err).Kind {
	case fault.Invalid:
		return "invalid"
	case fault.Limited:
		return "limited"
	case fault.Forbidden, fault.Unauthorized:
		return "forbidden"
	case fault.NotFound:
		return "not-found"
	case fault.Conflict:
		return "conflict"
	}
	return "unavailable"
}

// onHear answers a page that doubts its socket, as when it wakes.
func (s *Server) onHear(socket *live.Socket[*session], _ clientFrame) error {
	socket.Send(heardFrame)
	return nil
}

// onAt moves a visitor to another place; and to another room where the page shows another ecosystem. Staff pages are no places:
// they only say whether they are visible, and a presence page what its table shows.
func (s *Server) onAt(socket *live.Socket[*session], f clientFrame) error {
	h := socket.Data
	if h.staff != nil {
		s.Roster.Look(h.visitor, socket.ID(), f.Visible)
		if h.page == presencePath {
			s.turnPresence(socket, f.Place)
		}
		return nil
	}
	if _, known := s.Press.Current().Catalog.Title(f.Place); !known {
		return fault.New(fault.NotFound, "There is no such place on this site.")
	}
	if from, to := pageRoom(h.at), pageRoom(f.Place); from != to {
		s.move(socket, from, to)
	}
	s.settleAt(socket, f.Place)
	s.Roster.Move(h.visitor, socket.ID(), f.Place, f.Visible)
	return nil
}

func (s *Server) onMessage(socket *live.Socket[*session], f clientFrame) (err error) {
	h := socket.Data
	if h.conversation == "" {
		socket.Send(s.errorFrame("post-first", f.ID, fault.New(fault.Forbidden, "The first message goes by post.")))
		return nil
	}
	draft := conversation.Draft{ID: f.ID, Body: f.Body, From: h.side}
	ctx, cancel := askingFor(h)
	defer cancel()
	ctx, end := s.traceFrame(ctx, f.Type)
	defer func() { end(err) }()
	if h.staff != nil {
		ctx = s.actingAs(ctx, *h.staff, didAnswer, h.conversation, "")
		draft.AccountID, draft.Place = h.staff.ID, s.cited(f.Place)
	} else if _, known := s.Press.Current().Catalog.Title(f.Place); known {
		draft.Place = f.Place
	} else {
		return fault.New(fault.NotFound, "There is no such place on this site.")
	}
	s.Roster.See(h.visitor, socket.ID())
	_, err = s.send(ctx, h.conversation, h.from, draft)
	return conversation.Unsent(err) // the echo comes to all tabs alike
}

// onMark notes how far a side has got: received means in the page, read means open, visible and in focus.
func (s *Server) onMark(socket *live.Socket[*session], f clientFrame) error {
	h := socket.Data
	if h.conversation == "" || f.Seq < 1 {
		return nil
	}
	marks := conversation.Marks{Received: f.Seq}
	if f.Type == "read" {
		marks.Read = f.Seq
	}
	ctx, cancel := askingFor(h)
	defer cancel()
	ctx, end := s.traceFrame(ctx, f.Type)
	rev, err := s.Conversations.Mark(ctx, h.conversation, h.side, marks)
	if err == nil && rev > 0 {
		s.changed(ctx, h.conversation, rev)
	}
	end(err)
	return err
}
