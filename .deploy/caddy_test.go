package deploy

import (
	"encoding/json"
	"os/exec"
	"slices"
	"testing"
	"time"
)

func TestCaddyTakesTheCaddyfile(t *testing.T) {
	for name, site := range map[string]string{"a domain": "https://example.com", "this machine, without TLS": "http://127.0.0.1:8080"} {
		t.Run(name, func(t *testing.T) {
			t.Setenv("BASE_URL", site)
			t.Setenv("XDG_DATA_HOME", t.TempDir())
			run(t, "caddy", "validate", "--config", "Caddyfile", "--adapter", "caddyfile")
		})
	}
}

// proxy is how Caddy passes requests on, by its own account.
type proxy struct {
	Upstreams []struct{ Dial string }
	Checks    struct {
		Active struct {
			URI      string
			Interval time.Duration
		}
	} `json:"health_checks"`
}

func TestCaddyPassesOnToEveryNodeOfComposeThatSaysItIsReady(t *testing.T) {
	for name, form := range forms {
		t.Run(name, func(t *testing.T) {
			for name, value := range said(form.mustLoad(t).Services["caddy"]) {
				t.Setenv(name, value)
			}
			t.Setenv("SOCKETS", "") // Debian's Caddy does not know the option
			t.Setenv("XDG_DATA_HOME", t.TempDir())
			run(t, "caddy", "validate", "--config", "Caddyfile", "--adapter", "caddyfile")
			adapted, err := exec.Command("caddy", "adapt", "--config", "Caddyfile", "--adapter", "caddyfile").Output()
			if err != nil {
				t.Fatal(err)
			}
			found := proxiesIn(t, adapted)
			if len(found) != 2 {
				t.Fatalf("there are %d proxies, want one for nodes that are ready, and one for when none is", len(found))
			}
			asked := 0
			for _, p := range found {
				nodes := []string{}
				for _, upstream := range p.Upstreams {
					nodes = append(nodes, upstream.Dial[:len(upstream.Dial)-len(":3000")])
				}
				slices.Sort(nodes)
				if !slices.Equal(nodes, form.nodes) {
					t.Errorf("a proxy passes on to %v, want %v", nodes, form.nodes)
				}
				if p.Checks.Active.URI == "/readyz" && p.Checks.Active.Interval == time.Second {
					asked++
				}
			}
			if asked != 1 {
				t.Errorf("%d proxies ask each second who is ready, want 1", asked)
			}
		})
	}
}

// proxiesIn are all proxies in what Caddy makes of its file, wherever they are.
func proxiesIn(t *testing.T, part json.RawMessage) (found []proxy) {
	t.Helper()
	var several []json.RawMessage
	var named map[string]json.RawMessage
	if json.Unmarshal(part, &several) != nil && json.Unmarshal(part, &named) != nil {
		return nil // a value
	}
	if string(named["handler"]) == `"reverse_proxy"` {
		var p proxy
		if err := json.Unmarshal(part, &p); err != nil {
			t.Fatal(err)
		}
		return []proxy{p}
	}
	for _, within := range named {
		several = append(several, within)
	}
	for _, within := range several {
		found = append(found, proxiesIn(t, within)...)
	}
	return found
}
