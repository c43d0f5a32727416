package web_test

import (
	"database/sql"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"porchlight/app/account"
	"porchlight/app/audit"
)

// exec changes the database file behind the back of the site.
func (s *site) exec(t *testing.T, statement string) {
	t.Helper()
	file, err := sql.Open("sqlite3", "file:"+s.path+"?_busy_timeout=5000")
	must(t, err)
	_, err = file.Exec(statement)
	must(t, errors.Join(err, file.Close()))
}

var recordForm = regexp.MustCompile(`(?s)<tr id="record-(\d+)"><td><time datetime="[^"]+">([^<]+)</time></td><th scope="row">([^<]+)</th><td>(.*?)</td></tr>`)

// records are the lines of a page of the log, as they are read.
func records(page string) (lines []string) {
	for _, m := range recordForm.FindAllStringSubmatch(page, -1) {
		lines = append(lines, m[3]+" "+tagForm.ReplaceAllString(m[4], ""))
	}
	return lines
}

func wantLines(t *testing.T, got []string, want ...string) {
	t.Helper()
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("the page has\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestTheAuditLogSaysInWordsWhoDidWhat(t *testing.T) {
	s := newSite(t)
	v, owner := s.visitor(t), s.owner(t)
	thread := "/inbox/" + v.conversation()
	owner.post(thread+"/messages", saying("It does"))
	owner.invite("ada@example.com", account.Admin)
	s.colleague(t).post(s.pageOf(t, adminEmail)+"/role", url.Values{"role": {"owner"}})
	must(t, s.Audit.Add(t.Context(), audit.Record{Email: audit.CommandLine, Action: "account.password", Subject: adminEmail}))

	page := owner.get("/admin/audit").body
	name := "Visitor " + v.conversation()[:4]
	wantLines(t, records(page), "command line gave a new password to "+adminEmail, colleagueEmail+" changed the role of "+adminEmail+" to owner",
		ownerEmail+" added ada@example.com as admin", ownerEmail+" answered "+name)
	for _, want := range []string{`<a href="` + thread + `">`, `<a href="` + s.pageOf(t, adminEmail) + `">`, "10:00 CET"} { // nine o'clock UTC where the site is
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %s: %s", want, page)
		}
	}
	if strings.Contains(page, "It does") {
		t.Error("the log holds what was written")
	}
}

func TestTheAuditLogIsFilteredByWhoAndByWhat(t *testing.T) {
	s := newSite(t)
	owner := s.owner(t)
	thread := "/inbox/" + s.visitor(t).conversation()
	owner.post(thread+"/close", nil)
	owner.post("/inbox/lamp", url.Values{"to": {"away"}})
	s.colleague(t).post(thread+"/reopen", nil)
	for query, want := range map[string]int{
		"": 3, "?who=" + ownerEmail: 2, "?kind=conversation": 2, "?kind=conversation&who=" + colleagueEmail: 1, "?kind=account": 0, "?kind=nonsense&before=x": 3, "?who=nobody": 0,
	} {
		a := owner.get("/admin/audit" + query)
		if got := records(a.body); a.status != http.StatusOK || len(got) != want {
			t.Errorf("%q shows %q, want %d", query, got, want)
		}
	}
	if page := owner.get("/admin/audit?who=" + ownerEmail + "&kind=lamp").body; !strings.Contains(page, `<option value="`+ownerEmail+`" selected>`) || !strings.Contains(page, `<option value="lamp" selected>`) ||
		!strings.Contains(page, "/admin/audit/export?kind=lamp&amp;who=owner%40example.com&amp;as=csv") {
		t.Errorf("the page does not say what is filtered: %s", page)
	}
}

func TestTheAuditLogHasPagesThatAreLinks(t *testing.T) {
	s := newSite(t)
	for i := range audit.PageSize + 5 {
		must(t, s.Audit.Add(t.Context(), audit.Record{AccountID: 1, Email: ownerEmail, Action: "lamp.switch", Detail: fmt.Sprint("number ", i)}))
	}
	owner := s.owner(t)
	first := owner.get("/admin/audit?kind=lamp").body
	older := regexp.MustCompile(`href="(/admin/audit\?[^"]+)" rel="next"`).FindStringSubmatch(first)
	if n := len(records(first)); n != audit.PageSize || older == nil {
		t.Fatalf("the first page has %d records, and leads to %q", n, older)
	}
	second := owner.get(strings.ReplaceAll(older[1], "&amp;", "&")).body
	wantLines(t, records(second)[:1], ownerEmail+" set the lamp number 4")
	if len(records(second)) != 5 || strings.Contains(second, `rel="next"`) || !strings.Contains(second, `<a href="/admin/audit?kind=lamp">Newest</a>`) {
		t.Errorf("the second page is %s", second)
	}
}

