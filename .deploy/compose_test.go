package deploy

import (
	"context"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/compose-spec/compose-go/v2/loader"
	"github.com/compose-spec/compose-go/v2/types"
)

// compose loads compose.yaml as Docker does, with what a person wrote into .env.
func compose(env map[string]string) (*types.Project, error) {
	details := types.ConfigDetails{WorkingDir: ".", ConfigFiles: []types.ConfigFile{{Filename: "compose.yaml"}}, Environment: env}
	return loader.LoadWithContext(context.Background(), details)
}

func mustCompose(t *testing.T) *types.Project {
	t.Helper()
	project, err := compose(map[string]string{"DOMAIN": "example.com"})
	if err != nil {
		t.Fatal(err)
	}
	return project
}

func TestComposeAsksForTheDomainAndForNothingElse(t *testing.T) {
	mustCompose(t)
	if _, err := compose(nil); err == nil || !strings.Contains(err.Error(), "say in .env under which name visitors come, such as DOMAIN=example.com") {
		t.Errorf("without a domain it says %v", err)
	}
}

func TestEveryContainerIsClosedBoundedAndWatched(t *testing.T) {
	for name, s := range mustCompose(t).Services {
		t.Run(name, func(t *testing.T) {
			var needed []string // to listen on ports below 1024
			if name == "caddy" {
				needed = []string{"NET_BIND_SERVICE"}
			}
			limits := s.Deploy.Resources.Limits
			for what, holds := range map[string]bool{
				"its root is read-only":                  s.ReadOnly,
				"it has no capability but what it needs": slices.Equal(s.CapDrop, []string{"ALL"}) && slices.Equal(s.CapAdd, needed),
				"it gains none":                          slices.Equal(s.SecurityOpt, []string{"no-new-privileges:true"}),
				"it is not privileged":                   !s.Privileged,
				"its memory is bounded":                  limits.MemoryBytes > 0,
				"its processes are bounded":              limits.Pids > 0,
				"its log is bounded":                     s.Logging.Options["max-size"] != "" && s.Logging.Options["max-file"] != "",
				"it comes back":                          s.Restart == types.RestartPolicyUnlessStopped,
				"it is asked how it is":                  len(s.HealthCheck.Test) > 1 && s.HealthCheck.Timeout != nil,
			} {
				if !holds {
					t.Errorf("not so: %s", what)
				}
			}
			if _, version, _ := strings.Cut(s.Image, ":"); s.Build == nil && strings.Count(version, ".") != 2 {
				t.Errorf("%s names no exact version", s.Image)
			}
		})
	}
}

func TestOnlyCaddyIsReachedAndOnlyTheNodesReachRedis(t *testing.T) {
	project := mustCompose(t)
	networks := map[string][]string{}
	for name, s := range project.Services {
		networks[name] = slices.Sorted(maps.Keys(s.Networks))
		if (len(s.Ports) > 0) != (name == "caddy") {
			t.Errorf("%s publishes %v", name, s.Ports)
		}
	}
	for name, want := range map[string][]string{"caddy": {"edge"}, "one": {"edge", "inside"}, "two": {"edge", "inside"}, "redis": {"inside"}} {
		if !slices.Equal(networks[name], want) {
			t.Errorf("%s is in %v, want %v", name, networks[name], want)
		}
	}
	if !project.Networks["inside"].Internal {
		t.Error("Redis has a way out")
	}
}

func TestTheNodesAreWhatCaddyAndEachOtherTakeThemFor(t *testing.T) {
	project := mustCompose(t)
	caddy, one, two := project.Services["caddy"], project.Services["one"], project.Services["two"]
	if !maps.EqualFunc(one.Environment, two.Environment, func(a, b *string) bool { return *a == *b }) || one.Image != two.Image || one.Volumes[0].Source != two.Volumes[0].Source {
		t.Error("the nodes differ")
	}
	said := func(s types.ServiceConfig, name string) string {
		if s.Environment[name] == nil {
			t.Fatalf("%s is not given %s", s.Name, name)
		}
		return *s.Environment[name]
	}
	drain, err := time.ParseDuration(said(one, "DRAIN"))
	if err != nil || time.Duration(*one.StopGracePeriod) < 2*drain {
		t.Errorf("a node may take %s to drain, and is killed after %s", drain, time.Duration(*one.StopGracePeriod))
	}
	for what, pair := range map[string][2]string{
		"the origin":      {said(caddy, "BASE_URL"), said(one, "BASE_URL")},
		"Caddy's address": {caddy.Networks["edge"].Ipv4Address, said(one, "TRUSTED_PROXIES")},
		"the nodes":       {said(caddy, "NODES"), "one:3000 two:3000"},
		"their port":      {said(one, "ADDR"), "0.0.0.0:3000"},
	} {
		if pair[0] != pair[1] {
			t.Errorf("%s: %q is not %q", what, pair[0], pair[1])
		}
	}
	for name := range one.Environment {
		if known := read(t, "../app/settings.go"); name != "GOMEMLIMIT" && !strings.Contains(known, `env:"`+name+`"`) {
			t.Errorf("the site knows no setting %s", name)
		}
	}
	for name, value := range caddy.Environment {
		t.Setenv(name, *value)
	}
	t.Setenv("SOCKETS", "") // Debian's Caddy does not know the option
	t.Setenv("XDG_DATA_HOME", t.TempDir())
	run(t, "caddy", "validate", "--config", "Caddyfile", "--adapter", "caddyfile")
}
