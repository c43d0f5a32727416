package deploy

import (
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/compose-spec/compose-go/v2/types"
)

// inContainers is where the file has them, and onMachine where they are here: any address below 127 is this machine.
var inContainers, onMachine = "172.31.251.", fmt.Sprintf("127.%d.%d.", 1+rand.IntN(254), rand.IntN(256))

// container is a process that is started as a container of compose is: by its command, with its environment and the folder of its volume.
type container struct {
	t       *testing.T
	address string
	command []string
	env     []string
	health  []string // what Docker asks it
	volume  string
	tmp     string
	process *exec.Cmd
}

func newContainer(t *testing.T, project *types.Project, name, address string) *container {
	t.Helper()
	s := project.Services[name]
	c := &container{t: t, address: address, health: s.HealthCheck.Test[2:], volume: t.TempDir(), tmp: t.TempDir()}
	here := strings.NewReplacer(inContainers, onMachine, " --dir /tmp", " --dir "+c.tmp)
	for _, config := range s.Configs {
		file := filepath.Join(t.TempDir(), "config")
		if err := os.WriteFile(file, []byte(here.Replace(project.Configs[config.Source].Content)), 0o600); err != nil {
			t.Fatal(err)
		}
		here = strings.NewReplacer(config.Target, file)
	}
	for _, word := range s.Command {
		c.command = append(c.command, here.Replace(word))
	}
	c.command[len(c.command)-1] += " --bind " + address + " --bind-source-addr " + address // a container has but one address
	for name, value := range said(s) {
		c.env = append(c.env, name+"="+here.Replace(value))
	}
	t.Cleanup(c.kill)
	return c
}

func (c *container) start() {
	c.t.Helper()
	c.process = exec.Command(c.command[0], c.command[1:]...)
	c.process.Dir, c.process.Env = c.volume, append(c.env, "PATH="+os.Getenv("PATH"))
	if err := c.process.Start(); err != nil {
		c.t.Fatal(err)
	}
}

func (c *container) kill() {
	if c.process != nil {
		_ = c.process.Process.Kill() // it is gone where this fails
		_ = c.process.Wait()
		c.process = nil
	}
}

// asked is what it answers to a command; nothing while it does not answer.
func (c *container) asked(port string, command ...string) string {
	out, err := exec.Command("redis-cli", append([]string{"-h", c.address, "-p", port}, command...)...).Output()
	if err != nil {
		return ""
	}
	return strings.ReplaceAll(string(out), "\r", "")
}

// isWell tells whether Docker takes it for well.
func (c *container) isWell() bool {
	return exec.Command("redis-cli", append([]string{"-h", c.address}, c.health...)...).Run() == nil
}
