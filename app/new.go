package main

import (
	"fmt"
	"strings"
	"time"

	"porchlight/app/scaffold"
	"porchlight/app/web"
)

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

func tellOf(files []string, what string) {
	for _, file := range files {
		fmt.Println(what, file)
	}
}

func (s *Settings) folder() scaffold.Folder {
	return scaffold.Folder{Path: s.contentFolder(), Reserved: web.ReservedSlugs(), Today: time.Now()}
}
