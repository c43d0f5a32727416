package web_test

import (
	"fmt"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"porchlight/app/conversation"

	"github.com/google/uuid"
)

// asks posts a message from a place.
func (b *browser) asks(place, body string) {
	b.t.Helper()
	form := saying(body)
	form.Set("place", place)
	b.post("/conversation/messages", form, fragment).theMessage(b.t)
}

var listedForm = regexp.MustCompile(`<li id="conversation-([0-9a-f]{32})">`)

// listed are the conversations of a list, in its order.
func listed(text string) (ids []string) {
	for _, m := range listedForm.FindAllStringSubmatch(text, -1) {
		ids = append(ids, m[1])
	}
	return ids
}

func TestTheInboxIsFilteredByStateAndByPlace(t *testing.T) {
	s := newSite(t)
	owner := s.owner(t)
	redis, mysql, closed := s.browser(t), s.browser(t), s.browser(t)
	for _, ask := range []struct {
		*browser
		place string
	}{{redis, redisCard}, {mysql, mysqlCard}, {closed, redisCard}} {
		ask.asks(ask.place, "A question")
		s.forward(time.Second)
	}
	owner.acts(closed, "close", nil)
	for query, want := range map[string][]*browser{
		"":                                    {mysql, redis},
		"?state=open":                         {mysql, redis},
		"?state=closed":                       {closed},
		"?state=snoozed":                      nil,
		"?state=nonsense":                     {mysql, redis},
		"?place=" + redisCard:                 {redis},
		"?state=closed&place=" + redisCard:    {closed},
		"?state=closed&place=" + mysqlCard:    nil,
		"?place=/nowhere":                     {mysql, redis},
		"?place=%ff&state=%00":                {mysql, redis},
		"?state=waiting&place=%zz&x=%":        {mysql, redis}, // what cannot be parsed filters nothing
		"?state=waiting;place=" + mysqlCard:   {mysql, redis},
		"?q=&state=closed&place=" + redisCard: {closed},
	} {
		var ids []string
		for _, b := range want {
			ids = append(ids, b.conversation())
		}
		for _, with := range []headers{{}, fragment} {
			if a := owner.get("/inbox"+query, with); a.status != http.StatusOK || !slices.Equal(listed(a.body), ids) || a.isPage() != (with["HX-Request"] == "") {
				t.Errorf("%s: %d %q, want %q", query, a.status, listed(a.body), ids)
			}
		}
	}
	page := owner.get("/inbox/" + redis.conversation() + "?state=closed&place=" + redisCard).body
	if got := listed(page); !slices.Equal(got, []string{closed.conversation()}) {
		t.Errorf("beside a thread the filter is kept: %q", got)
	}
	in := "?place=%2Fdata-realtime%2Ftechnologies%2Fredis&amp;state=closed"
	for _, link := range []string{` href="/inbox/` + closed.conversation() + in + `"`, `<a class="plain back" href="/inbox` + in + `">`, `<option value="` + redisCard + `" selected>`} {
		if !strings.Contains(page, link) {
			t.Errorf("the page lacks %s: %s", link, page)
		}
	}
}

func TestEachListIsLiveForItsFilter(t *testing.T) {
	s := newSite(t)
	owner := s.owner(t)
	at := func(query string) *tab { return owner.open(url.QueryEscape("/inbox" + query)) }
	lists := map[string]*tab{"open": at(""), "closed": at("?state=closed"), "snoozed": at("?state=snoozed"), "redis": at("?place=" + redisCard), "mysql": at("?place=" + mysqlCard)}
	headed := map[string]*regexp.Regexp{} // by its name: how the list says what it holds
	for name, words := range map[string]string{"open": `conversations?(, \d unread)?`, "closed": "closed", "snoozed": "snoozed", "redis": "open", "mysql": "open"} {
		headed[name] = regexp.MustCompile(`<p class="eyebrow">\d ` + words + `</p>`)
	}
	v := s.browser(t)
	shows := func(when string, names ...string) {
		t.Helper()
		for name, list := range lists {
			want := slices.Contains(names, name)
			list.until(when+": the list of "+name, func(text string) bool {
				return strings.Contains(text, `hx-target="#inbox-list"`) && slices.Contains(listed(text), v.conversation()) == want
			})
		}
	}
	shows("at first")
	v.asks(redisCard, "A question")
	shows("asked", "open", "redis")
	owner.acts(v, "close", nil)
	shows("closed", "closed")
	owner.acts(v, "snooze", until(s.Now().Add(time.Hour)))
	shows("snoozed", "snoozed")
	s.forward(time.Hour)
	shows("an hour later, and nobody did anything", "open", "redis")
	v.asks(mysqlCard, "Another")
	shows("asked from elsewhere", "open", "mysql")
	for name, list := range lists {
		for _, text := range list.seen {
			if strings.Contains(text, `hx-target="#inbox-list"`) && !headed[name].MatchString(text) {
				t.Errorf("the list of %s is brought another: %s", name, text)
			}
		}
	}
	thread := at("/" + v.conversation() + "?state=closed")
	owner.acts(v, "close", nil)
	thread.until("the list beside a thread", func(text string) bool { return slices.Contains(listed(text), v.conversation()) })
}

