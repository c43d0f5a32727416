package web

import (
	"cmp"
	"runtime/debug"
	"sync"
	"time"

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
	request      string    // the id of its handshake
	since        time.Time // and its time
	visitor      string    // in the roster; of staff, a name that counts nowhere
	at           string    // the place it connected with
	page         string    // of staff: the path of its route
	watched      string    // the visitor whose trail it shows; empty: none
	from         source
	unlisted     bool             // counted, and listed nowhere
	unfollowed   bool             // its browser asks that of every site
	staff        *account.Account // nil: a visitor
	about        presence.Socket  // what its browser says of itself; of who asks not to be followed, nothing
	login        string           // names the staff session
	conversation string           // whose changes come here; empty: none
	resumed      string           // the browser, where a link of a mail opened it; empty: it is none of these
	side         conversation.Side
	paused       bool                 // its page asks to be sent nothing of who is here
	table        string               // the room of the table that its page shows; moved by the keeper of the tables alone
	list         *conversation.Filter // of the conversations that its page lists; nil: none
	cursor       int64                // the rev it has; moved by delivery alone
	untold       bool                 // it gave no rev, and is yet to be told how its conversation stands; cleared by delivery alone
	empty        bool                 // nothing had been said in its conversation, when delivery had been asked to look
	looked       int64                // so many times
	recalled     bool                 // it came while the store was away, and is to come anew
	rates        frameRates
}

const (
	socketReadBuffer = 256 // bytes; frames of visitors are small
	handshakeKey     = "handshake"
)

// Why the server closes a socket, beside what the hub does by itself. The page's script tells them apart.
const (
	closePolicy   = 1008 // RFC 6455, section 7.4.1: a message violates the policy; not to come back
	closeAnew     = 1000 // RFC 6455, section 7.4.1: what it was for is done; to come back as whoever the cookie says by then
	closeTryLater = 1013 // registered with IANA under RFC 6455, section 11.7: too many are open, try again later
)

// unused is where the library would take its buffers for writing from: everything goes out through the socket's outbox.
var unused sync.Pool

// live checks a handshake and upgrades it.
func (s *Server) live() fiber.Handler {
	upgrade := websocket.New(s.serveSocket, websocket.Config{ReadBufferSize: socketReadBuffer, WriteBufferPool: &unused, Origins: []string{"*"}})
	return func(c *fiber.Ctx) error {
		if !websocket.IsWebSocketUpgrade(c) || !isHandshake(&c.Request().Header) {
			return fiber.ErrUpgradeRequired
		}
		if !s.isFromHere(c.Request().Header.PeekAll(fiber.HeaderOrigin)) { // the library would answer 426
			return s.refuseSocket(c, refusedOrigin, fault.New(fault.Forbidden, "Live connections are for this site's own pages."))
		}
		if s.draining.Load() {
			return s.refuseSocket(c, refusedDraining, fault.New(fault.Unavailable, "This node is about to stop. Please connect again."))
		}
		from, err := s.limitAddress(c)
		if err != nil {
			return s.refuseSocket(c, refusedAddress, err)
		}
		if err := s.gate.enter(); err != nil {
			return s.refuseSocket(c, refusedBusy, err)
		}
		defer s.gate.leave()
		session, err := s.handshake(c, from)
		if err != nil {
			return s.refuseSocket(c, "", err)
		}
		if c.Query("again") != "" {
			s.counters.reconnects.Inc()
		}
		r := requestOf(c)
		r.place = cmp.Or(session.page, session.at)
		lighten(c.Request())
		c.Locals(requestKey{}, r) // which went with the rest
		c.Locals(handshakeKey, &handshaken{session, c.Request(), c.Response()})
		return upgrade(c)
	}
}

// refuseSocket counts and logs why a handshake ends with an error.
func (s *Server) refuseSocket(c *fiber.Ctx, reason string, err error) error {
	requestOf(c).refused = s.counters.refuse(reason, err)
	return err
}

// serveSocket runs a socket to its end.
func (s *Server) serveSocket(conn *websocket.Conn) {
	h := conn.Locals(handshakeKey).(*handshaken).take()
	defer s.surviveSocket(h)
	*conn = websocket.Conn{Conn: conn.Conn} // without its copies of headers, cookies and so on
	s.hub.Serve(conn, h, live.Handler[*session]{Opened: s.opened, Received: s.received, Closed: s.closed})
}

func (s *Server) opened(socket *live.Socket[*session]) {
	h := socket.Data
	entry := h.about
	entry.ID, entry.Place, entry.Visible, entry.Address, entry.Unlisted, entry.Unfollowed = socket.ID(), h.at, true, h.from.address, h.unlisted, h.unfollowed
	if h.staff != nil {
		entry.Staff, entry.Visible = string(h.staff.Role), false // it says so when it is
	}
	s.Roster.Join(h.visitor, entry)
	if h.staff != nil && h.staff.Role.MayAnswer() {
		s.lamp.stir(&s.lamp.signed)
	}
	if h.conversation != "" {
		s.deliver.join(socket)
	}
	if h.recalled {
		s.hub.Join(socket, recalledRoom)
	}
	if h.page == healthPath { // before showing is held: it asks the store, and ticks wait for nobody's
		s.enterHealth(socket)
	}
	s.showing.RLock()
	defer s.showing.RUnlock()
	if h.staff == nil {
		s.enter(socket, pageRoom(h.at))
		s.settleAt(socket, h.at)
		return
	}
	s.hub.Join(socket, staffRoom)
	socket.Send(s.lampFrame())
	socket.Send(s.switchFrame())
	if h.list != nil {
		s.hub.Join(socket, listRoom(*h.list))
		s.inbox.show(*h.list)
	}
	switch h.page {
	case presencePath:
		s.enterPresence(socket)
	case broadcastsPath:
		s.enterBroadcasts(socket)
	case trailPath:
		s.enterTrail(socket)
	case threadPath:
		s.hub.Join(socket, threadRoom(h.conversation))
		s.inbox.touchThread(h.conversation)
	}
}

// surviveSocket ends a panic of one socket with that socket.
func (s *Server) surviveSocket(h *session) {
	if cause := recover(); cause != nil {
		s.Log.ErrorContext(h.along(), "a live connection panicked and is closed", "panic", cause, "stack", string(debug.Stack()))
	}
}

func (s *Server) closed(socket *live.Socket[*session]) {
	s.logEnd(socket)
	s.Roster.Leave(socket.Data.visitor, socket.ID())
	if socket.Data.conversation != "" {
		s.deliver.leave(socket.Data.conversation)
	}
}
