package press_test

import (
	"errors"
	"strings"
	"testing"
	"testing/fstest"

	"porchlight/app/catalog"
	"porchlight/app/press"
)

func TestANewEditionReplacesTheOldOneWhole(t *testing.T) {
	s := smallSources()
	p := opened(t, s)
	old := p.Current()
	edit(t, s.Content, "site.yaml", "name: Porchlight", "name: Lantern")
	if err := p.Reprint(); err != nil {
		t.Fatal(err)
	}
	if got := homeOf(t, p.Current()); got != "home of Lantern" {
		t.Errorf("the new edition's home is %q", got)
	}
	if got := homeOf(t, old); got != "home of Porchlight" {
		t.Errorf("the edition that a request may still hold became %q", got)
	}
}

func TestABrokenEditionLeavesTheOldOne(t *testing.T) {
	for _, c := range []struct {
		wrong string
		spoil func(press.Sources)
	}{
		{"content with an error", func(s press.Sources) { put(s.Content.(fstest.MapFS), "site.yaml", "name: Lantern\n") }},
		{"a view that cannot be parsed", func(s press.Sources) { put(s.Views.(fstest.MapFS), "site/home.html", "{{.Site.Name") }},
		{"a view that asks for what is not there", func(s press.Sources) { put(s.Views.(fstest.MapFS), "site/_topic.html", "{{.Nothing}}") }},
		{"a view that calls one that is not there", func(s press.Sources) {
			put(s.Views.(fstest.MapFS), "site/home.html", `{{template "site/_nothing" .}}`)
		}},
		{"a script that cannot be read", func(s press.Sources) { put(s.Static.(fstest.MapFS), "js/site/10-first.js", "if (") }},
	} {
		t.Run(c.wrong, func(t *testing.T) {
			s := smallSources()
			p := opened(t, s)
			old := p.Current()
			c.spoil(s)
			if err := p.Reprint(); err == nil {
				t.Fatal("it was printed")
			}
			if p.Current() != old || homeOf(t, p.Current()) != "home of Porchlight" {
				t.Error("the old edition is gone")
			}
		})
	}
}

func TestContentErrorsReachWhoeverPrintsAsProblems(t *testing.T) {
	s := smallSources()
	edit(t, s.Content, "site.yaml", "time_zone: Europe/Paris", "time_zone: Europe/Atlantis")
	_, err := press.New(s)
	var problems catalog.Problems
	if !errors.As(err, &problems) || len(problems) != 1 || problems[0].Key != "time_zone" {
		t.Errorf("the error is %v", err)
	}
}

func TestAReservedSlugIsNoEcosystem(t *testing.T) {
	s := smallSources()
	s.Reserved = []string{"shop"}
	if _, err := press.Print(s); err == nil || !strings.Contains(err.Error(), `"shop" is reserved`) {
		t.Errorf("the error is %v", err)
	}
}

func put(files fstest.MapFS, name, text string) { files[name] = &fstest.MapFile{Data: []byte(text)} }

func opened(t *testing.T, s press.Sources) *press.Press {
	t.Helper()
	p, err := press.New(s)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func homeOf(t *testing.T, e *press.Edition) string {
	t.Helper()
	return string(plain(place(t, e, "/").Fragment))
}