func TestSearchFindsMessagesSoonAfterTheyWereWritten(t *testing.T) {
	s := newSite(t)
	v, other, owner := s.visitor(t), s.visitor(t), s.owner(t)
	v.asks(redisCard, "Does a consumer group survive a failover?")
	owner.post("/inbox/"+v.conversation()+"/messages", saying("The group survives, its pending list may not"), fragment)
	other.asks("/", "Où est la clé primaire?")
	found := func(q string) []string {
		var texts []string
		for _, m := range regexp.MustCompile(`<span class="last" data-hx-ignore>(.*?)</span></a>`).FindAllStringSubmatch(owner.get("/inbox?q="+url.QueryEscape(q), fragment).body, -1) {
			texts = append(texts, m[1])
		}
		return texts
	}
	const asked, answered = "Does a consumer group survive a failover?", `<span class="muted">Answer: </span>The group survives, its pending list may not`
	eventually(t, "search knows them", func() bool { return len(found("group")) == 2 && len(found("cle")) == 1 })
	for q, want := range map[string][]string{
		"group": {answered, asked}, "GROUP surv": {answered, asked}, "failover": {asked}, "group failover primaire": nil, "pending": {answered},
		"cle primaire": {"Où est la clé primaire?"}, "nothing": nil,
	} {
		got := found(q)
		slices.Sort(got)
		if slices.Sort(want); !slices.Equal(got, want) {
			t.Errorf("%q finds %q, want %q", q, got, want)
		}
	}
	page := owner.get("/inbox?q=failover").body
	for _, part := range []string{"1 message found", `href="/inbox/` + v.conversation() + `?q=failover#message-`, `value="failover"`, `data-unread="2"`, "Choose one from the list"} {
		if !strings.Contains(page, part) {
			t.Errorf("the page lacks %s: %s", part, page)
		}
	}
	if beside := owner.get("/inbox/" + v.conversation() + "?q=failover").body; !strings.Contains(beside, "1 message found") || len(messagesIn(beside)) != 3 {
		t.Errorf("beside the thread: %s", beside)
	}
	form := saying("About ships")
	v.post("/conversation/messages", form, fragment)
	eventually(t, "search knows the ships", func() bool { return len(found("ships")) == 1 })
	v.post("/conversation/messages/"+form.Get("id")+"/edit", url.Values{"body": {"About trains"}}, fragment)
	eventually(t, "search knows the trains", func() bool { return len(found("ships")) == 0 && len(found("trains")) == 1 })
	v.post("/conversation/messages/"+form.Get("id")+"/delete", nil, fragment)
	eventually(t, "search has forgotten them", func() bool { return len(found("trains")) == 0 })
}

func TestWhateverIsSearchedForIsAnswered(t *testing.T) {
	s := newSite(t)
	s.visitor(t)
	owner := s.owner(t)
	for name, q := range map[string]string{
		"a quote": `"`, "two quotes": `""`, "an operator": "NEAR(", "operators": "good AND OR NOT morning*) ^a -b", "a column": "body:good", "a star": "*", "SQL": "'; DROP TABLE message; --",
		"NUL": "a\x00b", "bad UTF-8": "a\xffb", "spaces": " \t\u2003 ", "a mark alone": "\u0301", "an emoji": "😀", "a new letter": "\U0001e900", "marks in a word": "cafe\u0301s",
		"a long word": strings.Repeat("a", 3000), "many words": strings.Repeat("a ", 1500), "many long words": strings.Repeat("abcdefgh ", 350), "markup": `<script>alert("1 & 2")</script>`,
	} {
		for _, with := range []headers{{}, fragment} {
			if a := owner.get("/inbox?q="+url.QueryEscape(q), with); a.status != http.StatusOK || strings.Contains(a.body, "<script>alert") || !strings.Contains(a.body, "found</p>") {
				t.Errorf("%s: %d %.300s", name, a.status, a.body)
			}
		}
	}
	for _, query := range []string{"?q=%", "?q=%zz", "?q=a&q=b", "?q", "?q=a;b"} {
		if a := owner.get("/inbox" + query); a.status != http.StatusOK {
			t.Errorf("%s: %d", query, a.status)
		}
	}
}

