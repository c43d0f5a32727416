package main

import (
	"context"
	"fmt"
	"html/template"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"porchlight/app/catalog"
	"porchlight/app/search"
)

// The content that is searched: made-up prose whose words are as common as those of real texts (Zipf's law).
const (
	searchPages    = 1000
	searchSections = 8   // of a page
	searchProse    = 110 // words of a section
	searchWords    = 30_000
	searchAsked    = 2000
)

// measureSearch asks an index of the program for what visitors type: known words, beginnings and slips. What is measured is
// search.Index.Find, extracts included; the page round it is rendered as any other.
func measureSearch(ctx context.Context, k *kit) ([]row, error) {
	random := rand.New(rand.NewPCG(3, 4))
	words := madeWords(random)
	began := time.Now()
	content := madeCatalog(random, words)
	index := search.New(content)
	built := time.Since(began)
	kinds := []struct {
		what string
		ask  func() string
	}{
		{"words", func() string { return rareOf(random, words) + " " + rareOf(random, words) }},
		{"beginnings", func() string {
			w := rareOf(random, words)
			return rareOf(random, words) + " " + w[:1+random.IntN(len(w)-1)]
		}},
		{"slips", func() string {
			return slipIn(random, rareOf(random, words)) + " " + slipIn(random, rareOf(random, words))
		}},
	}
	var took, cpu samples
	worst := make([]samples, len(kinds))
	err := k.interleaved(ctx, k.rounds, 1, func(int) error {
		w := k.watching(nil)
		var all []float64
		before := ownCPU()
		for i, kind := range kinds {
			var own []float64
			for range k.size(searchAsked, searchAsked/10) {
				query := kind.ask()
				began := time.Now()
				if _, err := index.Find(query); err != nil {
					return fmt.Errorf("%q: %w", query, err)
				}
				own = append(own, time.Since(began).Seconds()*1000)
			}
			slices.Sort(own)
			worst[i] = append(worst[i], w.sample(own[len(own)*95/100]))
			all = append(all, own...)
		}
		slices.Sort(all)
		took = append(took, w.sample(all[len(all)*95/100]))
		cpu = append(cpu, w.sample((ownCPU()-before).Seconds()*1000/float64(len(all))))
		return nil
	})
	if err != nil {
		return nil, err
	}
	said := fmt.Sprintf("search.Index.Find with extracts, over %d topics of %d sections and %d words each, %d different words; p95 by what is typed:", searchPages, searchSections, searchSections*searchProse, searchWords)
	for i, kind := range kinds {
		said += fmt.Sprintf(" %s %s ms,", kind.what, number(worst[i].median()))
	}
	return []row{{
		What: fmt.Sprintf("search at %d,000 pages, p95", searchPages/1000), Ours: number(took.median()) + " ms", Value: took.median(), Budget: atMost(2, 0, " ms"),
		Note: notes(strings.TrimSuffix(said, ","), fmt.Sprintf("CPU a query, all collection of garbage included: %s ms; made and indexed in %.1f s", number(cpu.median()), built.Seconds()), caveat(took)),
	}}, nil
}

// madeWords are words of syllables, the common ones first.
func madeWords(random *rand.Rand) []string {
	syllables := strings.Fields("la mo ri te su ka ven dor il ta pre con stra ly per qua ne bo chi fe gru hol jin")
	var words []string
	seen := map[string]bool{}
	for len(words) < searchWords {
		var w string
		for range 1 + random.IntN(4) {
			w += syllables[random.IntN(len(syllables))]
		}
		if len(words) > 400 && len(w) < 5 {
			w += syllables[random.IntN(len(syllables))] + syllables[random.IntN(len(syllables))]
		}
		if !seen[w] {
			seen[w] = true
			words = append(words, w)
		}
	}
	return words
}

func madeCatalog(random *rand.Rand, words []string) *catalog.Catalog {
	zipf := rand.NewZipf(random, 1.05, 8, searchWords-1)
	prose := func(n int) string {
		var b strings.Builder
		for range n {
			b.WriteString(words[zipf.Uint64()])
			b.WriteByte(' ')
		}
		return b.String()
	}
	inline := func(n int) catalog.Inline {
		text := prose(n)
		return catalog.Inline{Source: text, HTML: template.HTML(text)}
	}
	e := &catalog.Ecosystem{Slug: "made", Title: "Made"}
	for i := range searchPages {
		t := &catalog.Topic{Slug: fmt.Sprint("topic-", i), Ecosystem: e, Title: prose(2), Headline: inline(6), Summary: inline(12)}
		for n := range searchSections {
			t.Contents = append(t.Contents, catalog.Section{ID: fmt.Sprint("section-", n), Title: template.HTML(prose(4)), Words: catalog.Words{Prose: prose(searchProse), Code: prose(searchProse / 4)}})
		}
		e.Topics = append(e.Topics, t)
	}
	return &catalog.Catalog{Site: catalog.Site{Name: "Made"}, Ecosystems: []*catalog.Ecosystem{e}}
}

// rareOf is a word as people search for: not one of the most common.
func rareOf(random *rand.Rand, words []string) string { return words[100+random.IntN(5000)] }

// slipIn leaves out, doubles, swaps or changes a letter.
func slipIn(random *rand.Rand, word string) string {
	i := random.IntN(len(word) - 1)
	switch random.IntN(4) {
	case 0:
		return word[:i] + word[i+1:]
	case 1:
		return word[:i] + word[i:i+1] + word[i:]
	case 2:
		return word[:i] + word[i+1:i+2] + word[i:i+1] + word[i+2:]
	}
	return word[:i] + "x" + word[i+1:]
}
