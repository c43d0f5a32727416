package nodes

import (
	"bufio"
	"io"
	"net"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"porchlight/app/testparts"

	"github.com/redis/go-redis/v9"
)

// jargon are words of the parts that the program is made of.
var jargon = regexp.MustCompile(`goose|goroutine|sqlite_|disk image|initialize|migration|syscall|bind:|listen tcp|dial tcp|panic`)

// checkLine checks that a start was refused with one line, which begins so, and nothing that a person must decode.
func checkLine(t *testing.T, got testparts.Result, says string) {
	t.Helper()
	line := strings.TrimSuffix(got.Stderr, "\n")
	if got.Code != 1 || !strings.HasPrefix(line, "porchlight: "+says) || strings.Contains(line, "\n") || jargon.MatchString(line) || strings.Contains(line, "secret") {
		t.Errorf("exit code %d, want 1, and one line that begins %q:\n%s", got.Code, says, got.Stderr)
	}
}

func TestADatabaseThatCannotBeUsedIsRefusedInALineThatSaysWhatToDo(t *testing.T) {
	t.Parallel()
	good := filepath.Join(t.TempDir(), "good.db")
	testparts.StartNode(t, testparts.Settings{"DATABASE": good}).Terminate(t) // so that all is in the one file
	for _, c := range []struct {
		name  string
		spoil func(t *testing.T, file string)
		says  string
	}{
		{"unreadable", func(t *testing.T, file string) { chmod(t, file, 0) }, ": it cannot be read by "},
		{"to be read alone", func(t *testing.T, file string) { chmod(t, file, 0o400) }, ": it cannot be written by "},
		{"in a folder that cannot be written", func(t *testing.T, file string) { chmod(t, filepath.Dir(file), 0o500) }, ": its folder "},
		{"missing, in a folder that cannot be written", func(t *testing.T, file string) {
			must(t, os.Remove(file))
			chmod(t, filepath.Dir(file), 0o500)
		}, ": its folder "},
		{"a folder", func(t *testing.T, file string) {
			must(t, os.Remove(file))
			must(t, os.Mkdir(file, 0o700))
		}, ": it is a folder; set DATABASE to a file in it"},
		{"no database", func(t *testing.T, file string) {
			must(t, os.WriteFile(file, []byte(strings.Repeat("Dear diary, ", 1000)), 0o600))
		}, ": it is no SQLite database, or has lost its beginning; set DATABASE to the right file"},
		{"damaged", func(t *testing.T, file string) { garble(t, file, 4096) }, ": it is damaged; move it away and restore a backup"},
		{"cut off", func(t *testing.T, file string) { must(t, os.Truncate(file, 8192)) }, ": it is damaged; move it away and restore a backup"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			folder := t.TempDir()
			file := filepath.Join(folder, "porchlight.db")
			data, err := os.ReadFile(good)
			must(t, err)
			must(t, os.WriteFile(file, data, 0o600))
			c.spoil(t, file)
			settings := testparts.Settings{"ADDR": testparts.FreeAddr(t), "CONTENT_DIR": testparts.Content(t), "DATABASE": file}
			checkLine(t, testparts.RunAsStranger(t, folder, settings), "database "+file+c.says)
			chmod(t, folder, 0o700) // so that it can be removed
		})
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func chmod(t *testing.T, file string, mode os.FileMode) {
	t.Helper()
	must(t, os.Chmod(file, mode))
}

// garble overwrites a file from somewhere to its end with what means nothing.
func garble(t *testing.T, file string, from int) {
	t.Helper()
	data, err := os.ReadFile(file)
	must(t, err)
	for i := from; i < len(data); i++ {
		data[i] = byte(i*7 + i>>8)
	}
	must(t, os.WriteFile(file, data, 0o600))
}

func TestAWrongRedisIsRefusedInALineAndOneThatIsAwayIsNot(t *testing.T) {
	t.Parallel()
	locked := testparts.Redis(t)
	client := redis.NewClient(&redis.Options{Addr: locked.Addr})
	defer client.Close()
	must(t, client.ConfigSet(t.Context(), "requirepass", "sesame").Err())
	page, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	t.Cleanup(func() { _ = page.Close() })
	go func() {
		for {
			conn, err := page.Accept()
			if err != nil {
				return
			}
			go func() {
				_, _ = bufio.NewReader(conn).ReadString('\n')
				_, _ = io.WriteString(conn, "HTTP/1.1 400 Bad Request\r\n\r\n")
				_ = conn.Close()
			}()
		}
	}()
	for _, c := range []struct{ name, url, says string }{
		{"another scheme", "http://:secret@127.0.0.1:6379", `--redis-url (REDIS_URL) "http://***@127.0.0.1:6379" must look like redis://host:6379/0`},
		{"a wrong password", "redis://:secret@" + locked.Addr, "--redis-url (REDIS_URL): it refuses the user or the password; correct them in the address"},
		{"no password", locked.URL(), "--redis-url (REDIS_URL): it asks for a password; put it into the address"},
		{"not a Redis", "redis://" + page.Addr().String(), "--redis-url (REDIS_URL): what answers at " + page.Addr().String() + " is no Redis; correct the host and the port"},
		{"TLS to one without", "rediss://" + locked.Addr, "--redis-url (REDIS_URL): what answers at " + locked.Addr + " does not speak TLS; write redis:// instead of rediss://"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			checkLine(t, start(t, testparts.Settings{"REDIS_URL": c.url}), c.says)
		})
	}
	t.Run("nobody there", func(t *testing.T) {
		t.Parallel()
		addr := testparts.FreeAddr(t)
		n := testparts.StartNode(t, testparts.Settings{"REDIS_URL": "redis://" + addr})
		newBrowser(t).write(t, n, "Is anybody there?")
		want := "Redis (REDIS_URL): nobody listens at " + addr + "; start Redis there, or correct the address. The site goes on without it"
		testparts.Eventually(t, "the log says so", func() bool { return strings.Contains(n.Log(), want) })
		if strings.Count(n.Log(), want) != 1 {
			t.Errorf("the log does not say %q once:\n%s", want, n.Log())
		}
	})
}