func TestWhoIsErasedHasNoNameInTheAuditLogAnyMore(t *testing.T) {
	for who, erase := range map[string]func(v, owner *browser, thread string){
		"by an owner":    func(_, owner *browser, thread string) { owner.post(thread+"/erase", nil) },
		"by the visitor": func(v, _ *browser, _ string) { v.post("/privacy/erase", nil) },
	} {
		t.Run(who, func(t *testing.T) {
			s := newSite(t)
			v, owner := s.visitor(t), s.owner(t)
			id := v.conversation()
			owner.post("/inbox/"+id+"/close", nil)
			erase(v, owner, "/inbox/"+id)
			page := owner.get("/admin/audit").body
			if lines := records(page); lines[len(lines)-1] != ownerEmail+" closed a conversation that is gone" || len(lines) == 2 && lines[0] != ownerEmail+" deleted for good a conversation" || strings.Contains(page, id[:4]) {
				t.Errorf("the page has %q", lines)
			}
			for _, form := range []string{"csv", "jsonl"} {
				if file := owner.get("/admin/audit/export?as=" + form).body; strings.Contains(file, id) || !strings.Contains(file, "conversation.close") {
					t.Errorf("the export has %s", file)
				}
			}
			if c, err := s.Audit.Check(t.Context()); err != nil || !c.Holds() {
				t.Errorf("the chain: %+v, %v", c, err)
			}
		})
	}
}

func TestTheAuditLogIsTakenAlongAsCSVAndAsJSONAndThatIsRecorded(t *testing.T) {
	s := newSite(t)
	must(t, s.Audit.Add(t.Context(), audit.Record{AccountID: 1, Email: ownerEmail, Action: "lamp.switch", Detail: "=1+1"}))
	for range audit.PageSize { // more than a page
		must(t, s.Audit.Add(t.Context(), audit.Record{AccountID: 1, Email: ownerEmail, Action: "note.add"}))
	}
	owner := s.owner(t)
	a := owner.get("/admin/audit/export?as=csv&kind=lamp")
	rows, err := csv.NewReader(strings.NewReader(a.body)).ReadAll()
	must(t, err)
	if a.status != http.StatusOK || a.Get("Content-Type") != "text/csv; charset=utf-8" || !strings.Contains(a.Get("Content-Disposition"), `audit-2026-11-24.csv`) ||
		len(rows) != 2 || fmt.Sprint(rows[1][:7]) != fmt.Sprint([]string{"1", "2026-11-24T09:00:00Z", "1", ownerEmail, "lamp.switch", "", "'=1+1"}) || len(rows[1][7]) != 64 {
		t.Errorf("%d %v %q", a.status, a.Header, rows)
	}
	lines := strings.Split(strings.TrimSpace(owner.get("/admin/audit/export?as=jsonl").body), "\n")
	var newest, oldest struct {
		ID             int64
		At             time.Time
		Action, Detail string
	}
	must(t, json.Unmarshal([]byte(lines[0]), &newest))
	must(t, json.Unmarshal([]byte(lines[len(lines)-1]), &oldest))
	if len(lines) != audit.PageSize+3 || newest.Action != "log.export" || newest.Detail != "as jsonl" || oldest.ID != 1 || oldest.Detail != "=1+1" || !oldest.At.Equal(opening) {
		t.Errorf("%d lines from %+v to %+v", len(lines), newest, oldest)
	}
	if a := owner.get("/admin/audit/export?as=pdf"); a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, "csv or jsonl") {
		t.Errorf("as pdf: %d", a.status)
	}
}

func TestThePageSaysWhetherTheAuditLogIsWhole(t *testing.T) {
	s := newSite(t, troubled)
	owner := s.owner(t)
	for range 3 {
		must(t, s.Audit.Add(t.Context(), audit.Record{AccountID: 1, Email: ownerEmail, Action: "note.add"}))
	}
	if page := owner.get("/admin/audit?check=now").body; !strings.Contains(page, "3 records fit together") {
		t.Errorf("the page says %s", page)
	}
	s.exec(t, "DROP TRIGGER record_stays; UPDATE record SET email = 'somebody@example.com' WHERE id = 2")
	if page := owner.get("/admin/audit?check=now").body; !strings.Contains(page, "Record 2 does not fit to the one before") {
		t.Errorf("the page says %s", page)
	}
	if !strings.Contains(s.log.String(), "the audit log was changed behind the back of the site") {
		t.Error("the process's log does not say so")
	}
}

func TestRecordsAreKeptForAsLongAsIsSet(t *testing.T) {
	s := newSite(t, func(o *setup) { o.keep.Audit = 30 * day })
	must(t, s.Audit.Add(t.Context(), audit.Record{AccountID: 1, Email: ownerEmail, Action: "note.add"}))
	s.forward(30 * day)
	must(t, s.Audit.Add(t.Context(), audit.Record{AccountID: 1, Email: ownerEmail, Action: "note.delete"}))
	s.forward(time.Hour)
	eventually(t, "the old one is gone", func() bool { return s.deeds(t) == "note.delete" })
	if page := s.browser(t).get("/privacy").body; !strings.Contains(page, `<td id="keep-audit">30 days</td>`) {
		t.Error("the privacy page does not say how long")
	}
}
