package web

import (
	"context"
	"fmt"
	"net/url"
	"sync"
	"time"

	"porchlight/app/conversation"
)

// listRoom holds the sockets of owners' pages that list conversations as a filter says.
func listRoom(f conversation.Filter) string {
	return fmt.Sprintf("list:%s:%d:%s", f.State, f.Most, f.Place)
}

// listShown is the filter of the list beside a page; nil where it shows what a search found, which does not move. Pages of owners
// without a list hear from one how many are unread.
func (s *Server) listShown(query string) *conversation.Filter {
	values, err := url.ParseQuery(query)
	if err != nil || values.Get("q") != "" {
		return nil
	}
	f := s.filterOf(values)
	return &f
}

// inboxState remembers which of the owners' lists and threads are out of date, and whom the lists show.
type inboxState struct {
	mu      sync.Mutex
	lists   map[conversation.Filter]bool // that are shown somewhere, and whether they are out of date
	shown   map[string]bool
	threads map[string]bool // whose desk is out of date
}

// show has a list renewed, also for whoever has just come.
func (i *inboxState) show(f conversation.Filter) {
	i.mu.Lock()
	defer i.mu.Unlock()
	if i.lists == nil {
		i.lists = map[conversation.Filter]bool{}
	}
	i.lists[f] = true
}

// touch marks all lists as out of date.
func (i *inboxState) touch() {
	i.mu.Lock()
	defer i.mu.Unlock()
	for f := range i.lists {
		i.lists[f] = true
	}
}

// touchThread marks a thread's desk as out of date.
func (i *inboxState) touchThread(id string) {
	i.mu.Lock()
	defer i.mu.Unlock()
	if i.threads == nil {
		i.threads = map[string]bool{}
	}
	i.threads[id] = true
}

// moved marks as out of date what shows one of the visitors who came, moved or left.
func (i *inboxState) moved(visitors []string) {
	i.mu.Lock()
	defer i.mu.Unlock()
	for _, v := range visitors {
		if !i.shown[v] {
			continue
		}
		for f := range i.lists {
			i.lists[f] = true
		}
		return
	}
}

// take returns what is out of date and marks it as good. Lists that nobody shows any more are forgotten.
func (i *inboxState) take(isShown func(room string) bool) (lists []conversation.Filter, threads []string) {
	i.mu.Lock()
	defer i.mu.Unlock()
	for f, stale := range i.lists {
		if !isShown(listRoom(f)) {
			delete(i.lists, f)
		} else if stale {
			lists = append(lists, f)
			i.lists[f] = false
		}
	}
	for id := range i.threads {
		if isShown(threadRoom(id)) {
			threads = append(threads, id)
		}
	}
	i.threads = nil
	return lists, threads
}

// see notes whom a list shows.
func (i *inboxState) see(list inboxList) {
	i.mu.Lock()
	defer i.mu.Unlock()
	if i.shown == nil || len(i.shown) > 2*longestList { // of lists long past, too
		i.shown = map[string]bool{}
	}
	for _, item := range list.Items {
		i.shown[item.Conversation.ID] = true
	}
}

// renewEvery is how often lists are renewed for what time alone changes: a snooze or a block that ends.
const renewEvery = time.Minute

// tickInbox renews what owners see, at most once a tick. It asks the store, so it has a goroutine of its own: a slow store
// must not hold up the counts.
func (s *Server) tickInbox(ctx context.Context) {
	ticker := time.NewTicker(s.Tick)
	defer ticker.Stop()
	renewed := s.Now()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
		if now := s.Now(); now.Sub(renewed) >= renewEvery {
			renewed = now
			s.inbox.touch()
		}
		lists, threads := s.inbox.take(func(room string) bool { return s.hub.Size(room) > 0 })
		for _, f := range lists {
			s.showList(f)
		}
		for _, id := range threads {
			s.showDesk(id)
		}
	}
}

func (s *Server) showList(f conversation.Filter) {
	ctx, cancel := askingAside()
	defer cancel()
	list, err := s.inboxList(ctx, f)
	if err != nil {
		s.warn(ctx, "the inbox could not be read", err)
		s.inbox.show(f)
		return
	}
	s.inbox.see(list)
	s.hub.Broadcast(listRoom(f), s.frame("inbox/list-partial", list))
}
