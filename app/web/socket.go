package web

import (
	"crypto/rand"
	"encoding/hex"
	"strings"
	"sync"

	"porchlight/app/account"
	"porchlight/app/conversation"
	"porchlight/app/fault"
	"porchlight/app/live"
	"porchlight/app/presence"

	"github.com/gofiber/contrib/websocket"
	"github.com/gofiber/fiber/v2"
)

// session is what a socket is: decided at its handshake from the cookies and its place, and from nothing that it says later.
type session struct {
	visitor      string // in the roster; of staff, a name that counts nowhere
	at           string // the place it connected with
	address      string
	staff        *account.Account // nil: a visitor
	token        string           // of the staff session
	conversation string           // whose changes come here; empty: none
	side         conversation.Side
	cursor       int64 // the rev it has; moved by delivery alone
	fresh        bool  // it gave no rev, and is yet to be told how its conversation stands; cleared by delivery alone
	empty        bool  // nothing had been said in its conversation, when delivery had been asked to look
	looked       int64 // so many times
	rates        frameRates
}

const (
	socketReadBuffer = 256 // bytes; frames of visitors are small
	handshakeKey     = "handshake"
)

// unused is where the library would take its buffers for writing from: everything goes out through the socket's outbox.
var unused sync.Pool

// live checks a handshake and upgrades it.
func (s *Server) live() fiber.Handler {
	upgrade := websocket.New(s.serveSocket, websocket.Config{ReadBufferSize: socketReadBuffer, WriteBufferPool: &unused, Origins: []string{"*"}})
	return func(c *fiber.Ctx) error {
		if !websocket.IsWebSocketUpgrade(c) {
			return fiber.ErrUpgradeRequired
		}
		if !s.Origins.Has(c.Get(fiber.HeaderOrigin)) { // the library would answer 426
			return fault.New(fault.Forbidden, "Live connections are for this site's own pages.")
		}
		if s.draining.Load() {
			return fault.New(fault.Unavailable, "This node is about to stop. Please connect again.")
		}
		address, err := s.limitAddress(c)
		if err != nil {
			return err
		}
		if err := s.gate.enter(); err != nil {
			return err
		}
		defer s.gate.leave()
		session, err := s.handshake(c, address)
		if err != nil {
			return err
		}
		lighten(c.Request())
		c.Locals(handshakeKey, &handshaken{session, c.Response()})
		return upgrade(c)
	}
}

// limitAddress returns whose address a handshake comes from, or refuses it. That may ask Redis, so it is done before the
// gate: who waits for Redis holds nobody up.
func (s *Server) limitAddress(c *fiber.Ctx) (address string, err error) {
	if address, err = s.addressOf(c); err != nil {
		return "", err
	}
	if most := s.Limits.SocketsPerAddress; most > 0 && s.Roster.SocketsFrom(address) >= most {
		return "", fault.Limit(presence.Grace, "Too many live connections from your network. The next can open in %d s.", seconds(presence.Grace))
	}
	ctx, cancel := asking()
	defer cancel()
	return address, s.take(ctx, s.Limits.handshakes(), address, "Many pages were opened from your network. The next can connect in %d s.")
}

func (s *Server) handshake(c *fiber.Ctx, address string) (*session, error) {
	after, err := revOf(c.Query("after"))
	if err != nil {
		return nil, err
	}
	h := &session{at: c.Query("at"), address: address, cursor: after, fresh: c.Query("after") == ""}
	if h.at == "/inbox" || strings.HasPrefix(h.at, "/inbox/") || h.at == "/admin/presence" {
		return h, s.staffHandshake(c, h)
	}
	if _, known := s.Press.Current().Catalog.Title(h.at); !known {
		return nil, fault.New(fault.NotFound, "There is no such place on this site.")
	}
	return h, s.visitorHandshake(c, h)
}

