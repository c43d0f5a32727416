package web

import "porchlight/app/conversation"

// pick is something that an owner can answer with: a place, which goes with the message, or a canned reply, which becomes its
// text.
type pick struct {
	Kind, Title, Place, Text string
}

// picksFor lists what a conversation can be answered with.
func (s *Server) picksFor(about conversation.Conversation) (picks []pick) {
	c := s.Press.Current().Catalog
	title, _ := c.Title(about.Place)
	values := map[string]string{"title": title, "owner": c.Site.Owner.Name, "hours": c.Site.Hours.String()}
	for _, r := range c.Replies {
		picks = append(picks, pick{Kind: "reply", Title: r.Title, Text: r.Fill(values)})
	}
	for _, place := range c.Places() {
		if card := c.Card(place); place != "/" {
			picks = append(picks, pick{Kind: card.Kind, Title: card.Title, Place: place})
		}
	}
	return picks
}
