package web

import (
	"context"

	"porchlight/app/conversation"
	"porchlight/app/live"
	"porchlight/app/tracing"

	"go.opentelemetry.io/otel/trace"
)

// view is what several sockets can share: the same side, from the same rev on.
type view struct {
	side   conversation.Side
	after  int64
	untold bool
}

// isAhead reports whether a socket has seen more than there is: the conversation was removed, or began anew, or a backup was
// restored, or its browser has another name by now.
func (v view) isAhead(c conversation.Changes) bool { return v.after > c.Conversation.Rev }

// catchUp reads from the oldest cursor and sends each socket one frame with what is after its own.
func (d *delivery) catchUp(ctx context.Context, id string, next *pending) error {
	waiting := map[view][]*live.Socket[*session]{}
	oldest, resumed := int64(-1), false
	d.visit(id, next, func(socket *live.Socket[*session]) {
		resumed = resumed || socket.Data.resumed != ""
		v := view{socket.Data.side, socket.Data.cursor, socket.Data.untold}
		waiting[v] = append(waiting[v], socket)
		if oldest < 0 || v.after < oldest {
			oldest = v.after
		}
	})
	if len(waiting) == 0 {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, askTimeout)
	defer cancel()
	changes, err := d.server.Conversations.Since(ctx, id, oldest)
	if err != nil {
		return err
	}
	for v := range waiting {
		if v.isAhead(changes) && oldest > 0 {
			if changes, err = d.server.Conversations.Since(ctx, id, 0); err != nil {
				return err
			}
			break
		}
	}
	d.server.Roster.Talk(id, isTalking(changes.Conversation, d.server.Now()))
	if changes.Conversation.BlockedUntil.After(d.server.Now()) { // the word of it may have been lost
		d.server.onBlocked(id)
	}
	if resumed { // as above
		d.server.onCut(id)
	}
	for v, sockets := range waiting {
		if err := d.bring(ctx, v, changes, sockets); err != nil {
			return err
		}
	}
	if next.everyone {
		d.caughtUp(id, changes.Conversation.Standing())
	}
	return nil
}

func (d *delivery) bring(ctx context.Context, v view, changes conversation.Changes, sockets []*live.Socket[*session]) error {
	now := changes.Conversation
	var frame live.Frame
	if now.Rev > v.after || v.isAhead(changes) || v.untold && now.Rev > 0 {
		var err error
		if frame, err = d.changesFrame(ctx, v, changes); err != nil {
			return err
		}
	}
	_, writing := tracing.Begin(ctx, "write to sockets", trace.SpanKindInternal)
	for _, socket := range sockets {
		if frame != nil {
			socket.Send(frame)
		}
		socket.Data.cursor = now.Rev // also where it was ahead
		socket.Data.untold = false
	}
	d.endWritten(writing, len(sockets))
	return nil
}

func (d *delivery) changesFrame(ctx context.Context, v view, changes conversation.Changes) (live.Frame, error) {
	ctx, rendering := tracing.Begin(ctx, "render changes", trace.SpanKindInternal)
	defer rendering.End()
	anew := v.isAhead(changes)
	if anew {
		v.after = 0
	}
	var unseen []conversation.Message
	for _, m := range changes.Messages {
		if m.Rev > v.after {
			unseen = append(unseen, m)
		}
	}
	t := thread{Conversation: changes.Conversation, Side: v.side, After: v.after, Anew: anew, Messages: d.server.viewsOf(v.side, changes.Conversation.ID, unseen)}
	if v.side == conversation.Visitor {
		var err error
		if t.Unread, err = d.server.Conversations.UnreadByVisitor(ctx, changes.Conversation.ID); err != nil {
			return nil, err
		}
	}
	return d.server.frame("conversation/_changes", t), nil
}
