package main

import (
	"context"
	"fmt"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"path/filepath"
	"slices"
	"time"
)

// The inbox of the budget.
const (
	inboxThreads  = 10_000
	inboxMessages = 20 // in each
	inboxAsked    = 200
)

const inboxOwner, inboxPassword = "owner@example.com", "correct horse battery"

// inboxPage is one thing that an owner asks for.
type inboxPage struct {
	what, path string
	said       string
}

// measureInbox asks a site that holds many conversations for what an owner looks at, one page after the other as one owner
// does. What is measured is the whole answer over HTTP on the same machine: the session, the store, the page, and its way.
func measureInbox(ctx context.Context, k *kit) ([]row, error) {
	path := filepath.Join(k.scratch, "inbox.db")
	if err := fillInbox(ctx, path); err != nil {
		return nil, err
	}
	s, err := k.site("DATABASE=" + path)
	if err != nil {
		return nil, err
	}
	owner, err := signIn(s.url)
	if err != nil {
		return nil, err
	}
	pages := []inboxPage{
		{"list", "/inbox", "what is open, 100 shown"},
		{"list, by place", "/inbox?place=" + url.QueryEscape(inboxPlaces[1]), "what is open and was asked from there"},
		{"list, closed", "/inbox?state=closed", "most of all"},
		{"list, snoozed", "/inbox?state=snoozed", "1 in 100"},
		{"list, blocked", "/inbox?state=blocked", "1 in 500, so that nearly all are passed over"},
		{"thread", "/inbox/" + inboxThread(0), fmt.Sprintf("%d messages, the desk and the list beside it", inboxMessages)},
		{"search, a common word", "/inbox?q=" + commonWord, "in every second message, 50 shown"},
		{"search, a rare word", "/inbox?q=" + rareWord, "in one message"},
	}
	took, cpu := make([]samples, len(pages)), make([]samples, len(pages))
	slowest := make([]float64, len(pages))
	err = k.interleaved(ctx, k.rounds, len(pages), func(i int) error {
		w := k.watching(s.proc)
		all, err := times(owner, s.url+pages[i].path)
		if err != nil {
			return err
		}
		took[i], cpu[i] = append(took[i], w.sample(all[len(all)*95/100])), append(cpu[i], w.cpuEach(inboxAsked))
		slowest[i] = max(slowest[i], all[len(all)-1])
		return nil
	})
	if err != nil {
		return nil, err
	}
	var rows []row
	for i, p := range pages {
		value := took[i].median()
		rows = append(rows, row{
			What: fmt.Sprintf("inbox of %d,000 conversations and %d,000 messages: %s, p95", inboxThreads/1000, inboxThreads*inboxMessages/1000, p.what),
			Ours: number(value) + " ms", Value: value, Budget: atMost(20, 0, " ms"),
			Note: notes(p.said, fmt.Sprintf("%d pages over HTTP, one after the other; slowest %s ms; server CPU a page: %s ms", inboxAsked, number(slowest[i]), number(cpu[i].median()/1000)), caveat(took[i])),
		})
	}
	return rows, nil
}

// signIn returns a client with an owner's session.
func signIn(at string) (*http.Client, error) {
	jar, err := cookiejar.New(nil)
	if err != nil {
		return nil, err
	}
	stay := func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	c := &http.Client{Timeout: deliveryLimit, Jar: jar, CheckRedirect: stay}
	answer, err := c.PostForm(at+"/login", url.Values{"email": {inboxOwner}, "password": {inboxPassword}})
	if err != nil {
		return nil, err
	}
	if answer.StatusCode != http.StatusSeeOther {
		return nil, fmt.Errorf("the login was answered %s", answer.Status)
	}
	return c, answer.Body.Close()
}

// times asks for a page again and again and returns how long each answer took, in ms, the quickest first.
func times(owner *http.Client, page string) (all []float64, err error) {
	for range inboxAsked {
		request, err := http.NewRequest(http.MethodGet, page, nil)
		if err != nil {
			return nil, err
		}
		began := time.Now()
		if err := doAs(owner, request); err != nil {
			return nil, err
		}
		all = append(all, time.Since(began).Seconds()*1000)
	}
	slices.Sort(all)
	return all, nil
}
