package testparts

import (
	"crypto/x509"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// Caddy is a real one in front of nodes, with the shipped Caddyfile.
type Caddy struct {
	*Node   // as clients see it
	process *exec.Cmd
	dir     string // where it keeps what it makes
}

// StartCaddy starts a Caddy that serves the origin, on its port of this machine, in front of what listens on these addresses, and
// returns when it answers. It ends with the test. caddyfile is the file that is shipped.
func StartCaddy(t testing.TB, caddyfile, origin string, nodes ...string) *Caddy {
	t.Helper()
	path, err := exec.LookPath("caddy")
	if err != nil {
		t.Fatal("caddy is missing, and this test runs a real one: apt-get install caddy")
	}
	shipped, err := os.ReadFile(caddyfile)
	must(t, err)
	dir := t.TempDir()
	_, addr, _ := strings.Cut(origin, "://")
	c := &Caddy{Node: &Node{Addr: addr, URL: origin}, dir: dir}
	// The port 80, from where it would lead to https, is not the test's.
	config := strings.Replace(string(shipped), "\n{\n", "\n{\n\tauto_https disable_redirects\n", 1)
	must(t, os.WriteFile(filepath.Join(dir, "Caddyfile"), []byte(config), 0o600))
	c.process = command(path, dir, Settings{
		"BASE_URL": origin, "NODES": strings.Join(nodes, " "), "CADDY_ADMIN": "off", "HOME": dir, "XDG_DATA_HOME": dir, "XDG_CONFIG_HOME": dir,
	}, "run", "--config", "Caddyfile")
	c.process.Stdout, c.process.Stderr = &c.log, &c.log
	must(t, c.process.Start())
	t.Cleanup(func() {
		_ = c.process.Process.Signal(syscall.SIGKILL)
		_ = c.process.Wait()
		if t.Failed() {
			t.Logf("the log of Caddy at %s:\n%s", origin, c.Log())
		}
	})
	Eventually(t, "Caddy listens at "+origin, func() bool {
		conn, err := net.Dial("tcp", addr)
		return err == nil && conn.Close() == nil
	})
	return c
}

// Roots are what a browser trusts that trusts this Caddy's certificates of localhost.
func (c *Caddy) Roots(t testing.TB) *x509.CertPool {
	t.Helper()
	root, err := os.ReadFile(filepath.Join(c.dir, "caddy", "pki", "authorities", "local", "root.crt"))
	must(t, err)
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(root) {
		t.Fatal("Caddy's root certificate cannot be read")
	}
	return pool
}
