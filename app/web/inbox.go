package web

import (
	"net/url"

	"porchlight/app/conversation"
	"porchlight/app/presence"

	"github.com/gofiber/fiber/v2"
	"github.com/google/uuid"
)

const (
	inboxMost = 100 // conversations in the list
	foundMost = 50  // messages that a search shows
)

// inboxView is the owner's page: the list, and beside it a thread or nothing.
type inboxView struct {
	List   inboxList
	Thread *thread
	Here   whereabouts
	Desk   desk
	Picks  []pick
}

// inboxList is the list alone, as the live channel renders it anew.
type inboxList struct {
	Filter        conversation.Filter
	Query         string // what is searched for; then Found is shown, and no Items
	Items         []inboxItem
	Found         []foundItem
	Places        []placeChoice
	Total, Unread int64
}

// States are the filters by state, in the order in which they are worked through.
func (inboxList) States() []conversation.State {
	return []conversation.State{conversation.Open, conversation.Waiting, conversation.Snoozed, conversation.Closed, conversation.Blocked}
}

// More reports whether there may be more than is listed.
func (l inboxList) More() bool { return len(l.Items) == inboxMost || len(l.Found) == foundMost }

// At is the address of the list, which its page connects with.
func (l inboxList) At() string { return "/inbox" + l.In() }

// In is the query that leads back to this list from wherever it is added.
func (l inboxList) In() string {
	q := queryOf(l.Filter)
	if l.Query != "" {
		q.Set("q", l.Query)
	}
	if len(q) == 0 {
		return ""
	}
	return "?" + q.Encode()
}

type inboxItem struct {
	conversation.Item
	State            conversation.State
	Name, PlaceTitle string
	Here             bool
}

type foundItem struct {
	conversation.Found
	Name string
}

type placeChoice struct {
	conversation.Place
	Title string
}

// whereabouts is where a visitor is now.
type whereabouts struct {
	ID, Name, Place, Title string
	Entry                  presence.Entry
	Here                   bool
}

// queryOf says a filter in an address. The first list is that of all that is open.
func queryOf(f conversation.Filter) url.Values {
	q := url.Values{}
	if f.State != conversation.Open {
		q.Set("state", string(f.State))
	}
	if f.Place != "" {
		q.Set("place", f.Place)
	}
	return q
}

// filterOf reads a filter from an address. What it does not know is the first list.
func (s *Server) filterOf(query url.Values) conversation.Filter {
	f := conversation.Filter{State: conversation.State(query.Get("state")), Place: query.Get("place")}
	switch f.State {
	case conversation.Waiting, conversation.Snoozed, conversation.Closed, conversation.Blocked:
	default:
		f.State = conversation.Open
	}
	if _, known := s.Press.Current().Catalog.Title(f.Place); !known {
		f.Place = ""
	}
	return f
}

func (s *Server) showInbox(c *fiber.Ctx) error {
	list, err := s.listFor(c)
	if err != nil {
		return err
	}
	if wantsFragment(c) {
		return s.answer(c, fiber.StatusOK, "inbox/_list", s.staffPage(c, "Inbox", list.At()), list)
	}
	return s.answer(c, fiber.StatusOK, "inbox/inbox", s.staffPage(c, "Inbox", list.At()), inboxView{List: list})
}

// listFor reads the list that a request's query asks for.
func (s *Server) listFor(c *fiber.Ctx) (inboxList, error) {
	query, _ := url.ParseQuery(string(c.Context().URI().QueryString())) // what cannot be parsed filters nothing
	if text := query.Get("q"); text != "" {
		return s.search(text)
	}
	return s.inboxList(s.filterOf(query))
}

