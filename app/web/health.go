package web

import (
	"bytes"
	"context"
	"slices"
	"time"

	"porchlight/app/health"
	"porchlight/app/live"
	"porchlight/app/presence"

	"github.com/gofiber/fiber/v2"
)

// healthRoom holds the sockets of the health page.
const healthRoom = "health"

// Parts of the health page that come anew, once a pulse, or where they are slow, when the lines have another point. One that has not
// changed is not sent again.
var (
	healthParts = []string{"verdict", "troubles", "nodes", "figures", "lately", "times", "counted"}
	healthSlow  = []string{"lately", "times"}
)

// healthShown is what the room was sent last, by part.
type healthShown map[string][]byte

// keepHealth looks at how this node fares once a pulse, tells the others, and shows it to whoever looks, until the context ends.
func (s *Server) keepHealth(ctx context.Context) {
	ticker := time.NewTicker(health.Pulse)
	defer ticker.Stop()
	shown := healthShown{}
	for {
		reading, vitals, kept := s.Health.Beat()
		if !s.Roster.Alone {
			s.Bus.Publish(topicHealth+s.Node, health.Say(vitals))
		}
		s.showHealth(shown, reading, vitals, kept)
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
	}
}

// showHealth sends the room what has changed.
func (s *Server) showHealth(shown healthShown, reading health.Reading, vitals health.Vitals, kept bool) {
	if s.hub.Size(healthRoom) == 0 {
		clear(shown)
		return
	}
	view := s.healthView(reading, vitals)
	var news bytes.Buffer
	for _, part := range healthParts {
		if !kept && shown[part] != nil && slices.Contains(healthSlow, part) {
			continue
		}
		html, err := s.Press.Current().Views.Fragment("health/part", healthPart{part, view})
		if err != nil {
			s.Log.Error("a view failed", "view", part, "error", err)
			continue
		}
		if !bytes.Equal(shown[part], html) {
			shown[part] = html
			news.Write(html)
		}
	}
	if news.Len() > 0 {
		s.hub.Broadcast(healthRoom, live.Encode(news.Bytes()))
	}
}

// enterHealth shows a health page everything: it may have been away for long.
func (s *Server) enterHealth(socket *live.Socket[*session]) {
	s.hub.Join(socket, healthRoom)
	view := s.healthView(s.Health.Look())
	var all bytes.Buffer
	for _, part := range healthParts {
		html, err := s.Press.Current().Views.Fragment("health/part", healthPart{part, view})
		if err != nil {
			s.Log.Error("a view failed", "view", part, "error", err)
			return
		}
		all.Write(html)
	}
	socket.Send(live.Encode(all.Bytes()))
}

func (s *Server) pageOfHealth(c *fiber.Ctx) error {
	page := s.staffPage(c, "Health", healthPath)
	page.Bundle = "health"
	return s.answer(c, fiber.StatusOK, "health/health", page, s.healthView(s.Health.Look()))
}

// onHealth takes in what another node told of itself.
func (s *Server) onHealth(node string, said []byte) {
	if node != s.Node {
		s.Health.Hear(node, said)
	}
}

// leases are those of the other nodes, as health knows them.
func (s *Server) leases() (leases []health.Lease) {
	for _, l := range s.Roster.Leases() {
		leases = append(leases, health.Lease{Node: l.Node, Seq: l.Seq, Heard: l.Heard, Left: l.Left})
	}
	return leases
}

// ownLease is that of this node, as the bus has it.
func (s *Server) ownLease() health.Lease {
	own := health.Lease{Node: s.Node, Seq: s.Roster.Seq()}
	if renewed := s.renewed.Load(); renewed != nil {
		own.Heard = s.Now().Sub(*renewed)
		own.Left = max(0, presence.Lease-own.Heard)
	}
	return own
}
