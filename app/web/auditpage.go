package web

import (
	"context"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"porchlight/app/account"
	"porchlight/app/audit"

	"github.com/gofiber/fiber/v2"
)

const auditPath = "/admin/audit"

// auditView is a page of the audit log.
type auditView struct {
	Filter  audit.Filter
	Records []recordView
	Older   string // the address of the next page; empty: there is none
	Newest  string // the address of the first page; empty: this is it
	Emails  []string
	Kinds   []string
	Checked checkedChain
	Keep    string // how long records are kept; empty: for ever

	query url.Values
}

// recordView is a record in words: who did what to what, and where that is found while it is there.
type recordView struct {
	audit.Record
	Who, Did, What, Link string
}

// checkedChain is what a check found, and when.
type checkedChain struct {
	audit.Chain
	At time.Time // zero: nobody has looked yet
}

func (s *Server) showAudit(c *fiber.Ctx) error {
	filter, query := filterOfLog(c)
	ctx, cancel := asking(c)
	defer cancel()
	records, more, err := s.Audit.List(ctx, filter)
	if err != nil {
		return err
	}
	view := auditView{Filter: filter, Kinds: kinds(), query: query}
	if view.Emails, err = s.Audit.Emails(ctx); err != nil {
		return err
	}
	if s.Keep.Audit > 0 {
		view.Keep = span(s.Keep.Audit)
	}
	if c.Query("check") == "now" && !isForeign(c) {
		if err := s.checkLog(ctx); err != nil {
			return err
		}
	}
	if checked := s.chain.Load(); checked != nil {
		view.Checked = *checked
	}
	people, err := s.Accounts.People(ctx)
	if err != nil {
		return err
	}
	for _, r := range records {
		view.Records = append(view.Records, viewOfRecord(r, people))
	}
	if more {
		view.Older = auditPath + queryWith(query, "before", strconv.FormatInt(records[len(records)-1].ID, 10))
	}
	if filter.Before > 0 {
		view.Newest = auditPath + queryWith(query, "", "")
	}
	return s.answer(c, fiber.StatusOK, "admin/audit", s.staffPage(c, "Audit log", auditPath), view)
}

// filterOfLog reads a filter from an address, and the part of the address that says it. What it does not know filters nothing.
func filterOfLog(c *fiber.Ctx) (f audit.Filter, query url.Values) {
	query = url.Values{}
	if f.Email = c.Query("who"); f.Email != "" {
		query.Set("who", f.Email)
	}
	if kind := c.Query("kind"); slices.Contains(kinds(), kind) {
		f.Kind = kind
		query.Set("kind", kind)
	}
	if before, err := strconv.ParseInt(c.Query("before"), 10, 64); err == nil && before > 0 {
		f.Before = before
	}
	return f, query
}

// queryWith is a query with one more value in it; with no key, as it is.
func queryWith(query url.Values, key, value string) string {
	q := maps.Clone(query)
	if key != "" {
		q.Set(key, value)
	}
	if len(q) == 0 {
		return ""
	}
	return "?" + q.Encode()
}

// In is the query that leads to what is filtered, also in the export.
func (v auditView) In() string {
	return queryWith(v.query, "", "")
}

// viewOfRecord leads to a conversation or an account only while it is there. A conversation that is gone has no name any more.
func viewOfRecord(r audit.Record, people []account.Person) recordView {
	v := recordView{Record: r, Who: r.Email, Did: deeds[r.Action], What: r.Subject}
	if v.Who == "" {
		v.Who = "somebody"
	}
	if v.Did == "" {
		v.Did = r.Action
	}
	kind, _, _ := strings.Cut(r.Action, ".")
	switch {
	case r.Conversation != "":
		v.What, v.Link = nameOf(r.Conversation), "/inbox/"+r.Conversation
	case r.Action == didErase:
		v.What = "a conversation"
	case kind == "conversation" || kind == "note":
		v.What = "a conversation that is gone"
	default:
		if i := slices.IndexFunc(people, func(p account.Person) bool { return p.Email == r.Subject }); i >= 0 {
			v.Link = accountsPath + "/" + strconv.FormatInt(people[i].ID, 10)
		}
	}
	return v
}

// checkLog computes the chain of the log again, and says in the process's log when it does not hold.
func (s *Server) checkLog(ctx context.Context) error {
	chain, err := s.Audit.Check(ctx)
	if err != nil {
		return err
	}
	if !chain.Holds() {
		s.Log.ErrorContext(ctx, "the audit log was changed behind the back of the site; /admin/audit says what is wrong", "first_that_does_not_fit", chain.Broken, "cut_at_the_end", chain.Cut, "gone_before_their_time", chain.Early)
	}
	s.chain.Store(&checkedChain{Chain: chain, At: s.Now()})
	return nil
}
