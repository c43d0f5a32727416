package logging_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"porchlight/app/logging"
)

const patience = 10 * time.Second

// page is what a log is written to. It can be shut, as when its reader has stopped, and can fail, as when its disk is full.
type page struct {
	mu   sync.Mutex
	text bytes.Buffer
	shut chan struct{} // nil: open
	full error
}

func (p *page) Write(b []byte) (int, error) {
	p.mu.Lock()
	shut := p.shut
	p.mu.Unlock()
	if shut != nil {
		<-shut
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.full != nil {
		return 0, p.full
	}
	return p.text.Write(b)
}

func (p *page) String() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.text.String()
}

func (p *page) set(change func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	change()
}

func open(t testing.TB, o logging.Options) *logging.Log {
	t.Helper()
	log := logging.New(o)
	t.Cleanup(log.Close)
	return log
}

func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for deadline := time.Now().Add(patience); !holds(); time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("it never came to pass that " + what)
		}
	}
}

func TestAFormSaysWhatSlogSays(t *testing.T) {
	for _, asJSON := range []bool{false, true} {
		p := &page{}
		log := open(t, logging.Options{Out: p, JSON: asJSON}).WithConstant("node", "a b\"c")
		at := time.Date(2026, 11, 24, 9, 0, 0, 7_999_999, time.FixedZone("", 3600))
		record := slog.NewRecord(at, slog.LevelWarn, "a request", 0)
		record.Add("fixed", "x=\"y\"\n", "request_id", "k7-9", "route", "/a/:id", "status", 200, "ms", 12.005)
		_ = log.Handler().Handle(context.Background(), record)

		line := log.Form(slog.LevelWarn, "a request", slog.String("fixed", "x=\"y\"\n")).Begin(nil, at)
		line.Text("request_id", "k7-9")
		line.Text("route", "/a/:id")
		line.Int("status", 200)
		line.Thousandths("ms", 12005)
		line.End()
		log.Flush(patience)
		lines := strings.SplitAfter(p.String(), "\n")
		if len(lines) != 3 || lines[0] != lines[1] || !strings.Contains(lines[0], "2026-11-24T08:00:00.007Z") {
			t.Errorf("slog and a form differ:\n%s", p)
		}
		if asJSON && !json.Valid([]byte(lines[1])) {
			t.Errorf("not JSON: %s", lines[1])
		}
	}
}

func TestNoValueCanPassForAnotherOrForALine(t *testing.T) {
	for _, asJSON := range []bool{false, true} {
		p := &page{}
		log := open(t, logging.Options{Out: p, JSON: asJSON})
		evil := "x status=1\nlevel=ERROR \",\"status\":1,\u2028\x00\xff\x1b[31m"
		line := log.Form(slog.LevelInfo, "request").Begin(nil, time.Now())
		line.Text("route", evil)
		line.End()
		log.Info(evil, "route", evil)
		log.Flush(patience)
		if strings.Count(p.String(), "\n") != 2 || strings.Contains(p.String(), "\x1b") || strings.Contains(p.String(), " status=1\n") {
			t.Errorf("the log says %q", p)
		}
		for line := range strings.Lines(p.String()) {
			if asJSON && !json.Valid([]byte(line)) {
				t.Errorf("not JSON: %s", line)
			}
		}
	}
}

func TestALevelLeavesOutWhatIsBelowIt(t *testing.T) {
	for i, name := range logging.Levels {
		p := &page{}
		log := open(t, logging.Options{Out: p}.Named(name, "text"))
		for _, level := range []slog.Level{slog.LevelDebug, slog.LevelInfo, slog.LevelWarn, slog.LevelError} {
			log.Log(context.Background(), level, "said by slog")
			if form := log.Form(level, "formed"); form.Enabled() {
				line := form.Begin(nil, time.Now())
				line.End()
			}
		}
		log.Flush(patience)
		if said, formed := strings.Count(p.String(), "said by slog"), strings.Count(p.String(), "msg=formed"); said != 4-i || formed != 4-i {
			t.Errorf("at %s: %d and %d lines\n%s", name, said, formed, p)
		}
	}
}

func TestALineNamesTheRequestThatItIsWrittenFor(t *testing.T) {
	p := &page{}
	log := open(t, logging.Options{Out: p})
	ctx := logging.Along(t.Context(), "k7-9")
	log.WithConstant("node", "a").With("more", 1).WarnContext(ctx, "within")
	log.Warn("without")
	log.Flush(patience)
	lines := strings.Split(p.String(), "\n")
	if !strings.HasSuffix(lines[0], "msg=within node=a more=1 request_id=k7-9") || strings.Contains(lines[1], "request_id") {
		t.Errorf("the log says\n%s", p)
	}
}

func TestALineIsThereAtOnceAfterAQuietMomentAndAWarningAtOnceInAnyCase(t *testing.T) {
	p := &page{}
	log := open(t, logging.Options{Out: p})
	log.Info("first")
	eventually(t, "the first line is written", func() bool { return strings.Contains(p.String(), "first") })
	log.Info("second")
	log.Warn("third")
	eventually(t, "the warning is written", func() bool { return strings.Contains(p.String(), "third") })
	log.Info("fourth")
	eventually(t, "the last line is written without another one", func() bool { return strings.Contains(p.String(), "fourth") })
	if order := regexp.MustCompile(`(?s)first.*second.*third.*fourth`); !order.MatchString(p.String()) {
		t.Errorf("the order is lost:\n%s", p)
	}
}

// line is as long as a request's.
var line = strings.Repeat("x", 200)

