package main

import (
	"cmp"
	"fmt"
	"os"
	"strings"
	"time"

	"porchlight/app/catalog"
	"porchlight/app/scaffold"
	"porchlight/app/web"
)

type newCmd struct {
	Ecosystem newEcosystemCmd `cmd:"" help:"Write an ecosystem with one technology, one decision and one topic."`
	Topic     newTopicCmd     `cmd:"" help:"Write a topic into an ecosystem, with a technology card of the same slug where there is none."`
}

type newEcosystemCmd struct {
	Slug  string `arg:"" help:"The folder's name and the page's address, such as message-queues."`
	Title string `placeholder:"TEXT" help:"The page's heading. Unset: made from the slug."`
}

type newTopicCmd struct {
	Place      string `arg:"" name:"ecosystem/slug" help:"Where it belongs and what it is called, such as message-queues/dead-letters."`
	Title      string `placeholder:"TEXT" help:"The topic in a word or two. Unset: made from the slug."`
	Technology string `placeholder:"SLUG" help:"The card that it goes deeper than. Unset: the one of the same slug."`
}

type contentSchemaCmd struct {
	Kind string `arg:"" optional:"" enum:",${kinds}" default:"" help:"Print the schema of this kind of file (${kinds}). Unset: write all of them into the content folder."`
}

// Run writes the files of an ecosystem.
func (n newEcosystemCmd) Run(s *Settings) error {
	written, err := s.folder().Ecosystem(n.Slug, n.Title)
	if err != nil {
		return err
	}
	tellOf(written, "wrote")
	fmt.Printf("Next: make dev, open /%s, and replace the sentences in these files by your own; save, and the page follows.\n", n.Slug)
	return nil
}

// Run writes the files of a topic.
func (n newTopicCmd) Run(s *Settings) error {
	ecosystem, slug, found := strings.Cut(n.Place, "/")
	if !found {
		return fmt.Errorf("%q must name an ecosystem and a slug, such as message-queues/dead-letters", n.Place)
	}
	names, err := s.folder().Topic(ecosystem, slug, n.Title, n.Technology)
	if err != nil {
		return err
	}
	last := len(names) - 1
	tellOf(names[:last], "wrote")
	tellOf(names[last:], "changed")
	fmt.Printf("Next: make dev, open /%s/topics/%s, and replace the sentences in these files by your own; save, and the page follows.\n", ecosystem, slug)
	return nil
}

// Run prints a schema, or writes all of them where editors look for them.
func (c contentSchemaCmd) Run(s *Settings) error {
	if text, is := catalog.Schema(c.Kind); is {
		_, err := os.Stdout.Write(text)
		return err
	}
	written, err := s.folder().Schemas()
	tellOf(written, "wrote")
	return err
}

func tellOf(files []string, what string) {
	for _, file := range files {
		fmt.Println(what, file)
	}
}

// contentFolder is where an author works: the folder that is served with --content, or with --dev.
func (s *Settings) contentFolder() string { return cmp.Or(s.ContentDir, "content") }

func (s *Settings) folder() scaffold.Folder {
	return scaffold.Folder{Path: s.contentFolder(), Reserved: web.ReservedSlugs(), Today: time.Now()}
}
