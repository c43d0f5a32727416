package testparts

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// stranger is nobody on this machine. It is also who the container runs as.
const stranger = 65532

// emulatedPatience is startPatience for a program of another architecture: QEMU takes ten times as long, or more.
const emulatedPatience = 10 * startPatience

// Alone is a node that Restart starts, from a copy of the program that is alone in an empty folder: as another user where this one
// may, with nothing in its environment but where to listen. The variable PORCHLIGHT names another program, such as a released one,
// with what runs it before it.
func Alone(t testing.TB) (n *Node, folder string) {
	t.Helper()
	words := strings.Fields(os.Getenv("PORCHLIGHT"))
	if len(words) == 0 {
		words = []string{Binary(t)}
	}
	folder, err := os.MkdirTemp("", "porchlight-alone-") // one of the test's own could not be entered by another user
	must(t, err)
	t.Cleanup(func() { _ = os.RemoveAll(folder) })
	last := len(words) - 1
	program, err := os.ReadFile(words[last])
	must(t, err)
	words[last] = filepath.Join(folder, "porchlight")
	must(t, os.WriteFile(words[last], program, 0o755))
	must(t, os.Chmod(folder, 0o755))
	n = &Node{Addr: FreeAddr(t), dir: folder, binary: words[0]}
	n.URL = "http://" + n.Addr
	if last > 0 {
		n.patience = emulatedPatience
	}
	other := os.Getuid() == 0
	if other {
		must(t, os.Chown(folder, stranger, stranger))
	}
	n.change = func(c *exec.Cmd) {
		c.Args, c.Env = append(c.Args, words[1:]...), []string{"ADDR=" + n.Addr}
		if other {
			c.SysProcAttr.Credential = &syscall.Credential{Uid: stranger, Gid: stranger}
		}
	}
	t.Cleanup(func() { n.finish(t) })
	return n, folder
}
