package web

import (
	"strings"
	"unicode/utf8"

	"porchlight/app/conversation"
	"porchlight/app/fault"
	"porchlight/app/press"

	"github.com/gofiber/fiber/v2"
	"github.com/google/uuid"
)

// postAnswer takes an owner's message. One that names a place brings that card, block or topic along.
func (s *Server) postAnswer(c *fiber.Ctx) error {
	id := c.Params("id")
	draft := conversation.Draft{
		ID: field(c, "id"), Body: field(c, "body"), Place: s.cited(field(c, "place")), From: conversation.Owner,
		AccountID: accountOf(c).ID, Begins: field(c, "begin") != "" && s.isReachable(id),
	}
	ctx, cancel := s.acting(c, didAnswer, id, "")
	defer cancel()
	m, err := s.send(ctx, id, source{}, draft)
	if err == nil {
		return s.answerMessage(c, id, m, conversation.Owner)
	}
	if field(c, "begin") != "" && conversation.ValidID(id) {
		return s.refuseBegin(c, err, draft)
	}
	if fault.Is(err, fault.NotFound) {
		return err
	}
	return s.refuseAnswer(c, err, draft)
}

// cited is a place that can go with an answer, or none. The whole site is about nothing in particular.
func (s *Server) cited(place string) string {
	if place == "/" || s.Press.Current().Catalog.Card(place) == nil {
		return ""
	}
	return place
}

// refuseAnswer gives an owner's draft back with the reason, as refuse does.
func (s *Server) refuseAnswer(c *fiber.Ctx, err error, draft conversation.Draft) error {
	status, form := s.refusedAnswer(c, err, draft)
	if wantsFragment(c) {
		return s.answer(c, status, "conversation/_composer", press.Page{}, form)
	}
	if err := s.answerThread(c, status, form); err == nil || status < fiber.StatusInternalServerError {
		return err
	}
	// the thread cannot be read either, and the draft is given back alone
	return s.answer(c, status, "conversation/_composer", s.staffPage(c, nameOf(c.Params("id")), "/inbox"), form)
}

func (s *Server) refusedAnswer(c *fiber.Ctx, err error, draft conversation.Draft) (status int, form composer) {
	status, f := s.note(c, conversation.Unsent(err))
	form = composer{Post: postOf(conversation.Owner, c.Params("id")), ID: uuid.NewString(), Side: conversation.Owner, Body: cleaned(draft.Body), Error: f.Sentence}
	if status >= fiber.StatusInternalServerError && draft.ID != "" {
		form.ID = draft.ID // as in refuse
	}
	setRetryAfter(c, f)
	return status, form
}

// returnAnswer gives an answer back, and shows nothing else, while the store cannot tell whether an owner wrote it.
func (s *Server) returnAnswer(c *fiber.Ctx, err error) error {
	status, form := s.refusedAnswer(c, err, conversation.Draft{ID: field(c, "id"), Body: field(c, "body")})
	return s.answer(c, status, "conversation/_composer", press.Page{Title: titleOf(status)}, form)
}

// cleaned makes any bytes safe to give back in a form.
func cleaned(body string) string {
	if !utf8.ValidString(body) {
		body = strings.ToValidUTF8(body, "\uFFFD")
	}
	return strings.ReplaceAll(body, "\x00", "")
}
