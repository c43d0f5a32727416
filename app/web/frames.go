package web

import (
	"porchlight/app/fault"
	"porchlight/app/live"
)

// beat is sent beside every ping: a page cannot see pings, and must notice when nothing comes any more.
var beat = []byte("<!--beat-->")

// heardFrame answers a page that asks whether it is heard. It is no beat: those come from a server that may be deaf.
var heardFrame = live.Encode([]byte("<!--heard-->"))

// frame renders a fragment and encodes it once, for all who get it. A view that fails is logged and sends nothing.
func (s *Server) frame(view string, data any) live.Frame {
	html, err := s.Press.Current().Views.Fragment(view, data)
	if err != nil {
		s.Log.Error("a view failed", "view", view, "error", err)
		return nil
	}
	return live.Encode(html)
}

// problem is an error as a page shows it: what it was about, and what to do.
type problem struct {
	Code, For, Sentence string
	Retry               int // seconds to wait; 0: it would not help
}

// errorFrame tells one socket that what it sent changed nothing.
func (s *Server) errorFrame(code, about string, err error) live.Frame {
	f := fault.Of(err)
	return s.frame("error/frame", problem{Code: code, For: about, Sentence: f.Sentence, Retry: seconds(f.RetryAfter)})
}
