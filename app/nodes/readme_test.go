package nodes

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"porchlight/app/catalog"
	"porchlight/app/testparts"
	"porchlight/app/web"
	shipped "porchlight/content"
)

// commandInStep is a line of code below a numbered step.
var commandInStep = regexp.MustCompile(`(?m)^       (\S.*)$`)

func TestTheCommandsOfTheREADMEMakeAnEcosystem(t *testing.T) {
	t.Parallel()
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, section, _ := strings.Cut(string(readme), "## Write content\n")
	section, _, _ = strings.Cut(section, "\n## ")
	commands := commandInStep.FindAllStringSubmatch(section, -1)
	if len(commands) < 5 {
		t.Fatalf("there are the commands %q", commands)
	}
	clone := t.TempDir()
	if err := os.CopyFS(filepath.Join(clone, "content"), shipped.Files); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(clone, "bin"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(testparts.Binary(t), filepath.Join(clone, "bin", "porchlight")); err != nil {
		t.Fatal(err)
	}
	for _, c := range commands {
		command := exec.Command("sh", "-c", c[1])
		command.Dir = clone
		if said, err := command.CombinedOutput(); err != nil {
			t.Fatalf("%s: %v\n%s", c[1], err, said)
		}
	}
	made, err := catalog.Load(os.DirFS(filepath.Join(clone, "content")), web.ReservedSlugs())
	if err != nil {
		t.Fatal(err)
	}
	for place, want := range map[string]string{
		"/message-queues": "Message queues", "/message-queues/technologies/rabbitmq": "First technology",
		"/message-queues/technologies/dead-letters": "Dead letters", "/data-realtime": "Data & realtime",
	} {
		if title, _ := made.Title(place); title != want {
			t.Errorf("%s is called %q, want %q", place, title, want)
		}
	}
}
