package presence

import (
	"encoding/json"
	"slices"
	"strings"
	"time"
)

// Socket is one open tab.
type Socket struct {
	ID      string    `json:"id"`
	Place   string    `json:"at"`
	Visible bool      `json:"visible"`
	Staff   string    `json:"staff,omitempty"` // the role on a staff page, which is listed nowhere and counts nowhere
	Since   time.Time `json:"since"`           // when its visitor came
	Opened  time.Time `json:"opened"`
	Moved   time.Time `json:"moved"` // when it came to its place
	Seen    time.Time `json:"seen"`  // when it last came, moved, was shown or hidden, or wrote
	Address string    `json:"address,omitempty"`

	Language string `json:"language,omitempty"` // what its browser says of itself, and where its visitor came from; a host, such as example.com
	Device   string `json:"device,omitempty"`
	Referrer string `json:"referrer,omitempty"`
	Talking  bool   `json:"talking,omitempty"` // its visitor has a conversation that is open

	Unlisted   bool `json:"unlisted,omitempty"` // its visitor asked not to be followed: they are counted, and listed nowhere
	Unfollowed bool `json:"-"`                  // its browser asks that of every site: what another browser of its visitor says does not undo it
	Leaving    bool `json:"leaving,omitempty"`  // in its grace: it still counts, and takes no room

	leaveAt time.Time // when its grace ends
	looked  time.Time // when its page last said whether it is visible
	node    string    // that it is connected to
	here    bool      // which is this one
}

// same reports whether two descriptions of a socket, at least one of them from another node, say the same.
func (s Socket) same(o Socket) bool {
	return s.ID == o.ID && s.Place == o.Place && s.Visible == o.Visible && s.Staff == o.Staff && s.Address == o.Address &&
		s.Unlisted == o.Unlisted && s.Leaving == o.Leaving && s.Talking == o.Talking && s.Language == o.Language && s.Device == o.Device &&
		s.Referrer == o.Referrer && s.Seen.Equal(o.Seen) && s.Since.Equal(o.Since) && s.Opened.Equal(o.Opened) && s.Moved.Equal(o.Moved)
}

// person is a visitor with all their sockets, on all nodes. Most have one socket on one node: slices cost them least.
type person struct {
	local   []*Socket
	remote  []part
	leaving int      // local sockets in their grace
	at      []spot   // where their sockets are, staff pages left out
	counted []string // places where they count: all spots, and all above them
	owners  int      // sockets of an owner on staff pages
	trail   []Step
	told    bool // somebody was told where they are
}

// spot is a place with some of a person's sockets.
type spot struct {
	place   string
	sockets int
}

// tally adds to the sockets at a place, and reports whether there are some for the first time or none any more.
func (p *person) tally(place string, by int) (changed bool) {
	for i := range p.at {
		if p.at[i].place == place {
			if p.at[i].sockets += by; p.at[i].sockets == 0 {
				p.at = slices.Delete(p.at, i, i+1)
				return true
			}
			return false
		}
	}
	p.at = append(p.at, spot{place, by})
	return true
}

// since is when the person came, as far as is known: each socket of a node has it from the one before.
func (p *person) since() (first time.Time, here bool) {
	look := func(s Socket) {
		if s.Staff == "" && (!here || s.Since.Before(first)) {
			first, here = s.Since, true
		}
	}
	if len(p.local) > 0 {
		look(*p.local[0])
	}
	for _, other := range p.remote {
		if len(other.sockets) > 0 {
			look(other.sockets[0])
		}
	}
	return first, here
}

// referrer is where the person came from, as far as is known: only the first page of a visit can tell.
func (p *person) referrer() (host string) {
	var first time.Time
	p.each(func(s Socket) {
		if s.Referrer != "" && (host == "" || s.Opened.Before(first)) {
			host, first = s.Referrer, s.Opened
		}
	})
	return host
}

// part is what one other node said of a person.
type part struct {
	node    string
	sockets []Socket
}

// each calls do for every socket of the person, on all nodes.
func (p *person) each(do func(Socket)) {
	for _, s := range p.local {
		do(*s)
	}
	for _, other := range p.remote {
		for _, s := range other.sockets {
			do(s)
		}
	}
}

// on returns what a node said of the person.
func (p *person) on(node string) []Socket {
	for _, other := range p.remote {
		if other.node == node {
			return other.sockets
		}
	}
	return nil
}

// set replaces what a node said of the person; no sockets: it says nothing.
func (p *person) set(node string, sockets []Socket) {
	p.remote = slices.DeleteFunc(p.remote, func(other part) bool { return other.node == node })
	if len(sockets) > 0 {
		p.remote = append(p.remote, part{node, sockets})
	}
}

// encode says what this node's sockets of the person are, in the words that decode understands.
func (p *person) encode() []byte {
	sockets := make([]Socket, 0, len(p.local))
	for _, s := range p.local {
		sockets = append(sockets, *s)
	}
	slices.SortFunc(sockets, func(a, b Socket) int { return strings.Compare(a.ID, b.ID) })
	data, _ := json.Marshal(sockets) // plain fields cannot fail
	return data
}
