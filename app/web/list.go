package web

import (
	"net/url"
	"strconv"

	"porchlight/app/conversation"

	"github.com/gofiber/fiber/v2"
)

const (
	shortList   = 100  // conversations that a list shows at first
	longestList = 1600 // and at most: beyond that, filters and search find them
	foundMost   = 50   // messages that a search shows
)

// inboxList is the list alone, as the live channel renders it anew.
type inboxList struct {
	Filter        conversation.Filter
	Query         string // what is searched for; then Found is shown, and no Items
	Items         []inboxItem
	Found         []foundItem
	Places        []placeChoice
	Total, Unread int64
	Given         int64 // notices that could not be delivered
}

// States are the filters by state, in the order in which they are worked through.
func (inboxList) States() []conversation.State {
	return []conversation.State{conversation.Open, conversation.Waiting, conversation.Snoozed, conversation.Closed, conversation.Blocked}
}

// More reports whether there may be more than is listed.
func (l inboxList) More() bool {
	return l.Query == "" && int64(len(l.Items)) == l.Filter.Most || len(l.Found) == foundMost
}

// Longer is the address of the same list with more in it; empty where it is as long as one becomes.
func (l inboxList) Longer() string {
	if l.Query != "" || !l.More() || l.Filter.Most >= longestList {
		return ""
	}
	l.Filter.Most = min(2*l.Filter.Most, longestList)
	return l.At()
}

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
	In   string // the query of the page that shows it
}

type placeChoice struct {
	conversation.Place
	Title string
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
	if f.Most != shortList {
		q.Set("show", strconv.FormatInt(f.Most, 10))
	}
	return q
}

// filterOf reads a filter from an address. What it does not know is the first list.
func (s *Server) filterOf(query url.Values) conversation.Filter {
	f := conversation.Filter{State: conversation.State(query.Get("state")), Place: query.Get("place"), Most: shortList}
	if show, err := strconv.ParseInt(query.Get("show"), 10, 64); err == nil {
		for f.Most < min(show, longestList) { // few lengths, so that lists are shared
			f.Most = min(2*f.Most, longestList)
		}
	}
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

// listFor reads the list that a request's query asks for.
func (s *Server) listFor(c *fiber.Ctx) (inboxList, error) {
	query, _ := url.ParseQuery(string(c.Context().URI().QueryString())) // what cannot be parsed filters nothing
	if text := query.Get("q"); text != "" {
		return s.search(text)
	}
	return s.inboxList(s.filterOf(query))
}

func (s *Server) search(text string) (inboxList, error) {
	ctx, cancel := askingAside()
	defer cancel()
	found, err := s.Conversations.Search(ctx, text, foundMost)
	if err != nil {
		return inboxList{}, err
	}
	list := inboxList{Filter: conversation.Filter{State: conversation.Open, Most: shortList}, Query: text}
	list.Total, list.Unread, err = s.Conversations.Counts(ctx)
	for _, f := range found {
		in := url.Values{"q": {text}}
		if last := f.Message.Seq + threadPage/2; last < f.Conversation.LastSeq {
			in.Set("before", strconv.FormatInt(last, 10))
		}
		list.Found = append(list.Found, foundItem{Found: f, Name: nameOf(f.Conversation.ID), In: "?" + in.Encode()})
	}
	return list, err
}

func (s *Server) inboxList(f conversation.Filter) (inboxList, error) {
	ctx, cancel := askingAside()
	defer cancel()
	box, err := s.Conversations.Inbox(ctx, f)
	if err != nil {
		return inboxList{}, err
	}
	given, err := s.Outbox.Given(ctx)
	if err != nil {
		return inboxList{}, err
	}
	places, err := s.Conversations.Places(ctx)
	list := inboxList{Filter: f, Total: box.Total, Unread: box.Unread, Given: given}
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
