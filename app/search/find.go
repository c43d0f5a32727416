package search

import (
	"strings"
	"unicode/utf8"

	"porchlight/app/fault"
)

// MostLetters is how long a query may be, in code points.
const MostLetters = 100

// MostShown is how many pages an answer holds; their number is told.
const MostShown = 20

// mostBelow is how many passages of one page are shown below it.
const mostBelow = 3

// mostWords is how many words of a query count.
const mostWords = 12

// Answer is what was found.
type Answer struct {
	Results []Result
	Total   int    // pages, also those that are not shown
	Partly  bool   // no passage holds all the words
	As      string // what was looked for in place of words that are spelt nowhere; empty: what was typed
	Nearest string // a query with results that is close to one without; empty: there is none
}

// Hit is a passage that was found.
type Hit struct {
	Address string
	Title   []Span
	Extract []Span
}

// Result is a page on which something was found, with the best passages.
type Result struct {
	Hit
	Kind      string
	Ecosystem string
	Below     []Hit
}

// Find looks for a query. One that is too long or no text is fault.Invalid; one without words finds nothing.
func (x *Index) Find(query string) (Answer, error) {
	switch {
	case !utf8.ValidString(query) || strings.ContainsRune(query, 0):
		return Answer{}, fault.New(fault.Invalid, "That is no text that can be searched for.")
	case utf8.RuneCountInString(query) > MostLetters:
		return Answer{}, fault.New(fault.Invalid, "Please search for at most %d characters.", MostLetters)
	}
	words := x.read(query)
	if len(words) == 0 {
		return Answer{}, nil
	}
	q := &asked{words, map[string]int{}}
	pages, all := x.rank(q)
	if len(pages) == 0 {
		return Answer{Nearest: x.nearest(words)}, nil
	}
	a := Answer{Total: len(pages), Partly: !all, As: x.readAs(words)}
	for _, p := range pages[:min(len(pages), MostShown)] {
		a.Results = append(a.Results, x.result(p, q))
	}
	return a, nil
}

func (x *Index) result(p ranked, q *asked) Result {
	page := &x.passages[p.page]
	r := Result{Kind: page.kind, Ecosystem: page.ecosystem}
	r.Address, r.Title = page.address, titled(page, q)
	for _, i := range p.passages {
		switch found := &x.passages[i]; {
		case i == p.page:
			r.Extract = found.extract(q)
		case len(r.Below) < mostBelow:
			r.Below = append(r.Below, Hit{Address: found.address, Title: titled(found, q), Extract: found.extract(q)})
		}
	}
	return r
}

func titled(p *passage, q *asked) []Span {
	title, _ := marked(p.title(), q)
	return title
}

// extract shows the words where a reader sees most of them: in the text, the summary or the code. Where the title has them
// all, or none of these any, it is the summary, or how the text begins.
func (p *passage) extract(q *asked) (best []Span) {
	summary, _ := marked(p.fields[inSummary], q)
	if _, held := marked(p.title(), q); held == len(q.words) && summary != nil {
		return summary
	}
	most := 0
	for _, field := range []int{inText, inSummary, inCode} {
		if found, held := extract(p.fields[field], q); held > most {
			best, most = found, held
		}
		if most == len(q.words) {
			return best
		}
	}
	if best == nil {
		best = summary
	}
	if text := p.fields[inText]; best == nil && text != "" {
		_, end := window(text, mark{})
		best = []Span{{Text: text[:end]}}
	}
	return best
}

// nearest replaces each word that is nowhere by the title's or heading's word nearest to it.
func (x *Index) nearest(words []word) string {
	var near []string
	for _, w := range words {
		if close := x.notable.nearest(w.typed); close != "" {
			near = append(near, close)
		}
	}
	return strings.Join(near, " ")
}
