package web

import (
	"net/url"
	"strings"

	"porchlight/app/broadcast"
	"porchlight/app/conversation"
	"porchlight/app/fault"
	"porchlight/app/live"
	"porchlight/app/presence"

	"github.com/gofiber/fiber/v2"
	"github.com/google/uuid"
)

const (
	broadcastsRoom = "broadcasts" // the owners' sockets on that page
	toVisitor      = "visitor"    // what the form says where a broadcast is for one visitor
)

// broadcastsView is the page on which an owner tells people something.
type broadcastsView struct {
	Form    broadcastForm
	Preview *preview // nil: nothing is ready to be sent
	Lists   broadcastLists
	Sent    bool // just now
}

// preview is what is sent by the button below it.
type preview struct {
	Banner bannerView
	To     string // in words
}

// showBroadcastsPage shows the form, for the place or the visitor that a link names.
func (s *Server) showBroadcastsPage(c *fiber.Ctx) error {
	form := broadcastForm{ID: uuid.NewString(), To: broadcast.Everyone, Length: broadcast.Usual}
	if to := c.Query("to"); s.knownPlace(to) == to {
		form.To = to
	}
	if id := c.Query("visitor"); conversation.ValidID(id) {
		form.To, form.Visitor = toVisitor, id
	}
	return s.answerBroadcasts(c, fiber.StatusOK, broadcastsView{Form: form})
}

// previewBroadcast shows what would be sent, and sends nothing.
func (s *Server) previewBroadcast(c *fiber.Ctx) error {
	form := broadcastFormOf(c)
	draft, err := s.broadcastDraft(c, form)
	if err != nil {
		return s.refuseBroadcast(c, form, err)
	}
	b, err := s.Broadcasts.Preview(draft)
	if err != nil {
		return s.refuseBroadcast(c, form, err)
	}
	form.Text = b.Text
	return s.answerBroadcasts(c, fiber.StatusOK, broadcastsView{Form: form, Preview: &preview{s.bannerOf(b), s.targetWords(b.Target)}})
}

// sendBroadcast sends what was previewed: to the pages of this node at once, and the others hear of it.
func (s *Server) sendBroadcast(c *fiber.Ctx) error {
	form := broadcastFormOf(c)
	draft, err := s.broadcastDraft(c, form)
	if err != nil {
		return s.refuseBroadcast(c, form, err)
	}
	ctx, cancel := s.acting(c, didBroadcast, targetOf(draft.Target), draft.ID)
	defer cancel()
	b, fresh, err := s.Broadcasts.Send(ctx, draft)
	if err != nil {
		return s.refuseBroadcast(c, form, err)
	}
	if fresh {
		s.toldBroadcast(b.ID)
	}
	return s.answerDone(c, true)
}

// endBroadcast takes a broadcast away from all pages.
func (s *Server) endBroadcast(c *fiber.Ctx) error {
	ctx, cancel := s.acting(c, didEndBroadcast, "", c.Params("broadcast"))
	defer cancel()
	ended, err := s.Broadcasts.End(ctx, c.Params("broadcast"), accountOf(c).ID)
	if err != nil {
		return err
	}
	if ended {
		s.toldBroadcast(c.Params("broadcast"))
	}
	return s.answerDone(c, false)
}

// toldBroadcast has all nodes look at what runs, this one before the answer.
func (s *Server) toldBroadcast(id string) {
	ctx, cancel := askingAside()
	defer cancel()
	s.Bus.Publish(topicBroadcast, []byte(id))
	if err := s.renewBanners(ctx); err != nil {
		s.warn(ctx, "the broadcasts could not be read", err)
		s.banners.stir()
	}
	s.noteSights(ctx) // or the answer would take the number back that the socket has brought
}

// answerDone shows the page anew, with an empty form.
func (s *Server) answerDone(c *fiber.Ctx, sent bool) error {
	if !wantsFragment(c) {
		return c.Redirect(broadcastsPath+"#running", fiber.StatusSeeOther)
	}
	return s.answerBroadcasts(c, fiber.StatusOK, broadcastsView{
		Form: broadcastForm{ID: uuid.NewString(), To: broadcast.Everyone, Length: broadcast.Usual}, Sent: sent,
	})
}

// refuseBroadcast gives the form back with the reason.
func (s *Server) refuseBroadcast(c *fiber.Ctx, form broadcastForm, err error) error {
	status, f := s.note(c, err)
	setRetryAfter(c, f)
	form.Error, form.Text = f.Sentence, cleaned(form.Text)
	if f.Kind == fault.Conflict { // the id is taken by what was sent before
		form.ID = uuid.NewString()
	}
	return s.answerBroadcasts(c, status, broadcastsView{Form: form})
}

func (s *Server) answerBroadcasts(c *fiber.Ctx, status int, view broadcastsView) (err error) {
	if view.Lists, err = s.broadcastLists(); err != nil && status == fiber.StatusOK {
		return err // a text that was refused is given back even where the store cannot be read
	}
	s.complete(&view.Form)
	page := s.staffPage(c, "Broadcasts", broadcastsPath)
	if view.Form.Visitor != "" {
		page.Place += "?" + url.Values{"visitor": {view.Form.Visitor}}.Encode()
	}
	page.Bundle = "broadcasts"
	return s.answer(c, status, "broadcast/_broadcasts", page, view)
}

// enterBroadcasts takes an owner's socket to the page, beginning with how many would see a broadcast to each place.
func (s *Server) enterBroadcasts(socket *live.Socket[*session]) {
	_, query, _ := strings.Cut(socket.Data.at, "?")
	s.hub.Join(socket, broadcastsRoom)
	socket.Send(s.frame("presence/counts", s.countsOf(s.Press.Current().Catalog.Places())))
	if asked, err := url.ParseQuery(query); err == nil && conversation.ValidID(asked.Get("visitor")) {
		s.hub.Join(socket, reachedRoom(asked.Get("visitor")))
	}
}

// showReached tells the owners' pages how many would see what they are writing. The caller holds showing.
func (s *Server) showReached(changes presence.Changes) {
	if len(changes.Places) > 0 && s.hub.Size(broadcastsRoom) > 0 {
		s.hub.Broadcast(broadcastsRoom, s.frame("presence/counts", s.countsOf(changes.Places)))
	}
	for _, id := range changes.Told {
		if s.hub.Size(reachedRoom(id)) > 0 {
			s.hub.Broadcast(reachedRoom(id), s.frame("broadcast/reached-partial", s.reached(id)))
		}
	}
}

// reachedRoom holds the owners' sockets that are about to tell a visitor something.
func reachedRoom(id string) string { return "reached:" + id }
