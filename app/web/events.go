package web

import (
	"context"
	"encoding/json"
	"strings"

	"porchlight/app/tracing"

	"go.opentelemetry.io/otel/trace"
)

// Topics on the bus. Events carry names, never text: every node reads the text from the store.
const (
	topicConversation = "conversation"
	topicTyping       = "typing"
	topicBlocked      = "blocked"
	topicLamp         = "lamp"     // the switch was set, or an owner was seen
	topicAnswered     = "answered" // by an owner
	topicUnlisted     = "unlisted"
	topicForgotten    = "forgotten"
	topicCut          = "cut"
	topicHealth       = "health:"   // and the node that tells
	topicBroadcast    = "broadcast" // one was sent, or ended
)

type conversationEvent struct {
	ID    string `json:"id"`
	Rev   int64  `json:"rev"`
	Trace string `json:"trace,omitempty"` // the span that it was published in; nodes of before do not read it
}

// changed tells all nodes that a conversation has a new rev, this one first.
func (s *Server) changed(ctx context.Context, id string, rev int64) {
	ctx, publishing := tracing.Begin(ctx, "publish "+topicConversation, trace.SpanKindProducer, published...)
	payload, _ := json.Marshal(conversationEvent{ID: id, Rev: rev, Trace: tracing.Parent(ctx)}) // plain fields cannot fail
	s.Bus.Publish(topicConversation, payload)
	publishing.End()
}

// onEvent hears what any node published, this one included.
func (s *Server) onEvent(topic string, payload []byte) {
	if node, is := strings.CutPrefix(topic, topicHealth); is {
		s.onHealth(node, payload)
		return
	}
	switch topic {
	case topicConversation:
		var e conversationEvent
		if json.Unmarshal(payload, &e) == nil {
			s.deliver.look(e.ID, s.traceEvent(e))
			s.inbox.touch()
			s.inbox.touchThread(e.ID)
			s.indexing.wake()
		}
	case topicLamp:
		s.lamp.stir(&s.lamp.changed)
	case topicAnswered:
		s.lamp.stir(&s.lamp.answered)
	case topicBlocked:
		s.onBlocked(string(payload))
	case topicUnlisted:
		var e unlistedEvent
		if json.Unmarshal(payload, &e) == nil {
			s.Roster.Unlist(e.ID, e.Unlisted)
		}
	case topicForgotten:
		s.onForgotten(string(payload))
	case topicCut:
		s.onCut(string(payload))
	case topicBroadcast:
		s.banners.stir()
	case topicTyping:
		var e typingEvent
		if json.Unmarshal(payload, &e) == nil {
			s.showTyping(e)
		}
	}
}

// onResumed runs after any gap on the bus: whatever was missed is read from the store and from the others' shares.
func (s *Server) onResumed() {
	s.deliver.work.Go(s.deliver.resume)
	s.askResync()
}
