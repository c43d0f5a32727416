package nodes

import (
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"porchlight/app/testparts"
)

func TestTheLogOfANodeIsJSONFromEndToEndAndHasNothingThatAnybodySent(t *testing.T) {
	t.Parallel()
	const telltale = "quagga"
	n := testparts.StartNode(t, testparts.Settings{"LOG_FORMAT": "json", "LOG_LEVEL": "debug", "OWNER_EMAIL": telltale + "@example.com", "OWNER_PASSWORD": "a " + telltale + " behind the lamp"})
	visitor := newBrowser(t)
	visitor.write(t, n, telltale)
	page := visitor.follow(t, n, saw, 0)
	page.say(newMessage(telltale))
	known := visitor.conversation(t, n)
	for _, path := range []string{"/search?q=" + telltale, "/" + telltale, "/" + telltale + "/x/y", "/inbox/" + known, "/admin/presence/" + known, "/conversation/resume/" + telltale, "/static/" + telltale} {
		visitor.get(t, n, path)
	}
	for _, broken := range []string{telltale + "\r\n\r\n", "GET /" + telltale + " HTTP/9\r\n\r\n", "GET / HTTP/1.1\r\nX: " + strings.Repeat(telltale, 5000) + "\r\n\r\n", "GET /%zz" + telltale + " HTTP/1.1\r\nHost: " + telltale + "\r\nX-Request-Id: " + telltale + "\r\nConnection: close\r\n\r\n"} {
		conn, err := net.Dial("tcp", n.Addr)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = fmt.Fprint(conn, broken)
		_ = conn.(*net.TCPConn).CloseWrite()
		testparts.Eventually(t, "it is answered", func() bool { n, err := conn.Read(make([]byte, 4096)); return n == 0 || err != nil })
		_ = conn.Close()
	}
	page.close()
	if code, _ := n.Terminate(t); code != 0 {
		t.Errorf("it ends with %d", code)
	}
	requests := 0
	for text := range strings.Lines(n.Log()) {
		var line struct{ Time, Level, Msg, Node, Request_ID string }
		if err := json.Unmarshal([]byte(text), &line); err != nil {
			t.Errorf("this is no JSON: %s", text)
		}
		if at, err := time.Parse("2006-01-02T15:04:05.000Z", line.Time); err != nil || time.Since(at) > time.Hour || line.Level == "" || line.Msg == "" || len(line.Node) != 12 {
			t.Errorf("this lacks something: %s", text)
		}
		if line.Msg == "request" {
			requests++
		}
	}
	for _, never := range []string{telltale, known, "127.0.0.1:5", "Go-http-client"} {
		if strings.Contains(strings.ReplaceAll(n.Log(), n.Addr, ""), never) {
			t.Errorf("the log has %q:\n%s", never, n.Log())
		}
	}
	if !strings.Contains(n.Log(), `"msg":"stopping"`) || !strings.Contains(n.Log(), `"drain":"`) || requests < 12 {
		t.Errorf("the log lacks its end or some of %d requests:\n%s", requests, n.Log())
	}
}

func TestTheLevelIsThatOfTheWholeNode(t *testing.T) {
	t.Parallel()
	for level, says := range map[string]bool{"debug": true, "warn": false} {
		n := testparts.StartNode(t, testparts.Settings{"LOG_LEVEL": level, "OWNER_EMAIL": ownerEmail, "OWNER_PASSWORD": ownerPassword})
		newBrowser(t).get(t, n, saw)
		_, _ = n.Terminate(t)
		if got := strings.Contains(n.Log(), "msg=request") && strings.Contains(n.Log(), "route=/readyz") && strings.Contains(n.Log(), "msg=stopping"); got != says || !says && n.Log() != "" {
			t.Errorf("at %s the log is\n%s", level, n.Log())
		}
	}
}

// TestASiteWhoseLogNobodyReadsGoesOn has a pipe for a log: first one that is full, and then one that is broken.
func TestASiteWhoseLogNobodyReadsGoesOn(t *testing.T) {
	t.Parallel()
	read, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	addr := testparts.FreeAddr(t)
	site := &testparts.Node{Addr: addr, URL: "http://" + addr}
	command := exec.Command(testparts.Binary(t))
	command.Env = []string{"ADDR=" + addr, "DATABASE=" + t.TempDir() + "/porchlight.db", "CONTENT_DIR=" + testparts.Content(t), "OWNER_EMAIL=" + ownerEmail, "OWNER_PASSWORD=" + ownerPassword}
	command.Stderr, command.SysProcAttr = write, &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = command.Process.Kill() })
	_ = write.Close()
	testparts.Within(t, 30*time.Second, "the node is ready", func() bool {
		answer, err := http.Get(site.URL + "/readyz")
		return err == nil && answer.Body.Close() == nil && answer.StatusCode == http.StatusOK
	})
	b := newBrowser(t)
	for range 1000 { // more than a pipe takes
		if got := b.get(t, site, saw); got.status != http.StatusOK {
			t.Fatalf("with a log that is full: %d", got.status)
		}
	}
	_ = read.Close()
	for range 10 {
		if got := b.get(t, site, saw); got.status != http.StatusOK {
			t.Fatalf("with a log that is broken: %d", got.status)
		}
	}
	_ = command.Process.Signal(syscall.SIGTERM)
	if err := command.Wait(); err != nil {
		t.Errorf("it ends with %v", err)
	}
}

func TestProfilesAreCompleteButForTheCommandLine(t *testing.T) {
	t.Parallel()
	watch := &testparts.Node{Addr: testparts.FreeAddr(t)}
	watch.URL = "http://" + watch.Addr
	n := testparts.StartNode(t, testparts.Settings{"METRICS_ADDR": watch.Addr})
	b := newBrowser(t)
	for _, profile := range []string{"heap", "allocs", "goroutine", "block", "mutex", "threadcreate", "profile?seconds=1", "trace?seconds=1", "symbol"} {
		if got := b.get(t, watch, "/debug/pprof/"+profile); got.status != http.StatusOK {
			t.Errorf("%s: %d", profile, got.status)
		}
		if got := b.get(t, n, "/debug/pprof/"+profile); got.status != http.StatusNotFound {
			t.Errorf("the site answers %s: %d", profile, got.status)
		}
	}
	if got := b.get(t, watch, "/debug/pprof/cmdline"); got.status != http.StatusNotFound {
		t.Errorf("the command line is told: %d %s", got.status, got.body)
	}
}

func TestMetricsThatEverybodyMayReachAreWarnedAbout(t *testing.T) {
	t.Parallel()
	_, port, _ := net.SplitHostPort(testparts.FreeAddr(t))
	for host, warned := range map[string]bool{"0.0.0.0": true, "[::]": true, "127.0.0.1": false} {
		n := testparts.StartNode(t, testparts.Settings{"METRICS_ADDR": host + ":" + port})
		_, _ = n.Terminate(t)
		if got := regexp.MustCompile(`level=WARN msg="whoever reaches METRICS_ADDR .*" node=\w+ addr=`).MatchString(n.Log()); got != warned {
			t.Errorf("%s: warned %v\n%s", host, got, n.Log())
		}
	}
}
