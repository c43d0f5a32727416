package press_test

import (
	"fmt"
	"strings"
)

// part is a technology of a made-up ecosystem, or the reader's service.
type part struct {
	name  string
	layer int
	uses  []string
}

// world is a made-up ecosystem: enough to be printed, with as many parts as a test wants.
type world struct {
	slug    string
	layers  int
	service part
	parts   []part
}

// files are the content files of the world.
func (w world) files() map[string]string {
	all := map[string]string{
		w.slug + "/decisions/choice.md": "---\ntitle: Choice\nlabel: Choice\nline: Line\npoints: [{slug: point, title: Point, question: Question, reasoning: Reasoning, " +
			"options: [{option: Option, gives: something, costs: something}], default: Default, leave: Leave}]\nupdated: 2026-11-24\n---\n\nAn opening.\n",
		w.slug + "/topics/topic.md": "---\ntitle: Topic\nheadline: Headline\nsummary: Summary\ntechnology: " + w.parts[0].name +
			"\nversion: \"1\"\nchecked: 2026-11-24\nfurther: [{title: Manual, url: \"https://example.com/\"}]\nupdated: 2026-11-24\n---\n\nAn opening.\n",
	}
	var names, layers []string
	for i := range w.layers {
		layers = append(layers, fmt.Sprintf("{slug: layer-%d, title: Layer %d}", i, i))
	}
	for _, p := range w.parts {
		names = append(names, p.name)
		all[w.slug+"/technologies/"+p.name+".md"] = fmt.Sprintf("---\ntitle: %s\nlayer: layer-%d\nkind: kind\nversion: \"1\"\nsummary: Summary\ntopic: topic\nuses: %s\n"+
			"role: Role\ngives: [something]\nwithholds: [something]\nchoose: [something]\navoid: [something]\nbeside: Beside\n"+
			"facts: [{fact: Fact, value: Value, source: \"https://example.com/\"}]\nupdated: 2026-11-24\n---\n", p.name, p.layer, p.edges())
	}
	list := strings.Join(names, ", ")
	all[w.slug+"/ecosystem.md"] = fmt.Sprintf("---\ntitle: World %s\neyebrow: Eyebrow\nsubtitle: Subtitle\ndescription: Description\nlead: Lead\nfeatured: [%s]\n"+
		"layers: [%s]\nservice: {title: %s, layer: layer-%d, uses: %s}\ntechnologies: [%s]\ndecisions: [choice]\ntopics: [topic]\n"+
		"perimeter: {stack: Stack, topics: Topics, model: Model}\nhighlights: [{title: Highlight, technologies: [%s], text: Text}]\n"+
		"scope: {title: Scope, text: Text, readers: [{who: A client, finds: something}]}\nmap: {title: Map, text: Text}\npaths: {title: Paths, text: Text}\n"+
		"choices: {title: Choices, text: Text}\ndiscussion: {title: Discussion, text: Text, offers: [{title: Offer, text: Text}]}\nupdated: 2026-11-24\n---\n",
		w.slug, names[0], strings.Join(layers, ", "), w.service.name, w.service.layer, w.service.edges(), list, names[0])
	return all
}

func (p part) edges() string {
	var uses []string
	for _, to := range p.uses {
		uses = append(uses, fmt.Sprintf("{technology: %s, as: for %s}", to, to))
	}
	return "[" + strings.Join(uses, ", ") + "]"
}

// worldsContent is a site of made-up ecosystems.
func worldsContent(worlds ...world) map[string]string {
	all := map[string]string{
		"site.yaml": "name: Porchlight\ntagline: Tagline\ndescription: Description\nowner: {name: Robin, role: Engineer}\ntime_zone: Europe/Paris\n",
	}
	for _, w := range worlds {
		for name, text := range w.files() {
			all[name] = text
		}
	}
	return all
}
