package web_test

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"porchlight/app/web"

	"github.com/gofiber/fiber/v2"
)

// may names who gets through a route, and with which status. What does not stand here is refused to everyone.
var may = map[web.Route]struct {
	who    string
	status int
}{
	{"GET", "/livez"}:                {everyone, 200},
	{"GET", "/readyz"}:               {everyone, 200},
	{"GET", "/static/*"}:             {everyone, 200},
	{"GET", "/robots.txt"}:           {everyone, 200},
	{"GET", "/sitemap.xml"}:          {everyone, 200},
	{"GET", "/feed.xml"}:             {everyone, 200},
	{"GET", "/llms.txt"}:             {everyone, 200},
	{"GET", "/manifest.webmanifest"}: {everyone, 200},
	{"GET", "/sw.js"}:                {everyone, 200},
	{"GET", "/og.png"}:               {everyone, 200},
	{"GET", "/og/*"}:                 {everyone, 200},
	{"GET", "/live"}:                 {everyone, 426}, // no upgrade was asked for; handshake_test.go has the rest
	{"GET", "/search"}:               {everyone, 200},

	{"GET", "/"}:           {everyone, 200},
	{"GET", "/:ecosystem"}: {everyone, 200},
	{"GET", "/:ecosystem/technologies/:slug"}: {everyone, 200},
	{"GET", "/:ecosystem/decisions/:slug"}:    {everyone, 200},
	{"GET", "/:ecosystem/topics/:slug"}:       {everyone, 200},

	{"GET", "/conversation"}:           {everyone, 200},
	{"GET", "/conversation/messages"}:  {everyone, 200},
	{"POST", "/conversation/messages"}: {everyone, 303},

	{"POST", "/conversation/email"}:              {everyone, 404}, // no mail is sent from the site of this test
	{"POST", "/conversation/email/again"}:        {everyone, 404},
	{"POST", "/conversation/email/remove"}:       {everyone, 404},
	{"POST", "/conversation/transcript"}:         {everyone, 404},
	{"POST", "/conversation/browsers/cut"}:       {everyone, 404},
	{"GET", "/conversation/confirm/:link"}:       {everyone, 404}, // the link is made up
	{"POST", "/conversation/confirm/:link"}:      {everyone, 404},
	{"GET", "/conversation/resume/:link"}:        {everyone, 404},
	{"POST", "/conversation/resume/:link"}:       {everyone, 404},
	{"POST", "/conversation/resume/:link/again"}: {everyone, 404},
	{"POST", "/conversation/prove"}:              {everyone, 303}, // to /privacy: no mail opened their browsers
	{"GET", "/conversation/prove/:link"}:         {everyone, 404},
	{"POST", "/conversation/prove/:link"}:        {everyone, 403}, // nor is there anything to prove
	{"GET", "/conversation/unsubscribe/:link"}:   {everyone, 404},
	{"POST", "/conversation/unsubscribe/:link"}:  {everyone, 404},

	{"GET", "/privacy"}:           {everyone, 200},
	{"GET", "/privacy/export"}:    {everyone, 200},
	{"POST", "/privacy/unlisted"}: {everyone, 303},
	{"POST", "/privacy/erase"}:    {everyone, 200},

	{"GET", "/login"}:                    {everyone, 200}, // 303 for who is signed in, see arrives
	{"POST", "/login"}:                   {everyone, 422}, // the password is wrong
	{"POST", "/login/passkey"}:           {everyone, 422}, // no passkey signed anything
	{"POST", "/login/passkey/challenge"}: {everyone, 403}, // the site of this test is under an address, which is no name

	{"GET", "/setup"}:   {everyone, 404}, // there is an owner
	{"POST", "/setup"}:  {everyone, 422}, // the form is empty
	{"POST", "/logout"}: {everyone, 303},

	{"GET", "/invitation"}:  {everyone, 200},
	{"POST", "/invitation"}: {everyone, 422}, // the form is empty

	{"GET", "/inbox"}:                      {"owner", 200},
	{"GET", "/inbox/:id"}:                  {"owner", 200},
	{"GET", "/inbox/:id/messages"}:         {"owner", 200},
	{"POST", "/inbox/:id/messages"}:        {"owner", 303},
	{"POST", "/inbox/:id/close"}:           {"owner", 303},
	{"POST", "/inbox/:id/reopen"}:          {"owner", 303},
	{"POST", "/inbox/:id/snooze"}:          {"owner", 422}, // it does not say until when
	{"POST", "/inbox/:id/notes"}:           {"owner", 303},
	{"POST", "/inbox/:id/block"}:           {"owner", 303},
	{"POST", "/inbox/:id/unblock"}:         {"owner", 303},
	{"POST", "/inbox/:id/erase"}:           {"owner", 303},
	{"GET", "/inbox/:id/new"}:              {"owner", 303}, // the conversation has begun
	{"GET", "/inbox/gaps"}:                 {"owner", 200},
	{"GET", "/inbox/reach"}:                {"owner", 200},
	{"POST", "/inbox/reach/mails"}:         {"owner", 422}, // it says neither on nor off
	{"POST", "/inbox/reach/test"}:          {"owner", 422}, // there is no program to call
	{"POST", "/inbox/push"}:                {"owner", 422}, // it does not say where the browser is reached
	{"POST", "/inbox/push/:id/delete"}:     {"owner", 404},
	{"POST", "/inbox/notices/:id/retry"}:   {"owner", 404},
	{"POST", "/inbox/notices/:id/discard"}: {"owner", 404},
	{"POST", "/inbox/lamp"}:                {"owner", 422}, // it does not say what

	{"POST", "/conversation/messages/:message/edit"}:   {everyone, 404}, // there is no such message
	{"POST", "/conversation/messages/:message/delete"}: {everyone, 404},
	{"POST", "/inbox/:id/messages/:message/edit"}:      {"owner", 404},
	{"POST", "/inbox/:id/messages/:message/delete"}:    {"owner", 404},
	{"POST", "/inbox/:id/notes/:note/delete"}:          {"owner", 404},
	{"GET", "/admin/presence"}:                         {"admin owner", 200},
	{"GET", "/admin/presence/:visitor"}:                {"admin owner", 404}, // they have left
	{"POST", "/admin/presence/:visitor/block"}:         {"owner", 404},

	{"GET", "/admin/broadcasts"}:                               {"owner", 200},
	{"POST", "/admin/broadcasts"}:                              {"owner", 422}, // it says nothing
	{"POST", "/admin/broadcasts/preview"}:                      {"owner", 422},
	{"POST", "/admin/broadcasts/:broadcast/end"}:               {"owner", 404}, // there is none
	{"GET", "/admin/you"}:                                      {"admin owner", 200},
	{"POST", "/admin/you/proof"}:                               {"admin owner", 422}, // the password is missing
	{"POST", "/admin/you/proof/challenge"}:                     {"admin owner", 403}, // as for the login
	{"POST", "/admin/you/passkeys"}:                            {"admin owner", 422}, // it has no name
	{"POST", "/admin/you/passkeys/challenge"}:                  {"admin owner", 403},
	{"POST", "/admin/you/passkeys/:id/label"}:                  {"admin owner", 404},
	{"POST", "/admin/you/passkeys/:id/delete"}:                 {"admin owner", 404},
	{"POST", "/admin/you/password"}:                            {"admin owner", 422}, // both are missing
	{"POST", "/admin/you/sessions/end"}:                        {"admin owner", 303},
	{"POST", "/admin/you/sessions/:session/end"}:               {"admin owner", 404},
	{"GET", "/admin/accounts"}:                                 {"owner", 200},
	{"POST", "/admin/accounts"}:                                {"owner", 422}, // the form is empty
	{"GET", "/admin/accounts/:account"}:                        {"owner", 200},
	{"POST", "/admin/accounts/:account/disable"}:               {"owner", 403}, // it is their own, as below
	{"POST", "/admin/accounts/:account/enable"}:                {"owner", 403},
	{"POST", "/admin/accounts/:account/role"}:                  {"owner", 422}, // it does not say which
	{"POST", "/admin/accounts/:account/link"}:                  {"owner", 403},
	{"POST", "/admin/accounts/:account/withdraw"}:              {"owner", 403},
	{"POST", "/admin/accounts/:account/sessions/end"}:          {"owner", 403},
	{"POST", "/admin/accounts/:account/sessions/:session/end"}: {"owner", 403},
	{"GET", "/admin/audit"}:                                    {"owner", 200},
	{"GET", "/admin/audit/export"}:                             {"owner", 422}, // it does not say as what
	{"GET", "/admin/history"}:                                  {"admin owner", 200},
	{"GET", "/admin/history.csv"}:                              {"admin owner", 200},
	{"GET", "/admin/history.json"}:                             {"admin owner", 200},
	{"GET", "/admin/health"}:                                   {"admin owner", 200},
}

