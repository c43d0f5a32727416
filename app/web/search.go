package web

import (
	"fmt"
	"strings"
	"sync/atomic"
	"unicode/utf8"

	"porchlight/app/catalog"
	"porchlight/app/press"
	"porchlight/app/search"

	"github.com/gofiber/fiber/v2"
)

// searched holds the index of the edition in force, with the content that it was made from.
type searched struct {
	current atomic.Pointer[struct {
		content *catalog.Catalog
		index   *search.Index
	}]
}

// in returns the index of a content. The first request of a new edition makes it; who asks meanwhile makes the same one.
func (s *searched) in(content *catalog.Catalog) *search.Index {
	now := s.current.Load()
	if now == nil || now.content != content {
		now = &struct {
			content *catalog.Catalog
			index   *search.Index
		}{content, search.New(content)}
		s.current.Store(now)
	}
	return now.index
}

// searchView is what a search page shows.
type searchView struct {
	search.Answer
	Query      string
	Error      string
	Most       int                  // letters of a query
	Ecosystems []*catalog.Ecosystem // to go on from, where nothing was asked or found
}

// showSearch answers with what was found, as a page or a fragment. Whoever asks the same gets the same bytes, so that they are
// cached as any place's; no search engine lists them.
func (s *Server) showSearch(c *fiber.Ctx) error {
	edition := s.Press.Current()
	view := searchView{Query: strings.TrimSpace(cleaned(c.Query("q"))), Most: search.MostLetters, Ecosystems: edition.Catalog.Ecosystems}
	page := press.Page{Title: "Search", Description: "Search every page of " + edition.Catalog.Site.Name + ".", Place: "/", Kind: "public", Bundle: "search"}
	if err := s.seeking.enter(); err != nil {
		return err
	}
	defer s.seeking.leave()
	answer, err := s.searched.in(edition.Catalog).Find(strings.TrimSpace(c.Query("q")))
	if err != nil {
		status, f := s.note(c, err)
		view.Error = f.Sentence
		return s.answer(c, status, "search/_search", page, view)
	}
	view.Answer = answer
	html, err := render(c, edition, "search/_search", page, view)
	if err != nil {
		return err
	}
	c.Set(headerRobots, noIndex)
	return send(c, press.Rendered(html, c.Get(fiber.HeaderAcceptEncoding)), revalidate, placeVary)
}

// questionAfter begins a question with what a search did not find.
func questionAfter(query string) string {
	if query = strings.TrimSpace(cleaned(query)); query == "" || utf8.RuneCountInString(query) > search.MostLetters {
		return ""
	}
	return fmt.Sprintf("I searched for “%s” and found nothing. ", query)
}