func (s *Server) visitorHandshake(c *fiber.Ctx, h *session) error {
	v, known := s.visitorOf(c)
	if !known && c.Get("Sec-GPC") == "1" { // asked not to be followed: one visitor a socket, until they write
		h.visitor = randomName()
		return nil
	}
	h.looked = s.deliver.looked.Load()
	if !known {
		v = newVisitor()
		s.remember(c, v, false)
		h.empty, h.cursor = true, 0 // whatever rev it gave is another visitor's
	}
	if most := s.Limits.SocketsPerVisitor; most > 0 && s.Roster.SocketsOf(v.id) >= most {
		return fault.Limit(presence.Grace, "Too many tabs are open. Close one and wait %d s.", seconds(presence.Grace))
	}
	h.visitor, h.conversation, h.side = v.id, v.id, conversation.Visitor
	return s.begin(h)
}

// begin makes a socket that gave no rev begin where its conversation is at this moment: whatever comes after the handshake
// is for it, and nothing before.
func (s *Server) begin(h *session) error {
	if !h.fresh || h.empty || h.conversation == "" {
		return nil
	}
	ctx, cancel := asking()
	defer cancel()
	now, err := s.Conversations.Get(ctx, h.conversation)
	if fault.Is(err, fault.NotFound) {
		h.empty = true
		return nil
	}
	h.cursor = now.Rev
	return err
}

func (s *Server) staffHandshake(c *fiber.Ctx, h *session) error {
	forbidden := fault.New(fault.Forbidden, "Please log in to connect here.")
	who, err := s.signedIn(c)
	if err != nil {
		return forbidden
	}
	id, isThread := strings.CutPrefix(h.at, "/inbox/")
	switch {
	case h.at == "/admin/presence" && !who.Role.MayWatch(), h.at != "/admin/presence" && !who.Role.MayAnswer():
		return forbidden
	case isThread && !conversation.ValidID(id):
		return fault.New(fault.NotFound, "There is no such conversation.")
	case isThread:
		h.conversation, h.side = id, conversation.Owner
	}
	h.looked = s.deliver.looked.Load()
	h.staff, h.token, h.visitor = &who, c.Cookies(s.cookieName(staffCookie)), randomName()
	return s.begin(h)
}

func randomName() string {
	b := make([]byte, 16)
	_, _ = rand.Read(b) // never fails (crypto/rand)
	return hex.EncodeToString(b)
}

// serveSocket runs a socket to its end.
func (s *Server) serveSocket(conn *websocket.Conn) {
	h := conn.Locals(handshakeKey).(*handshaken).begin()
	*conn = websocket.Conn{Conn: conn.Conn} // without its copies of headers, cookies and so on
	s.hub.Serve(conn, h, live.Handler[*session]{Opened: s.opened, Received: s.received, Closed: s.closed})
}

func (s *Server) opened(socket *live.Socket[*session]) {
	h := socket.Data
	entry := presence.Socket{ID: socket.ID(), Place: h.at, Visible: true, Address: h.address}
	if h.staff != nil {
		entry.Staff = string(h.staff.Role)
	}
	s.Roster.Join(h.visitor, entry)
	if h.conversation != "" {
		s.deliver.join(socket)
	}
	s.showing.RLock()
	defer s.showing.RUnlock()
	if h.staff == nil {
		s.enter(socket, pageRoom(h.at))
		return
	}
	socket.Send(s.lampFrame())
	switch {
	case h.at == "/admin/presence":
		s.hub.Join(socket, presenceRoom)
		socket.Send(s.frame("presence/roster-partial", s.rosterView()))
	default:
		s.hub.Join(socket, inboxRoom)
		s.inbox.touch()
		if h.conversation != "" {
			s.hub.Join(socket, threadRoom(h.conversation))
			socket.Send(s.frame("inbox/here-partial", s.whereIs(h.conversation)))
		}
	}
}

func (s *Server) closed(socket *live.Socket[*session]) {
	s.Roster.Leave(socket.Data.visitor, socket.ID())
	if socket.Data.conversation != "" {
		s.deliver.leave(socket.Data.conversation)
	}
}
