package web

import (
	"context"
	"fmt"

	"porchlight/app/conversation"

	"github.com/gofiber/fiber/v2"
)

// threadPage is how many messages a page shows of a thread; those before are a link away.
const threadPage = 200

// fillPage reads the last messages of a thread, or those before a seq that is asked for.
func (s *Server) fillPage(ctx context.Context, c *fiber.Ctx, t thread, id string) (thread, error) {
	before, err := wholeNumber(c, "before")
	if err != nil {
		return t, err
	}
	changes, err := s.Conversations.Latest(ctx, id, before, threadPage)
	if err != nil {
		return t, err
	}
	page := pageOf(t.Side, id)
	if m := changes.Messages; len(m) > 0 && m[0].Seq > changes.Conversation.FirstSeq {
		t.Earlier = fmt.Sprint(page, "?before=", m[0].Seq)
	}
	if before > 0 && before <= changes.Conversation.LastSeq {
		t.Later = page
	}
	return s.fillWith(ctx, t, id, changes)
}

// fill reads what changed since a rev into a thread.
func (s *Server) fill(ctx context.Context, t thread, id string, after int64) (thread, error) {
	changes, err := s.Conversations.Since(ctx, id, after)
	if err != nil {
		return t, err
	}
	if t.After = after; after > changes.Conversation.Rev { // as isAhead: the page forgets what it has, and asks from the beginning
		t.After, t.Anew = 0, true
		changes = conversation.Changes{Conversation: conversation.Conversation{ID: id}}
	}
	return s.fillWith(ctx, t, id, changes)
}

// fillWith puts messages into a thread and notes that its side received all there are.
func (s *Server) fillWith(ctx context.Context, t thread, id string, changes conversation.Changes) (thread, error) {
	var err error
	if rev, err := s.Conversations.Mark(ctx, id, t.Side, conversation.Marks{Received: changes.Conversation.LastSeq}); err == nil && rev > 0 {
		s.changed(ctx, id, rev)
	}
	t.Conversation = changes.Conversation
	t.Messages = s.viewsOf(t.Side, id, changes.Messages)
	if t.Side == conversation.Visitor {
		t.Unread, err = s.Conversations.UnreadByVisitor(ctx, id)
	}
	return t, err
}

// postOf is where a side posts its messages.
func postOf(side conversation.Side, id string) string {
	if side == conversation.Owner {
		return "/inbox/" + id + "/messages"
	}
	return visitorPost
}

func (s *Server) viewsOf(side conversation.Side, id string, messages []conversation.Message) (views []messageView) {
	c, names := s.Press.Current().Catalog, map[int64]string{}
	for _, m := range messages {
		v := messageView{Message: m, Own: m.From == side, Post: postOf(side, id) + "/" + m.ID}
		if m.From == conversation.Owner {
			v.Card = c.Card(m.Place)
		} else if m.Place != "/" { // which is about nothing in particular
			v.PlaceTitle, _ = c.Title(m.Place)
		}
		if side == conversation.Owner && m.AccountID != 0 {
			if _, asked := names[m.AccountID]; !asked {
				names[m.AccountID] = s.nameOfOwner(m.AccountID)
			}
			v.By = names[m.AccountID]
		}
		if left := conversation.EditWithin - s.Now().Sub(m.At); v.Own && !m.Deleted && left > 0 {
			v.Left = seconds(left)
			if conversation.HasCode(m.Body) {
				v.Raw = m.Body
			}
		}
		views = append(views, v)
	}
	return views
}

// offerChanges puts the forms beside one's own messages that can still be changed. Whatever comes to an open page later gets
// them from its script.
func (s *Server) offerChanges(messages []messageView) {
	for i, m := range messages {
		messages[i].Changeable = m.Left > 0
	}
}
