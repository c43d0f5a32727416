package deploy

import (
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

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

func (c *container) isMasterOf(replicas int) bool {
	info := c.asked("6379", "info", "replication")
	return strings.Contains(info, "\nrole:master\n") && strings.Count(info, ",state=online,") == replicas
}

// sees tells whether a Sentinel takes an address for the master's, and knows so many replicas and other Sentinels.
func (c *container) sees(master string, replicas, others int) bool {
	lines := strings.Split(c.asked("26379", "sentinel", "master", "porchlight"), "\n")
	is := func(field, value string) bool {
		at := slices.Index(lines, field)
		return at >= 0 && at+1 < len(lines) && lines[at+1] == value
	}
	return is("ip", master) && is("num-slaves", fmt.Sprint(replicas)) && is("num-other-sentinels", fmt.Sprint(others)) && is("flags", "master")
}

// within waits for something that is to become true.
func within(t *testing.T, most time.Duration, what string, is func() bool) time.Duration {
	t.Helper()
	for began := time.Now(); ; time.Sleep(50 * time.Millisecond) {
		if is() {
			return time.Since(began)
		}
		if time.Since(began) > most {
			t.Fatalf("not so within %s: %s", most, what)
		}
	}
}

func TestTheSentinelsOfComposeMakeAReplicaTheMasterAndStayByIt(t *testing.T) {
	project := threeNodes.mustLoad(t)
	redis, sentinels := map[string]*container{}, []*container{}
	for _, name := range []string{"redis", "redis-two", "redis-three"} {
		address := strings.Replace(project.Services[name].Networks["inside"].Ipv4Address, inContainers, onMachine, 1)
		redis[address] = newContainer(t, project, name, address)
	}
	for i, name := range []string{"sentinel-one", "sentinel-two", "sentinel-three"} {
		sentinels = append(sentinels, newContainer(t, project, name, fmt.Sprint(onMachine, 128+i)))
	}
	start := func() {
		for _, c := range redis {
			c.start()
		}
		for _, c := range sentinels {
			c.start()
		}
	}
	agree := func(master string) bool {
		return redis[master].isMasterOf(2) && !slices.ContainsFunc(sentinels, func(s *container) bool { return !s.sees(master, 2, 2) || !s.isWell() })
	}
	first := onMachine + "11"
	start()
	within(t, 30*time.Second, "the first is the master of two, and three Sentinels watch it", func() bool { return agree(first) })

	redis[first].kill()
	second := ""
	took := within(t, 15*time.Second, "another is the master", func() bool {
		for address, c := range redis {
			if address != first && c.isMasterOf(1) {
				second = address
			}
		}
		return second != ""
	})
	t.Logf("after %s another is the master", took.Round(100*time.Millisecond))
	redis[first].start()
	within(t, 30*time.Second, "the one that was killed is a replica of it", func() bool { return agree(second) })

	for _, c := range redis {
		c.kill()
	}
	for _, c := range sentinels {
		c.kill()
	}
	start()
	within(t, 30*time.Second, "after the machine was restarted, the second is the master still", func() bool { return agree(second) })

	for address, c := range redis {
		if role, kept := names(t, c.volume), names(t, c.tmp); !slices.Equal(role, []string{"role.conf"}) || len(kept) > 0 {
			t.Errorf("%s has %q and %q on its disks", address, role, kept)
		}
	}
}

func names(t *testing.T, folder string) (names []string) {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		names = append(names, entry.Name())
	}
	return names
}
