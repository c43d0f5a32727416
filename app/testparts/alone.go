package testparts

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// emulatedPatience is startPatience for a program of another architecture: QEMU takes ten times as long, or more.
const emulatedPatience = 10 * startPatience

// Alone is a copy of the program that is alone in an empty folder, to be started as another user where this one may. The variable
// PORCHLIGHT names another program, such as a released one, with what runs it before it.
func Alone(t testing.TB) Launch {
	t.Helper()
	words := strings.Fields(os.Getenv("PORCHLIGHT"))
	if len(words) == 0 {
		words = []string{Binary(t)}
	}
	folder, err := os.MkdirTemp("", "porchlight-alone-") // one of the test's own could not be entered by another user
	must(t, err)
	t.Cleanup(func() { _ = os.RemoveAll(folder) })
	must(t, os.Chmod(folder, 0o755))
	last := len(words) - 1
	program, err := os.ReadFile(words[last])
	must(t, err)
	words[last] = filepath.Join(folder, "porchlight")
	must(t, os.WriteFile(words[last], program, 0o755))
	l := Launch{Addr: FreeAddr(t), Binary: words[0], Args: words[1:], Dir: folder}
	if last > 0 {
		l.Within = emulatedPatience
	}
	if os.Getuid() == 0 {
		must(t, os.Chown(folder, Stranger, Stranger))
		l.As = &syscall.Credential{Uid: Stranger, Gid: Stranger}
	}
	return l
}