const everyone = "nobody visitor admin owner"

// example fills in a route's parameters.
func example(route, conversation, asset string) string {
	slug := "redis"
	if strings.Contains(route, "decisions") {
		slug = "realtime"
	}
	return strings.NewReplacer(":id", conversation, ":visitor", conversation, ":ecosystem", "data-realtime", ":slug", slug, ":message", "00000000-0000-4000-8000-000000000000", ":note", "1", ":account", "1", ":session", "1", ":link", strings.Repeat("A", 54), "/static/*", asset, "/og/*", "/og/data-realtime.png").Replace(route)
}

func TestEveryRouteLetsInWhoMayAndNobodyElse(t *testing.T) {
	s := newSite(t)
	people := map[string]*browser{"nobody": s.browser(t), "visitor": s.visitor(t), "admin": s.admin(t), "owner": s.owner(t)}
	routes := map[web.Route]bool{}
	for _, r := range append(s.Table(), s.Mounted()...) {
		routes[r] = true
	}
	for r := range may {
		if !routes[r] {
			t.Errorf("%s %s is not served any more", r.Method, r.Path)
		}
	}
	thread, asset := s.visitor(t).conversation(), theStylesheet(s.browser(t))
	inOrder := slices.SortedFunc(maps.Keys(routes), func(a, b web.Route) int {
		return strings.Compare(last(a)+a.Path+a.Method, last(b)+b.Path+b.Method)
	})
	for _, r := range inOrder {
		path := example(r.Path, thread, asset)
		for who, b := range people {
			for _, with := range []headers{{}, fragment} {
				want := arrives(r, who, with["HX-Request"] != "")
				var form url.Values
				if r.Method == http.MethodPost {
					form = saying(who)
				}
				if r.Method == http.MethodConnect { // net/http sends no path with it
					continue
				}
				if a := b.do(r.Method, path, form, with); a.status != want {
					t.Errorf("%s %s by %s %v: %d, want %d", r.Method, path, who, with, a.status, want)
				}
			}
		}
	}
}

