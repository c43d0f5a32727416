package floorplan_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"testing/fstest"

	"porchlight/app/catalog"
)

// randomSite is a catalog of one to four ecosystems with up to 25 cards, 6 decisions and 12 topics each, called anything.
func randomSite(t *testing.T, random *rand.Rand) *catalog.Catalog {
	t.Helper()
	files := fstest.MapFS{"site.yaml": {Data: fmt.Appendf(nil,
		"name: %q\ntagline: Tagline\ndescription: Description\nowner: {name: Robin, role: Engineer}\ntime_zone: Europe/Paris\n", anyName(random))}}
	for i := range 1 + random.IntN(4) {
		addEcosystem(files, random, fmt.Sprintf("world-%d", i), 1+random.IntN(25), 1+random.IntN(6), 1+random.IntN(12))
	}
	c, err := catalog.Load(files, nil)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func addEcosystem(files fstest.MapFS, random *rand.Rand, slug string, cards, decisions, topics int) {
	put := func(name, format string, values ...any) {
		files[slug+"/"+name+".md"] = &fstest.MapFile{Data: fmt.Appendf(nil, "---\n"+format+"updated: 2026-11-24\n---\n", values...)}
	}
	var card, decision, topic []string
	for i := range topics {
		topic = append(topic, fmt.Sprintf("topic-%d", i))
		put("topics/"+topic[i], "title: %q\nheadline: Headline\nsummary: Summary\ntechnology: card-0\nversion: \"1\"\nchecked: 2026-11-24\n"+
			"further: [{title: Manual, url: \"https://example.com/\"}]\n", anyName(random))
		files[slug+"/topics/"+topic[i]+".md"].Data = append(files[slug+"/topics/"+topic[i]+".md"].Data, "\n"+strings.Repeat("A word. ", random.IntN(4000))+"\n"...)
	}
	for i := range decisions {
		decision = append(decision, fmt.Sprintf("decision-%d", i))
		put("decisions/"+decision[i], "title: Title\nlabel: %q\nline: Line\npoints: [{slug: point, title: Point, question: Question, reasoning: Reasoning, "+
			"options: [{option: Option, gives: something, costs: something}], default: Default, leave: Leave}]\n", anyName(random))
		files[slug+"/decisions/"+decision[i]+".md"].Data = append(files[slug+"/decisions/"+decision[i]+".md"].Data, "\nAn opening.\n"...)
	}
	for i := range cards {
		card = append(card, fmt.Sprintf("card-%d", i))
		put("technologies/"+card[i], "title: %q\nlayer: layer\nkind: %q\nversion: \"1\"\nsummary: Summary\ntopic: topic-0\nuses: []\n"+
			"role: Role\ngives: [something]\nwithholds: [something]\nchoose: [something]\navoid: [something]\nbeside: Beside\n"+
			"facts: [{fact: Fact, value: Value, source: \"https://example.com/\"}]\n", anyName(random), anyName(random))
	}
	put("ecosystem", "title: %q\neyebrow: Eyebrow\nsubtitle: Subtitle\ndescription: Description\nlead: Lead\nfeatured: [card-0]\n"+
		"layers: [{slug: layer, title: Layer}]\nservice: {title: Service, layer: layer, uses: [{technology: card-0, as: for it}]}\ntechnologies: [%s]\ndecisions: [%s]\ntopics: [%s]\n"+
		"perimeter: {stack: Stack, topics: Topics, model: Model}\nhighlights: [{title: Highlight, technologies: [card-0], text: Text}]\n"+
		"scope: {title: Scope, text: Text, readers: [{who: A client, finds: something}]}\nmap: {title: Map, text: Text}\npaths: {title: Paths, text: Text}\n"+
		"choices: {title: Choices, text: Text}\ndiscussion: {title: Discussion, text: Text, offers: [{title: Offer, text: Text}]}\n",
		anyName(random), strings.Join(card, ", "), strings.Join(decision, ", "), strings.Join(topic, ", "))
}

// anyName is of one to five words, short and very long ones.
func anyName(random *rand.Rand) string {
	words := []string{"Redis", "of", "Write-ahead", "logs", "Unternehmensdatenmodellierung", "C", "queues", "消息队列", "and", "PostgreSQL"}
	var name []string
	for range 1 + random.IntN(5) {
		name = append(name, words[random.IntN(len(words))])
	}
	return strings.Join(name, " ")
}
