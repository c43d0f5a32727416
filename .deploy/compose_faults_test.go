package deploy

import (
	"fmt"
	"maps"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/compose-spec/compose-go/v2/types"
)

// faults says what is wrong with what Docker would run.
func (f form) faults(t *testing.T, project *types.Project) []string {
	t.Helper()
	return slices.Concat(closed(project), f.reached(project), taken(project), f.apart(t, project))
}

// closed says which containers are not closed, bounded or watched.
func closed(project *types.Project) (found []string) {
	for name, s := range project.Services {
		var needed []string // to listen on ports below 1024
		if name == "caddy" {
			needed = []string{"NET_BIND_SERVICE"}
		}
		var limits types.Resource
		if s.Deploy != nil && s.Deploy.Resources.Limits != nil {
			limits = *s.Deploy.Resources.Limits
		}
		for what, is := range map[string]bool{
			"its root is not read-only":                 !s.ReadOnly,
			"it has capabilities that it does not need": !slices.Equal(s.CapDrop, []string{"ALL"}) || !slices.Equal(s.CapAdd, needed),
			"it may gain rights":                        !slices.Equal(s.SecurityOpt, []string{"no-new-privileges:true"}) || s.Privileged,
			"its memory has no bound":                   limits.MemoryBytes == 0,
			"its processes have no bound":               limits.Pids == 0,
			"its log has no bound":                      s.Logging == nil || s.Logging.Options["max-size"] == "" || s.Logging.Options["max-file"] == "",
			"it does not come back":                     s.Restart != types.RestartPolicyUnlessStopped,
			"it is not asked how it is":                 s.HealthCheck == nil || len(s.HealthCheck.Test) < 2 || s.HealthCheck.Timeout == nil,
			s.Image + " is no exact version":            s.Build == nil && !exact(s.Image),
		} {
			if is {
				found = append(found, name+": "+what)
			}
		}
	}
	return found
}

// exact tells whether an image's name says one version: of three numbers, and PostgreSQL's of two.
func exact(image string) bool {
	name, version, _ := strings.Cut(image, ":")
	dots := strings.Count(version, ".")
	return dots == 2 || name == "postgres" && dots == 1
}

// reached says who is reached from where they are not to be: Caddy alone from outside, and all else by the nodes alone.
func (f form) reached(project *types.Project) (found []string) {
	for name, s := range project.Services {
		want := []string{"inside"}
		switch {
		case name == "caddy":
			want = []string{"edge"}
		case slices.Contains(f.nodes, name):
			want = []string{"edge", "inside"}
		}
		if in := slices.Sorted(maps.Keys(s.Networks)); !slices.Equal(in, want) {
			found = append(found, fmt.Sprintf("%s is in %v, not in %v", name, in, want))
		}
		if name != "caddy" && len(s.Ports) > 0 {
			found = append(found, name+" is reached from outside")
		}
	}
	if !project.Networks["inside"].Internal {
		found = append(found, "inside leads out of the machine")
	}
	return found
}

// taken says which addresses Docker may have given to another container by the time that theirs starts: it gives out the lowest of a network's
// range, which is all of the network where the file names none.
func taken(project *types.Project) (found []string) {
	for name, s := range project.Services {
		for network, in := range s.Networks {
			if in == nil || in.Ipv4Address == "" {
				continue
			}
			pool := project.Networks[network].Ipam.Config[0]
			given := pool.IPRange
			if given == "" {
				given = pool.Subnet
			}
			address := netip.MustParseAddr(in.Ipv4Address)
			if !netip.MustParsePrefix(pool.Subnet).Contains(address) || netip.MustParsePrefix(given).Contains(address) {
				found = append(found, in.Ipv4Address+" of "+name+" may be taken by who has none")
			}
		}
	}
	return found
}

// apart says in what the nodes are not what Caddy, each other and the program take them for.
func (f form) apart(t *testing.T, project *types.Project) (found []string) {
	caddy, first := project.Services["caddy"], project.Services[f.nodes[0]]
	environment := said(first)
	for _, name := range f.nodes {
		node := project.Services[name]
		if !maps.Equal(said(node), environment) || node.Image != first.Image || node.Volumes[0].Source != first.Volumes[0].Source {
			found = append(found, fmt.Sprintf("%s and %s differ", first.Name, name))
		}
		if !slices.Contains(strings.Fields(said(caddy)["NODES"]), name+":3000") {
			found = append(found, "Caddy passes nothing on to "+name)
		}
	}
	drain, err := time.ParseDuration(environment["DRAIN"])
	if err != nil || time.Duration(*first.StopGracePeriod) < 2*drain {
		found = append(found, fmt.Sprintf("%s may take %s to drain, and is killed after %s", first.Name, drain, time.Duration(*first.StopGracePeriod)))
	}
	if caddy.Networks["edge"].Ipv4Address != environment["TRUSTED_PROXIES"] {
		found = append(found, "Caddy's address is not the one that the nodes believe")
	}
	if said(caddy)["BASE_URL"] != environment["BASE_URL"] || environment["ADDR"] != "0.0.0.0:3000" {
		found = append(found, "Caddy has another origin or port than the nodes")
	}
	return append(found, refused(t, environment)...)
}

// said is what a container is told by its environment.
func said(s types.ServiceConfig) map[string]string {
	all := map[string]string{}
	for name, value := range s.Environment {
		all[name] = *value
	}
	return all
}