// last puts logging out at the end: whoever did it is nobody from then on.
func last(r web.Route) string {
	if r.Path == "/logout" || r.Path == "/privacy/erase" {
		return "~"
	}
	return ""
}

// arrives is the status that someone must get at a route.
func arrives(r web.Route, who string, byHTMX bool) int {
	asked := r
	if asked.Method == http.MethodHead {
		asked.Method = http.MethodGet
	}
	rule, served := may[asked]
	staffOnly := served && rule.who != everyone
	switch {
	case !served:
		return http.StatusMethodNotAllowed
	case strings.Contains(rule.who, who) && who != "nobody" && who != "visitor" && r.Path == "/login" && asked.Method == http.MethodGet:
		return http.StatusSeeOther // signed in already
	case strings.Contains(rule.who, who) && rule.status == http.StatusSeeOther && byHTMX && r.Method == http.MethodPost && strings.Contains(r.Path, "/:id/"),
		strings.Contains(rule.who, who) && rule.status == http.StatusSeeOther && byHTMX && strings.HasSuffix(r.Path, "/messages"):
		return http.StatusOK // the fragment of the message, or of what stands beside the thread
	case strings.Contains(rule.who, who):
		return rule.status
	case staffOnly && (who == "nobody" || who == "visitor") && byHTMX:
		return http.StatusUnauthorized
	case staffOnly && (who == "nobody" || who == "visitor"):
		return http.StatusSeeOther
	}
	return http.StatusForbidden
}

func TestTheTableIsAllThatFiberServes(t *testing.T) {
	s := newSite(t)
	inTable := map[web.Route]bool{}
	for _, r := range s.Table() {
		inTable[r] = true
		if _, named := may[r]; !named {
			t.Errorf("%s %s: say in this test who may", r.Method, r.Path)
		}
		if r.Method == http.MethodGet {
			inTable[web.Route{Method: http.MethodHead, Path: r.Path}] = true
		}
	}
	b := s.owner(t)
	for _, r := range s.Mounted() {
		if inTable[r] || r.Method == http.MethodConnect {
			continue
		}
		if a := b.do(r.Method, example(r.Path, "0123456789abcdef0123456789abcdef", "/static/x"), nil); a.status != fiber.StatusMethodNotAllowed {
			t.Errorf("%s %s is served but stands in no table: %d", r.Method, r.Path, a.status)
		}
	}
}