func TestAReaderThatStoppedHoldsNobodyUpAndIsToldHowManyLinesItLost(t *testing.T) {
	p := &page{shut: make(chan struct{})}
	log := open(t, logging.Options{Out: p})
	const logged = 20_000 // four times what waits at most
	done := make(chan struct{})
	go func() {
		defer close(done)
		for i := range logged {
			log.Info(line, "n", i)
		}
	}()
	select {
	case <-done:
	case <-time.After(patience):
		t.Fatal("whoever logs waits for the reader")
	}
	start := time.Now()
	log.Flush(time.Millisecond)
	if time.Since(start) > patience/2 {
		t.Error("a flush waits for the reader beyond its patience")
	}
	close(p.shut)
	p.set(func() { p.shut = nil })
	eventually(t, "the loss is told", func() bool { return strings.Contains(p.String(), "lines of the log were lost") })
	kept, lost := strings.Count(p.String(), line), 0
	if _, err := fmt.Sscanf(regexp.MustCompile(`lines=\d+`).FindString(p.String()), "lines=%d", &lost); err != nil || kept+lost != logged || kept == 0 || len(p.String()) > 3<<20 {
		t.Errorf("%d lines were kept and %d told as lost, of %d", kept, lost, logged)
	}
	last := -1
	for _, n := range regexp.MustCompile(` n=(\d+)`).FindAllStringSubmatch(p.String(), -1) {
		var now int
		_, _ = fmt.Sscan(n[1], &now)
		if now <= last {
			t.Fatalf("line %d comes after line %d", now, last)
		}
		last = now
	}
}

func TestWhatAFullDiskDidNotTakeIsToldWhenItHasRoomAgain(t *testing.T) {
	p := &page{full: errors.New("no space left on device")}
	log := open(t, logging.Options{Out: p})
	log.Info("lost")
	log.Flush(patience)
	p.set(func() { p.full = nil })
	log.Info("kept")
	log.Flush(patience)
	if !strings.Contains(p.String(), "kept") || !strings.Contains(p.String(), "lines=1") || strings.Contains(p.String(), "msg=lost") {
		t.Errorf("the log says\n%s", p)
	}
}

func TestManyWhoLogKeepTheirLinesWhole(t *testing.T) {
	p := &page{}
	log := open(t, logging.Options{Out: p, JSON: true})
	form := log.Form(slog.LevelInfo, "request")
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			var buffer []byte
			for i := range 200 {
				line := form.Begin(buffer, time.Now())
				line.Int("n", int64(i))
				line.End()
				buffer = line.Buffer
				log.Info("beside", "n", i)
			}
		})
	}
	all.Wait()
	log.Flush(patience)
	lines := 0
	for line := range strings.Lines(p.String()) {
		lines++
		if !json.Valid([]byte(line)) {
			t.Fatalf("a line is broken: %s", line)
		}
	}
	if lines != 8*2*200 {
		t.Errorf("%d lines", lines)
	}
}

// panicking has this test binary run a program that logs a lot and then panics in a goroutine.
const panicking = "LOGGING_TEST_PANICS"

func TestAPanicThatEndsTheProcessIsLoggedBehindAllBefore(t *testing.T) {
	if os.Getenv(panicking) != "" {
		log := logging.New(logging.Options{Out: os.Stderr, JSON: true})
		for i := range 50 {
			log.Info("before", "n", i)
		}
		go func() {
			defer log.LastWords()
			panic("all is lost")
		}()
		select {}
	}
	t.Parallel()
	command := exec.Command(os.Args[0], "-test.run", "^"+t.Name()+"$")
	command.Env = append(os.Environ(), panicking+"=1")
	said, err := command.CombinedOutput()
	var ended *exec.ExitError
	if !errors.As(err, &ended) || ended.ExitCode() != 2 {
		t.Fatalf("it ends with %v:\n%s", err, said)
	}
	lines := strings.Split(strings.TrimSpace(string(said)), "\n")
	for _, line := range lines {
		if !json.Valid([]byte(line)) {
			t.Errorf("this goes past the log: %s", line)
		}
	}
	if last := lines[len(lines)-1]; len(lines) != 51 || !strings.Contains(last, "all is lost") || !strings.Contains(last, "logging_test.go") {
		t.Errorf("%d lines, the last is %s", len(lines), last)
	}
}

func BenchmarkALineOfARequest(b *testing.B) {
	log := open(b, logging.Options{Out: io.Discard}).WithConstant("node", "9f86d081884c")
	form := log.Form(slog.LevelInfo, "request")
	b.Run("form", func(b *testing.B) {
		var buffer []byte
		b.ReportAllocs()
		for b.Loop() {
			line := form.Begin(buffer, time.Now())
			line.Text("request_id", "k7m2p9-3fz0w8")
			line.Text("method", "GET")
			line.Text("route", "/:ecosystem")
			line.Text("place", "/data-realtime")
			line.Text("representation", "page")
			line.Int("status", 200)
			line.Int("bytes", 6012)
			line.Thousandths("ms", 31)
			line.End()
			buffer = line.Buffer
		}
	})
	b.Run("slog", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			log.LogAttrs(context.Background(), slog.LevelInfo, "request", slog.String("request_id", "k7m2p9-3fz0w8"), slog.String("method", "GET"), slog.String("route", "/:ecosystem"),
				slog.String("place", "/data-realtime"), slog.String("representation", "page"), slog.Int("status", 200), slog.Int("bytes", 6012), slog.Float64("ms", 0.031))
		}
	})
}
