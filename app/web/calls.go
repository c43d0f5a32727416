package web

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"porchlight/app/conversation"
	"porchlight/app/notify"
)

// call is the body of what a program of the owner's is posted.
type call struct {
	Type      string    `json:"type"`
	Timestamp time.Time `json:"timestamp"`
	Data      any       `json:"data"`
}

// calledMessage is a message as it is when the call is made: one that was deleted meanwhile has lost its text.
type calledMessage struct {
	Conversation string            `json:"conversation"`
	ID           string            `json:"id"`
	Seq          int64             `json:"seq"`
	From         conversation.Side `json:"from"`
	Place        string            `json:"place"`
	Title        string            `json:"title"` // of the place
	Body         string            `json:"body"`
	Deleted      bool              `json:"deleted"`
	URL          string            `json:"url"` // the thread, for owners
}

// callMessage tells the program of a message.
func (s *Server) callMessage(ctx context.Context, n notify.Notice) error {
	var which struct{ Seq int64 }
	if err := n.Read(&which); err != nil {
		return err
	}
	latest, err := s.Conversations.Latest(ctx, n.Conversation, which.Seq+1, 1)
	if err != nil {
		return err
	}
	if len(latest.Messages) == 0 || latest.Messages[0].Seq != which.Seq {
		return notify.ErrNotNeeded // it was erased
	}
	m := latest.Messages[0]
	title, _ := s.Press.Current().Catalog.Title(m.Place)
	return s.call(ctx, n, call{Type: "message.created", Timestamp: m.At.UTC(), Data: calledMessage{
		Conversation: n.Conversation, ID: m.ID, Seq: m.Seq, From: m.From, Place: m.Place, Title: title, Body: m.Body, Deleted: m.Deleted,
		URL: s.Origins.Main() + "/inbox/" + n.Conversation,
	}})
}

// callTest is tried once: an owner waits to see what becomes of it.
func (s *Server) callTest(ctx context.Context, n notify.Notice) error {
	err := s.call(ctx, n, call{Type: "test", Timestamp: n.Due.UTC(), Data: struct {
		URL string `json:"url"`
	}{s.Origins.Main() + reachPath}})
	if err == nil || errors.Is(err, context.Canceled) { // this node stops: the next start sends it
		return err
	}
	return notify.Refused(err.Error())
}

func (s *Server) call(ctx context.Context, n notify.Notice, c call) error {
	body, err := json.Marshal(c)
	if err != nil {
		return err
	}
	return s.Webhook.Send(ctx, n.UID, body)
}