func (s *Server) search(text string) (inboxList, error) {
	ctx, cancel := asking()
	defer cancel()
	found, err := s.Conversations.Search(ctx, text, foundMost)
	if err != nil {
		return inboxList{}, err
	}
	list := inboxList{Filter: conversation.Filter{State: conversation.Open}, Query: text}
	list.Total, list.Unread, err = s.Conversations.Counts(ctx)
	for _, f := range found {
		list.Found = append(list.Found, foundItem{Found: f, Name: nameOf(f.Conversation.ID)})
	}
	return list, err
}

func (s *Server) inboxList(f conversation.Filter) (inboxList, error) {
	ctx, cancel := asking()
	defer cancel()
	box, err := s.Conversations.Inbox(ctx, f, inboxMost)
	if err != nil {
		return inboxList{}, err
	}
	places, err := s.Conversations.Places(ctx)
	list := inboxList{Filter: f, Total: box.Total, Unread: box.Unread}
	c := s.Press.Current().Catalog
	for _, item := range box.Items {
		title := ""
		if item.Conversation.Place != "/" {
			title, _ = c.Title(item.Conversation.Place)
		}
		_, here := s.Roster.Entry(item.Conversation.ID)
		list.Items = append(list.Items, inboxItem{Item: item, State: item.Conversation.State(s.Now()), Name: nameOf(item.Conversation.ID), PlaceTitle: title, Here: here})
	}
	for _, p := range places {
		if title, known := c.Title(p.Place); known {
			list.Places = append(list.Places, placeChoice{Place: p, Title: title})
		}
	}
	return list, err
}

func (s *Server) showThread(c *fiber.Ctx) error {
	return s.answerThread(c, fiber.StatusOK, composer{ID: uuid.NewString()})
}

func (s *Server) answerThread(c *fiber.Ctx, status int, form composer) error {
	id := c.Params("id")
	ctx, cancel := asking()
	defer cancel()
	if _, err := s.Conversations.Get(ctx, id); err != nil {
		return err
	}
	t, err := s.fill(ctx, thread{Side: conversation.Owner, Post: postOf(conversation.Owner, id)}, id, 0)
	if err != nil {
		return err
	}
	s.offerChanges(t.Messages)
	t.Composer = composer{Post: t.Post, ID: form.ID, Side: conversation.Owner, Body: form.Body, Error: form.Error}
	list, err := s.listFor(c)
	if err != nil {
		return err
	}
	view := inboxView{List: list, Thread: &t, Here: s.whereIs(id), Picks: s.picksFor(t.Conversation)}
	if view.Desk, err = s.deskOf(ctx, t.Conversation); err != nil {
		return err
	}
	return s.answer(c, status, "inbox/inbox", s.staffPage(c, view.Here.Name, "/inbox/"+id+list.In()), view)
}

func (s *Server) showThreadChanges(c *fiber.Ctx) error {
	id := c.Params("id")
	ctx, cancel := asking()
	defer cancel()
	if _, err := s.Conversations.Get(ctx, id); err != nil {
		return err
	}
	return s.answerChanges(c, thread{Side: conversation.Owner, Post: postOf(conversation.Owner, id)}, id)
}

func (s *Server) whereIs(id string) whereabouts {
	entry, here := s.Roster.Entry(id)
	title, _ := s.Press.Current().Catalog.Title(entry.Place)
	return whereabouts{ID: id, Name: nameOf(id), Place: entry.Place, Title: title, Entry: entry, Here: here}
}

// nameOf calls a visitor by the beginning of their id: enough to tell two apart, and it says nothing about them.
func nameOf(id string) string { return "Visitor " + id[:min(4, len(id))] }

// pick is something that an owner can answer with: a place, which goes with the message, or a canned reply, which becomes its
// text.
type pick struct {
	Kind, Title, Place, Text string
}

// picksFor lists what a conversation can be answered with.
func (s *Server) picksFor(about conversation.Conversation) (picks []pick) {
	c := s.Press.Current().Catalog
	title, _ := c.Title(about.Place)
	values := map[string]string{"title": title, "owner": c.Site.Owner.Name, "hours": c.Site.Hours.Plain()}
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
