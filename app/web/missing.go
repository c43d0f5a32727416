package web

import (
	"net/url"
	"path"
	"strings"
	"unicode"

	"porchlight/app/catalog"
	"porchlight/app/press"
	"porchlight/app/search"

	"github.com/gofiber/fiber/v2"
)

const (
	askedMost = 120 // characters of an address that are shown again
	nearMost  = 3   // places that are offered instead
)

// missing is what the page of an unknown address shows.
type missing struct {
	failure
	Asked      string // the address, cut where it is long
	Near       []*catalog.Card
	Query      string // to search for
	Most       int    // letters of a query
	Ecosystems []*catalog.Ecosystem
}

// failToFind says what was asked for and what is near it; a page also leads to search, to the ecosystems and to the owner.
func (s *Server) failToFind(c *fiber.Ctx) error {
	asked := readable(c.Path())
	all := s.Press.Current().Catalog
	data := missing{
		failure: failure{Status: fiber.StatusNotFound, Title: titleOf(fiber.StatusNotFound), Sentence: nothingHere.Sentence},
		Asked:   cut(asked, askedMost), Near: all.Nearest(asked, nearMost),
	}
	page := press.Page{Title: data.Title}
	if !wantsFragment(c) {
		data.Query, data.Most, data.Ecosystems = wordsOf(asked), search.MostLetters, all.Ecosystems
		for _, eco := range all.Ecosystems {
			if strings.HasPrefix(asked, eco.Place()+"/") {
				page.Ecosystem = eco
			}
		}
	}
	return s.answer(c, fiber.StatusNotFound, "error/_missing", page, data)
}

// wordsOf makes a query of an address's last segment, without an ending.
func wordsOf(address string) string {
	last := path.Base(address)
	last = strings.TrimSuffix(last, path.Ext(last))
	return cut(strings.Join(strings.FieldsFunc(last, func(r rune) bool { return strings.ContainsRune("-_/.+ ", r) }), " "), search.MostLetters)
}

// readable is an address as people write it, without what cannot stand in a page.
func readable(address string) string {
	if decoded, err := url.PathUnescape(address); err == nil {
		address = decoded
	}
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return -1
		}
		return r // of bytes that are no text, the replacement character
	}, address)
}

func cut(text string, most int) string {
	if runes := []rune(text); len(runes) > most {
		return string(runes[:most-1]) + "…"
	}
	return text
}
