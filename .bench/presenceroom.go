package main

import (
	"context"
	"fmt"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"porchlight/app/account"
	"porchlight/app/sqlite"
	"porchlight/app/store"
	"porchlight/data"

	"github.com/chromedp/chromedp"
)

// The crowd of the budget, and how long an admin looks on.
const (
	roomVisitors = 5000
	roomChurn    = 100 // a second
	roomWatch    = time.Minute
	roomQuick    = 10 * time.Second
)

const roomAdmin, roomPage = "admin@example.com", "/admin/presence"

// settling is how long the crowd goes on once it is there and once the watch is over.
const settling = 5 * time.Second

// measurePresenceRoom has an admin watch the page of presence in a real browser while a crowd churns.
func measurePresenceRoom(ctx context.Context, k *kit) ([]row, error) {
	path := filepath.Join(k.scratch, "room.db")
	if err := addAdmin(ctx, path); err != nil {
		return nil, err
	}
	metrics, err := freeAddr()
	if err != nil {
		return nil, err
	}
	b, stop, err := k.browse(ctx, "DATABASE="+path, "METRICS_ADDR="+metrics)
	if err != nil {
		return nil, err
	}
	defer stop()
	t, leave, err := b.tab()
	if err != nil {
		return nil, err
	}
	defer leave()
	if err := t.logIn(b.url, roomAdmin, inboxPassword, roomPage); err != nil {
		return nil, err
	}
	roster := recordRoster("http://" + metrics + "/metrics")
	defer roster.close()
	watch := roomWatch
	if k.quick {
		watch = roomQuick
	}
	k.waitQuiet(ctx)
	crowd := k.crowd(ctx, b.url, roomVisitors, roomChurn, watch+2*settling)
	defer crowd.end()
	if err := crowd.all(func() bool { return roster.last() > roomVisitors*9/10 }); err != nil {
		return nil, err
	}
	time.Sleep(settling)
	seen, err := t.watchRoom(watch)
	if err != nil {
		return nil, err
	}
	rows := seen.rows(judge(seen.shown, roster.all()), watch)
	return rows, crowd.wait()
}

// addAdmin makes a database with an owner, who is asked for otherwise, and an admin.
func addAdmin(ctx context.Context, path string) error {
	store, err := sqlite.Open(ctx, sqlite.Options{Path: path, Sharing: store.Alone, Migrations: data.SQLite})
	if err != nil {
		return err
	}
	defer store.Close()
	accounts := account.New(store, time.Now)
	if _, err := accounts.FirstOwner(ctx, inboxOwner, inboxPassword); err != nil {
		return err
	}
	_, err = accounts.Create(ctx, roomAdmin, inboxPassword, account.Admin)
	return err
}

// logIn fills in the form of the login and waits until the page that it leads to is live.
func (t tab) logIn(site, email, password, next string) error {
	form := site + "/login?next=" + next
	if err := t.do(chromedp.EmulateViewport(1440, 900), chromedp.Navigate(form)); err != nil {
		return err
	}
	fill := fmt.Sprintf(`(() => { const form = document.querySelector("main form");
		form.elements.email.value = %q; form.elements.password.value = %q; form.requestSubmit(); return true; })()`, email, password)
	if _, err := evaluate[bool](t, fill); err != nil {
		return err
	}
	return t.is(fmt.Sprintf(`location.pathname === %q && document.readyState === "complete" && document.documentElement.dataset.live === "live"`, next))
}

// roomSeen is what came to the page and happened in it.
type roomSeen struct {
	came  weights
	shown []shownTotal
	tasks tasks
}

// watchRoom looks on for a while.
func (t tab) watchRoom(watch time.Duration) (seen roomSeen, err error) {
	m, err := t.meter()
	if err != nil {
		return seen, err
	}
	if _, err := evaluate[bool](t, watchTotal); err != nil {
		return seen, err
	}
	trace, err := t.trace()
	if err != nil {
		return seen, err
	}
	m.reset()
	time.Sleep(watch)
	seen.came = m.reset()
	if seen.shown, err = evaluate[[]shownTotal](t, "totals"); err != nil {
		return seen, err
	}
	seen.tasks, err = trace.end()
	return seen, err
}

func (s roomSeen) rows(j judgement, watch time.Duration) []row {
	what := fmt.Sprintf("presence room, %d visitors churning %d a second", roomVisitors, roomChurn)
	rate := s.came.sum() / kilobyte / watch.Seconds()
	return []row{
		{What: what + ": longest task", Ours: number(s.tasks.longest) + " ms", Value: s.tasks.longest, Budget: atMost(50, 0, " ms"), Note: s.tasks.String()},
		{What: what + ": received a second", Ours: number(rate) + " KB", Value: rate, Budget: atMost(30, 0, " KB"),
			Note: fmt.Sprintf("everything that comes to the page in %s, 1 KB = 1,024 bytes: %s", watch, s.came)},
		{What: what + ": totals that are the roster's", Ours: number(j.right()) + " %", Value: j.right(), Budget: budget{must: 100, unit: " %"}, Note: j.String()},
	}
}

// crowd is a simulation beside a measurement.
type crowd struct {
	cmd    *exec.Cmd
	said   strings.Builder
	done   chan struct{}
	failed error
}

// crowd sends visitors in from the load's core. They give way to the browser there, which in life has a machine of its own.
func (k *kit) crowd(ctx context.Context, site string, visitors, churn int, long time.Duration) *crowd {
	line := k.pinned(loadCore, "nice", "-n", "19", k.bin, "simulate", "--visitors", strconv.Itoa(visitors), "--churn", strconv.Itoa(churn), "--for", long.String(), "--seed", "7", site)
	c := &crowd{cmd: exec.CommandContext(ctx, line[0], line[1:]...), done: make(chan struct{})}
	c.cmd.Stdout, c.cmd.Stderr = &c.said, &c.said
	endWithUs(c.cmd)
	go func() {
		c.failed = c.cmd.Run()
		close(c.done)
	}()
	return c
}

const crowdMost = 90 * time.Second // for all to come

// all waits until all have come.
func (c *crowd) all(came func() bool) error {
	for deadline := time.Now().Add(crowdMost); time.Now().Before(deadline); time.Sleep(100 * time.Millisecond) {
		select {
		case <-c.done:
			return fmt.Errorf("the simulation ended: %w\n%s", c.failed, &c.said)
		default:
		}
		if came() {
			return nil
		}
	}
	return fmt.Errorf("not all came within %s", crowdMost)
}

// wait waits for the simulation's own verdict. It must have been alone on the site.
func (c *crowd) wait() error {
	<-c.done
	if c.failed != nil {
		return fmt.Errorf("the simulation: %w\n%s", c.failed, &c.said)
	}
	if !strings.Contains(c.said.String(), " 0 visitors are others'") {
		return fmt.Errorf("the site counts others than those who are there:\n%s", &c.said)
	}
	return nil
}

func (c *crowd) end() {
	if c.cmd.Process != nil {
		_ = c.cmd.Process.Kill()
	}
	<-c.done
}
