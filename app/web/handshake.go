package web

import (
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"strings"
	"time"

	"porchlight/app/conversation"
	"porchlight/app/fault"
	"porchlight/app/presence"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"
)

// nonceSize is how many bytes a key of a handshake holds (RFC 6455, section 4.1).
const nonceSize = 16

// isHandshake reports what the library does not look at: a handshake is one of HTTP/1.1 and has a key of its form (RFC 6455, section 4.2.1).
func isHandshake(h *fasthttp.RequestHeader) bool {
	key, err := base64.StdEncoding.DecodeString(string(h.Peek(fiber.HeaderSecWebSocketKey)))
	return h.IsHTTP11() && err == nil && len(key) == nonceSize
}

// isFromHere reports whether a handshake comes from one page, and that is this site's.
func (s *Server) isFromHere(origins [][]byte) bool {
	return len(origins) == 1 && s.Origins.Has(string(origins[0]))
}

// limitAddress returns where a handshake comes from, or refuses it. That may ask Redis, so it is done before the
// gate: who waits for Redis holds nobody up.
func (s *Server) limitAddress(c *fiber.Ctx) (from source, err error) {
	if from, err = s.sourceOf(c); err != nil {
		return from, err
	}
	if most := s.Limits.SocketsPerAddress; most > 0 && s.Roster.SocketsFrom(from.address) >= most {
		return from, fault.Limit(presence.Grace, "Too many live connections from your network. The next can open in %d s.", seconds(presence.Grace))
	}
	ctx, cancel := asking(c)
	defer cancel()
	return from, s.take(ctx, s.Limits.handshakes(), from.address, "Many pages were opened from your network. The next can connect in %d s.")
}

func (s *Server) handshake(c *fiber.Ctx, from source) (*session, error) {
	after, err := wholeNumber(c, "after")
	if err != nil {
		return nil, err
	}
	h := &session{request: requestOf(c).ID(), since: time.Now(), at: c.Query("at"), from: from, cursor: after, untold: c.Query("after") == ""}
	path, query, _ := strings.Cut(h.at, "?")
	if page, parameter, is := s.staffPageAt(path); is {
		return h, s.staffHandshake(c, h, page, parameter, query)
	}
	if _, known := s.Press.Current().Catalog.Title(h.at); !known {
		return nil, fault.New(fault.NotFound, "There is no such place on this site.")
	}
	return h, s.visitorHandshake(c, h)
}

func (s *Server) visitorHandshake(c *fiber.Ctx, h *session) error {
	v, known, err := s.visitorOf(c)
	if err != nil {
		return err
	}
	h.unlisted, h.unfollowed = s.isUnlisted(c), isUnfollowed(c)
	if !h.unlisted {
		h.about = aboutOf(c)
	}
	if !known && h.unfollowed { // asked not to be followed: one visitor a socket, until they write
		h.visitor = "~" + randomName() // which names no conversation
		return nil
	}
	h.looked = s.deliver.looked.Load()
	if !known {
		v = newVisitor()
		s.remember(c, v, false)
		h.empty = h.cursor == 0 // whatever else it gave is the rev of another visitor, whose messages it may still show
	}
	if most := s.Limits.SocketsPerVisitor; most > 0 && s.Roster.SocketsOf(v.id) >= most {
		return fault.Limit(presence.Grace, "Too many tabs are open. Close one and wait %d s.", seconds(presence.Grace))
	}
	h.visitor, h.conversation, h.side = v.id, v.id, conversation.Visitor
	if v.resumed != nil {
		h.resumed = v.resumed.ID()
	}
	err = s.startAtNow(h)
	if fault.Is(err, fault.Unavailable) {
		h.conversation, h.recalled = "", true
		return nil
	}
	return err
}

// startAtNow refuses whoever is blocked, and makes a socket that gave no rev start where its conversation is at this moment:
// whatever comes after the handshake is for it, and nothing before.
func (s *Server) startAtNow(h *session) error {
	if h.empty || h.conversation == "" {
		return nil
	}
	ctx, cancel := askingFor(h)
	defer cancel()
	now, err := s.Conversations.Get(ctx, h.conversation)
	if fault.Is(err, fault.NotFound) {
		h.empty = h.untold
		return nil
	}
	if err == nil && h.side == conversation.Visitor && now.BlockedUntil.After(s.Now()) {
		s.learnBlocked(ctx, h.conversation, h.from)
		return fault.New(fault.Forbidden, "Live connections from this browser are not accepted at the moment.")
	}
	h.about.Talking = isTalking(now, s.Now()) && !h.unlisted
	if h.untold {
		h.cursor = now.Rev
	}
	return err
}

func (s *Server) staffHandshake(c *fiber.Ctx, h *session, page route, parameter, query string) error {
	forbidden := fault.New(fault.Forbidden, "Please log in to connect here.")
	who, err := s.signedIn(c)
	switch {
	case fault.Is(err, fault.Unavailable): // nobody is logged out for that
		return err
	case err != nil:
		return forbidden
	}
	if who.Role.MayAnswer() {
		h.list = s.listShown(query)
	}
	h.page = page.path
	switch {
	case !page.access.admits(who.Role):
		return forbidden
	case h.page == threadPath && !conversation.ValidID(parameter):
		return fault.New(fault.NotFound, "There is no such conversation.")
	case h.page == threadPath:
		h.conversation, h.side = parameter, conversation.Owner
	case h.page == trailPath && !conversation.ValidID(parameter):
		return fault.New(fault.NotFound, "There is no such visitor.")
	case h.page == trailPath:
		h.watched = parameter
	}
	ctx, cancel := asking(c)
	defer cancel()
	h.login, err = s.Accounts.SessionID(ctx, c.Cookies(s.cookieName(staffCookie)))
	switch {
	case fault.Is(err, fault.Unavailable):
		return err
	case err != nil:
		return forbidden
	}
	h.looked = s.deliver.looked.Load()
	h.staff, h.visitor = &who, randomName()
	return s.startAtNow(h)
}

func randomName() string {
	b := make([]byte, 16)
	_, _ = rand.Read(b) // never fails (crypto/rand)
	return hex.EncodeToString(b)
}
