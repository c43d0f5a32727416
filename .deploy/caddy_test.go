package deploy

import (
	"testing"
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