func TestGapsAreCountedByPlaceWithTheFileToEdit(t *testing.T) {
	s := newSite(t)
	owner := s.owner(t)
	if empty := owner.get("/inbox/gaps"); empty.status != http.StatusOK || !strings.Contains(empty.body, "Nobody has asked anything yet.") {
		t.Errorf("at first: %d %s", empty.status, empty.body)
	}
	answered, waiting, last := s.browser(t), s.browser(t), s.browser(t)
	answered.asks(mysqlCard, "One")
	answered.asks(mysqlCard, "Two")
	owner.post("/inbox/"+answered.conversation()+"/messages", saying("Answered"), fragment)
	waiting.asks(redisCard, "Three")
	last.asks("/data-realtime/topics/redis", "Four")
	last.asks(mysqlCard, "Five")
	_, err := s.conversations.Send(t.Context(), conversation.IDOf("of last year"), conversation.Draft{
		ID: saying("").Get("id"), Body: "Six", Place: "/data-realtime/topics/<i>gone</i>", From: conversation.Visitor,
	})
	must(t, err)
	page := owner.get("/inbox/gaps").body
	var rows []string
	cells := regexp.MustCompile(`(?s)<t[hd][^>]*>(.*?)</t[hd]>`)
	for _, row := range regexp.MustCompile(`(?s)<tr><th scope="row">.*?</tr>`).FindAllString(page, -1) {
		var words []string
		for _, cell := range cells.FindAllStringSubmatch(row, -1) {
			words = append(words, strings.TrimSpace(regexp.MustCompile(`<[^>]*>`).ReplaceAllString(cell[1], "")))
		}
		rows = append(rows, html.UnescapeString(strings.Join(words, " | ")))
	}
	want := []string{
		"MySQL | 1 | 3 | 2 | content/data-realtime/technologies/mysql.md",
		"Redis | 1 | 1 | 1 | content/data-realtime/technologies/redis.md",
		"/data-realtime/topics/<i>gone</i> gone | 1 | 1 | 1 | ",
		"Redis in depth | 0 | 1 | 1 | content/data-realtime/topics/redis.md",
	}
	if len(rows) != 4 || rows[0] != want[0] || !strings.HasSuffix(rows[3], "0 | 1 | 1 | content/data-realtime/topics/redis.md") ||
		!slices.Contains(rows[1:3], want[1]) || !slices.Contains(rows[1:3], want[2]) {
		t.Errorf("the rows are\n%s", strings.Join(rows, "\n"))
	}
	if !strings.Contains(page, `href="/inbox?place=%2fdata-realtime%2ftechnologies%2fmysql"`) {
		t.Errorf("no way to the questions: %s", page)
	}
}

func TestAListShowsAHundredAndTwiceAsManyForTheAsking(t *testing.T) {
	s := newSite(t)
	for n := range 201 {
		d := conversation.Draft{ID: uuid.NewString(), Body: "A question", Place: redisCard, From: conversation.Visitor}
		_, err := s.conversations.Send(t.Context(), conversation.IDOf(fmt.Sprint(n)), d)
		must(t, err)
	}
	owner := s.owner(t)
	for show, want := range map[string]struct {
		listed int
		longer string
	}{
		"":           {100, "/inbox?show=200"},
		"?show=100":  {100, "/inbox?show=200"},
		"?show=150":  {200, "/inbox?show=400"},
		"?show=400":  {201, ""},
		"?show=1e9":  {100, "/inbox?show=200"},
		"?show=-1":   {100, "/inbox?show=200"},
		"?show=9999": {201, ""},
	} {
		page := owner.get("/inbox" + show).body
		link := ""
		if found := regexp.MustCompile(`id="longer" href="([^"]+)"`).FindStringSubmatch(page); found != nil {
			link = found[1]
		}
		if got := len(listed(page)); got != want.listed || link != want.longer {
			t.Errorf("%q lists %d and leads to %q, want %d and %q", show, got, link, want.listed, want.longer)
		}
	}
}
