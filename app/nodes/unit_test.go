package nodes

import (
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"porchlight/app/testparts"

	"github.com/coreos/go-systemd/v22/unit"
)

// service is the shipped systemd unit as far as it goes without systemd: its command line with its environment, in its folder for
// state, by a user without rights.
type service struct {
	*testparts.Node
	told *net.UnixConn // what the service manager is told
}

func TestTheUnitsCommandLineServesAndAFirstMessageIsAnswered(t *testing.T) {
	t.Parallel()
	s := startService(t, "porchlight@.service", testparts.Settings{"REDIS_URL": testparts.Redis(t).URL()})
	s.tells(t, "READY=1")
	owner, got := setUp(t, s.Node, tokenOf(t, s.Node))
	if to := got.header.Get("Location"); to != "/inbox" {
		t.Fatalf("the setup link leads to %d %q", got.status, to)
	}
	visitor := newBrowser(t)
	asked, answered := newMessage("Is anyone in?"), newMessage("Yes.")
	if a, err := visitor.send(s.Node, visitorPost, asked); err != nil || a.status != 200 {
		t.Fatalf("a first message: %d %v", a.status, err)
	}
	page := visitor.follow(t, s.Node, saw, 0)
	owner.fill(t, s.Node, "/inbox/"+visitor.conversation(t, s.Node)+"/messages", url.Values{"id": {answered.id}, "body": {answered.body}})
	testparts.Eventually(t, "the visitor sees the answer", func() bool { return page.shows(answered.id) })
	page.close()
	if code, _ := s.Terminate(t); code != 0 {
		t.Errorf("exit code %d, want 0", code)
	}
	s.tells(t, "STOPPING=1")
}

// startService starts an instance of a unit. more is what its environment file says.
func startService(t *testing.T, file string, more testparts.Settings) *service {
	t.Helper()
	dir, addr := openFolder(t), testparts.FreeAddr(t)
	_, port, _ := strings.Cut(addr, ":")
	u := readUnit(t, file, strings.NewReplacer("%i", port, "%S", dir))
	state, notify, binary := filepath.Join(dir, u.one(t, "StateDirectory")), filepath.Join(dir, "notify"), filepath.Join(dir, "binary")
	if u.one(t, "WorkingDirectory") != state {
		t.Errorf("it works in %s, and may write to %s", u.one(t, "WorkingDirectory"), state)
	}
	must(t, os.Mkdir(state, 0o700))
	must(t, exec.Command("install", "-m", "755", testparts.Binary(t), binary).Run())
	told, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: notify, Net: "unixgram"})
	must(t, err)
	t.Cleanup(func() { _ = told.Close() })
	content := filepath.Join(dir, "content") // to read the shipped one takes seconds
	must(t, os.CopyFS(content, os.DirFS(testparts.Content(t))))
	settings := testparts.Settings{"NOTIFY_SOCKET": notify, "CONTENT_DIR": content}
	for _, line := range u["Environment"] {
		name, value, _ := strings.Cut(line, "=")
		settings[name] = value
	}
	command := strings.Fields(u.one(t, "ExecStart"))
	if command[0] != "/usr/local/bin/porchlight" {
		t.Errorf("it runs %s", command[0])
	}
	launch := testparts.Launch{Addr: addr, Binary: binary, Args: command[1:], Dir: state}
	if os.Getuid() == 0 {
		launch.As = &syscall.Credential{Uid: testparts.Stranger, Gid: testparts.Stranger}
		must(t, os.Chown(state, testparts.Stranger, testparts.Stranger))
		must(t, os.Chmod(notify, 0o777))
	}
	return &service{testparts.StartNodeBy(t, launch, settings.With(more)), told}
}

// tells waits for the next thing that the service manager is told.
func (s *service) tells(t *testing.T, want string) {
	t.Helper()
	must(t, s.told.SetReadDeadline(time.Now().Add(slowAnswer)))
	said := make([]byte, 256)
	read, err := s.told.Read(said)
	if got := string(said[:read]); err != nil || got != want {
		t.Fatalf("the service manager is told %q (%v), want %q", got, err, want)
	}
}

// openFolder is a folder that other users reach too.
func openFolder(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "porchlight-unit-")
	must(t, err)
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	must(t, os.Chmod(dir, 0o755))
	return dir
}

// shippedUnit is the values of a unit's section Service, by name.
type shippedUnit map[string][]string

func readUnit(t *testing.T, file string, expand *strings.Replacer) shippedUnit {
	t.Helper()
	text, err := os.Open(filepath.Join("..", "..", ".deploy", file))
	must(t, err)
	defer text.Close()
	options, err := unit.DeserializeOptions(text)
	must(t, err)
	u := shippedUnit{}
	for _, o := range options {
		if o.Section == "Service" {
			u[o.Name] = append(u[o.Name], expand.Replace(o.Value))
		}
	}
	return u
}

func (u shippedUnit) one(t *testing.T, name string) string {
	t.Helper()
	if len(u[name]) != 1 {
		t.Fatalf("the unit says %s %d times", name, len(u[name]))
	}
	return u[name][0]
}