func TestAnAddressThatCannotBeHadIsRefusedInALine(t *testing.T) {
	t.Parallel()
	four, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	t.Cleanup(func() { _ = four.Close() })
	six, err := net.Listen("tcp", "[::1]:0")
	must(t, err)
	t.Cleanup(func() { _ = six.Close() })
	for _, c := range []struct{ name, setting, addr, says string }{
		{"IPv4, in use", "ADDR", four.Addr().String(), "address already in use; stop what uses it or choose another port"},
		{"IPv6, in use", "ADDR", six.Addr().String(), "address already in use; stop what uses it or choose another port"},
		{"of the metrics, in use", "METRICS_ADDR", four.Addr().String(), "address already in use; stop what uses it or choose another port"},
		{"of another machine", "METRICS_ADDR", "192.0.2.1:9100", "cannot assign requested address; choose an address that this machine has"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			flag := map[string]string{"ADDR": "--addr", "METRICS_ADDR": "--metrics-addr"}[c.setting]
			checkLine(t, start(t, testparts.Settings{c.setting: c.addr}), flag+" ("+c.setting+") "+c.addr+" cannot be listened on: "+c.says)
		})
	}
}

func TestOneMistakeInTheContentIsRefusedInALine(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, file, old, wrong, says string }{
		{"a broken file", "workshop/technologies/saw.md", "kind: hand tool", "kinds: hand tool", "content: workshop/technologies/saw.md:4: kinds: "},
		{"a wrong time zone", "site.yaml", "Europe/Paris", "Europe/Pari", `content: site.yaml:5: time_zone: "Europe/Pari" is no time zone; did you mean Europe/Paris?`},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			dir := testparts.Content(t)
			edit(t, filepath.Join(dir, c.file), c.old, c.wrong)
			checkLine(t, start(t, testparts.Settings{"CONTENT_DIR": dir}), c.says)
		})
	}
}
