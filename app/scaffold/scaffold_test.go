package scaffold_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"porchlight/app/catalog"
	"porchlight/app/scaffold"
	"porchlight/app/testparts"
)

// aFolder is the small content of the tests as an author has it: the ecosystem workshop, with the technologies hammer and saw.
func aFolder(t *testing.T) scaffold.Folder {
	t.Helper()
	return scaffold.Folder{Path: testparts.Content(t), Reserved: []string{"inbox"}, Today: time.Date(2026, 11, 26, 0, 0, 0, 0, time.UTC)}
}

// checked loads the folder's content, which must be well.
func checked(t *testing.T, f scaffold.Folder) *catalog.Catalog {
	t.Helper()
	c, err := catalog.Load(os.DirFS(f.Path), f.Reserved)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func read(t *testing.T, f scaffold.Folder, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(f.Path, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func write(t *testing.T, f scaffold.Folder, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(f.Path, name), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestANewEcosystemPassesTheCheckAtOnce(t *testing.T) {
	f := aFolder(t)
	names, err := f.Ecosystem("message-queues", "")
	if err != nil {
		t.Fatal(err)
	}
	c := checked(t, f)
	for _, place := range []string{
		"/message-queues", "/message-queues/technologies/first-technology", "/message-queues/decisions/first-decision", "/message-queues/topics/first-topic",
	} {
		if _, is := c.Title(place); !is {
			t.Errorf("%s is no place", place)
		}
	}
	if title, _ := c.Title("/message-queues"); title != "Message queues" {
		t.Errorf("it is called %q", title)
	}
	if len(names) != 4 || !slices.Contains(names, filepath.Join(f.Path, "message-queues", "ecosystem.md")) {
		t.Errorf("it says that it wrote %q", names)
	}
}

func TestATitleMayHoldWhatYAMLAndMarkdownTakeForSigns(t *testing.T) {
	const title = `"C#": it's [one] {of} them & <b>`
	f := aFolder(t)
	if _, err := f.Ecosystem("signs", title); err != nil {
		t.Fatal(err)
	}
	if _, err := f.Topic("signs", "more", title, ""); err != nil {
		t.Fatal(err)
	}
	if text := read(t, f, "signs/ecosystem.md"); !strings.Contains(text, `title: "\"C#\": it's [one] {of} them & <b>"`) {
		t.Errorf("an author reads\n%.120s", text)
	}
	c := checked(t, f)
	for _, place := range []string{"/signs", "/signs/technologies/more"} {
		if got, _ := c.Title(place); got != title {
			t.Errorf("%s is called %q", place, got)
		}
	}
}

func TestANewTopicComesWithACardAndStandsLastInTheLists(t *testing.T) {
	f := aFolder(t)
	names, err := f.Topic("workshop", "dead-blow", "Dead blow", "")
	if err != nil {
		t.Fatal(err)
	}
	workshop := checked(t, f).Ecosystems[0]
	if want := []string{"hammer", "dead-blow"}; !slices.Equal(workshop.TopicBy, want) {
		t.Errorf("topics: %q, want %q", workshop.TopicBy, want)
	}
	if want := []string{"hammer", "saw", "dead-blow"}; !slices.Equal(workshop.TechnologyBy, want) {
		t.Errorf("technologies: %q, want %q", workshop.TechnologyBy, want)
	}
	if card := workshop.Topics[1].Technology; card.Slug != "dead-blow" || card.Title != "Dead blow" || card.Topic != workshop.Topics[1] {
		t.Errorf("its card is %q, %q", card.Slug, card.Title)
	}
	if last := names[len(names)-1]; last != filepath.Join(f.Path, "workshop", "ecosystem.md") {
		t.Errorf("it says that it changed %s", last)
	}
}

func TestANewTopicMayGoDeeperThanACardThatIsThere(t *testing.T) {
	for _, c := range []struct{ slug, technology, card string }{
		{"saw", "", "saw"}, // by its slug
		{"sharp", "saw", "saw"},
	} {
		f := aFolder(t)
		before := read(t, f, "workshop/technologies/saw.md")
		if _, err := f.Topic("workshop", c.slug, "", c.technology); err != nil {
			t.Fatal(err)
		}
		workshop := checked(t, f).Ecosystems[0]
		if got := workshop.Topics[1].Technology.Slug; got != c.card {
			t.Errorf("%s goes deeper than %s", c.slug, got)
		}
		if len(workshop.Technologies) != 2 || read(t, f, "workshop/technologies/saw.md") != before {
			t.Errorf("%s: a card was made or changed", c.slug)
		}
	}
}

func TestAListKeepsTheWayInWhichItsAuthorWroteIt(t *testing.T) {
	for _, c := range []struct{ what, before, after string }{
		{"on one line", "topics: [hammer] # in the order of reading", "topics: [hammer, new] # in the order of reading"},
		{"in quotes", `topics: [ "hammer" ]`, `topics: [ "hammer", new ]`},
		{"over lines", "topics: [\n    hammer, # first\n  ]", "topics: [\n    hammer, new, # first\n  ]"},
		{"a line each", "topics:\n  # in the order of reading\n  - hammer # first\n# then the rest", "topics:\n  # in the order of reading\n  - hammer # first\n  - new\n# then the rest"},
		{"a line each, not indented", "topics:\n- 'hammer'", "topics:\n- 'hammer'\n- new"},
	} {
		f := aFolder(t)
		text := read(t, f, "workshop/ecosystem.md")
		write(t, f, "workshop/ecosystem.md", strings.Replace(text, "topics: [hammer]", c.before, 1))
		if _, err := f.Topic("workshop", "new", "", "saw"); err != nil {
			t.Errorf("%s: %v", c.what, err)
			continue
		}
		checked(t, f)
		if got, want := read(t, f, "workshop/ecosystem.md"), strings.Replace(text, "topics: [hammer]", c.after, 1); got != want {
			t.Errorf("%s: it is now\n%s\nwant\n%s", c.what, got, want)
		}
	}
}

func TestWhatCannotBeWrittenIsRefusedAndNothingIsTouched(t *testing.T) {
	ecosystem := func(slug, title string) func(scaffold.Folder) error {
		return func(f scaffold.Folder) error { _, err := f.Ecosystem(slug, title); return err }
	}
	topic := func(ecosystem, slug, title, technology string) func(scaffold.Folder) error {
		return func(f scaffold.Folder) error { _, err := f.Topic(ecosystem, slug, title, technology); return err }
	}
	aliased := func(f scaffold.Folder) error {
		text := strings.Replace(read(t, f, "workshop/ecosystem.md"), "topics: [hammer]", "topics: *all", 1)
		write(t, f, "workshop/ecosystem.md", strings.Replace(text, "featured: [hammer]", "featured: &all [hammer]", 1))
		return topic("workshop", "new", "", "saw")(f)
	}
	for _, c := range []struct {
		what string
		try  func(scaffold.Folder) error
		says string
	}{
		{"a slug with a capital", ecosystem("Queues", ""), `"Queues" must be lower-case words joined by hyphens; choose another one`},
		{"a slug that leads out", ecosystem("../queues", ""), `must be lower-case words`},
		{"an empty slug", ecosystem("", ""), `must be lower-case words`},
		{"a slug of the site's own", ecosystem("inbox", ""), `"inbox" is reserved: the site has a page of its own there; choose another one`},
		{"the folder of replies", ecosystem("replies", ""), `"replies" is reserved: the content has files of another kind there`},
		{"an ecosystem that is there", ecosystem("workshop", ""), `workshop is there already: choose another slug, or delete it first`},
		{"a title of two lines", ecosystem("queues", "a\nb"), "--title must be a line of text"},
		{"a topic that is there", topic("workshop", "hammer", "", ""), "topics names hammer already: choose another slug"},
		{"a topic without an ecosystem", topic("forge", "new", "", ""), `there is no ecosystem "forge"`},
		{"a topic in no folder of the content", topic("..", "new", "", ""), `there is no ecosystem ".."`},
		{"a topic with a bad slug", topic("workshop", "a/b", "", ""), `"a/b" must be lower-case words joined by hyphens, such as dead-letters`},
		{"a technology that is not there", topic("workshop", "new", "", "axe"), `there is no technology "axe" in workshop: leave --technology out, and a card is made`},
		{"a list that cannot be changed", aliased, "add new to it by hand"},
	} {
		f := aFolder(t)
		err := c.try(f)
		if err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: it says %v, want %q", c.what, err, c.says)
		}
		for _, name := range []string{"queues", "schema", "workshop/topics/new.md"} {
			if _, err := os.Stat(filepath.Join(f.Path, name)); err == nil {
				t.Errorf("%s: %s was made", c.what, name)
			}
		}
	}
}

func TestAFileThatIsThereIsNotWrittenOver(t *testing.T) {
	f := aFolder(t)
	write(t, f, "workshop/topics/new.md", "mine")
	before := read(t, f, "workshop/ecosystem.md")
	if _, err := f.Topic("workshop", "new", "", ""); err == nil || !strings.Contains(err.Error(), "is there already") {
		t.Errorf("it says %v", err)
	}
	if read(t, f, "workshop/topics/new.md") != "mine" || read(t, f, "workshop/ecosystem.md") != before {
		t.Error("a file was changed")
	}
	if _, err := os.Stat(filepath.Join(f.Path, "workshop/technologies/new.md")); err == nil {
		t.Error("a card was made")
	}
}

func TestAFolderWithoutASiteIsNoContentFolder(t *testing.T) {
	f := scaffold.Folder{Path: t.TempDir()}
	_, ecosystem := f.Ecosystem("queues", "")
	_, topic := f.Topic("queues", "new", "", "")
	_, schemas := f.Schemas()
	for _, err := range []error{ecosystem, topic, schemas} {
		if err == nil || !strings.Contains(err.Error(), "name the folder with --content DIR") {
			t.Errorf("it says %v", err)
		}
	}
	if made, err := os.ReadDir(f.Path); err != nil || len(made) > 0 {
		t.Errorf("it made %v (%v)", made, err)
	}
}

// The first line of what is written names a schema for editors: by a path that leads to it.
func TestWhatIsWrittenNamesASchemaThatIsThere(t *testing.T) {
	f := aFolder(t)
	names, err := f.Ecosystem("queues", "")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		_, schema, _ := strings.Cut(strings.Split(string(text), "\n")[1], "# yaml-language-server: $schema=")
		if _, err := os.Stat(filepath.Join(filepath.Dir(name), schema)); schema == "" || err != nil {
			t.Errorf("%s names the schema %q: %v", name, schema, err)
		}
	}
}

func TestNothingIsWrittenThroughALinkThatLeadsOutOfTheFolder(t *testing.T) {
	for what, link := range map[string]string{"a schema": "schema/topic.json", "the folder of schemas": "schema", "an ecosystem": "workshop"} {
		t.Run(what, func(t *testing.T) {
			f, outside := aFolder(t), t.TempDir()
			kept := filepath.Join(outside, "topic.json")
			if err := os.WriteFile(kept, []byte("mine"), 0o600); err != nil {
				t.Fatal(err)
			}
			to, at := outside, filepath.Join(f.Path, link)
			switch what {
			case "a schema":
				to = kept
				if err := os.MkdirAll(filepath.Dir(at), 0o755); err != nil {
					t.Fatal(err)
				}
			case "an ecosystem":
				if err := os.CopyFS(filepath.Join(outside, "eco"), os.DirFS(at)); err != nil {
					t.Fatal(err)
				}
				to = filepath.Join(outside, "eco")
			}
			if err := os.RemoveAll(at); err != nil {
				t.Fatal(err)
			}
			if err := os.Symlink(to, at); err != nil {
				t.Fatal(err)
			}
			before := listed(t, outside)
			if names, err := f.Topic("workshop", "plane", "", ""); err == nil {
				t.Errorf("wrote %q", names)
			}
			if text, err := os.ReadFile(kept); err != nil || string(text) != "mine" || !slices.Equal(listed(t, outside), before) {
				t.Errorf("outside of the folder stands %q, %q", text, listed(t, outside))
			}
		})
	}
}

// listed are the files below a folder, with their modes.
func listed(t *testing.T, folder string) (all []string) {
	t.Helper()
	err := filepath.WalkDir(folder, func(path string, d os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		all = append(all, path+" "+info.Mode().String())
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}
