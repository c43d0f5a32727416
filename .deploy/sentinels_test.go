package deploy

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"
)

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
