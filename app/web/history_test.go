package web_test

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"io"
	"log/slog"
	"mime"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"porchlight/app/history"
	"porchlight/app/web"
)

// was has so many be at places from a time on, and as many come to the site at its beginning, as another node on the same file would
// have seen.
func (s *site) was(t *testing.T, from time.Time, length time.Duration, counts map[string]int) {
	t.Helper()
	then := &clock{now: from}
	past := history.New(s.store, then.Now, slog.New(slog.NewTextHandler(io.Discard, nil)))
	ctx, stop := context.WithCancel(t.Context())
	passed, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		past.Run(ctx, func(context.Context) { passed <- struct{}{} })
	}()
	past.Take(counts, counts["/"])
	for range length / time.Minute {
		then.forward(time.Minute)
		past.Take(nil, 0)
		<-passed
	}
	gone := map[string]int{}
	for place := range counts {
		gone[place] = 0
	}
	past.Take(gone, 0)
	stop()
	<-ended
}

// ask is the address of the history of a place.
func ask(ending, place, of, at string) string {
	return "/admin/history" + ending + "?" + url.Values{"place": {place}, "range": {of}, "at": {at}}.Encode()
}

var historyRow = regexp.MustCompile(`<tr><th scope="row"><data value="([^"]+)">([^<]+)</data></th><td>(\d+)</td><td>([\d.]+)</td>(?:<td>(\d+)</td>)?</tr>`)

func TestTheHistoryOfAPlaceIsDrawnWithItsNumbersBelow(t *testing.T) {
	s := newSite(t)
	s.was(t, opening.Add(-2*time.Hour), 30*time.Minute, map[string]int{"/": 6, redisCard: 4})
	admin := s.admin(t)
	for _, c := range []struct {
		place, of, at string
		rows          int
		row           []string // one of them
		says          string
	}{
		{"/", "day", "2026-11-24", 40, []string{"2026-11-24T07:15:00Z", "08:15", "6", "6.00", "0"}, "Tuesday 24 November 2026: 6 at most at once (08:00), 0.3 at the mean, 6 arrivals."},
		{"/", "day", "2026-11-24", 40, []string{"2026-11-24T07:00:00Z", "08:00", "6", "6.00", "6"}, "The whole site"},
		{"/", "hour", "2026-11-24T07:00Z", 60, []string{"2026-11-24T07:29:00Z", "08:29", "6", "6.00", "0"}, "Tuesday 24 November 2026, 08:00 to 09:00 CET: 6 at most"},
		{redisCard, "hour", "2026-11-24T07:00Z", 60, []string{"2026-11-24T07:00:00Z", "08:00", "4", "4.00", ""}, "2.0 at the mean."},
		{redisCard, "week", "2026-11-26", 0, nil, ""}, // it is yet to come
		{redisCard, "week", "2026-11-23", 34, []string{"2026-11-24T07:00:00Z", "Tue 08:00", "4", "2.00", ""}, "23 November to 29 November 2026: 4 at most"},
		{redisCard, "month", "2026-11-24", 94, []string{"2026-11-24T05:00:00Z", "Tue 24 Nov 06:00", "4", "0.50", ""}, "November 2026: 4 at most"},
		{redisCard, "year", "2026-01-01", 328, []string{"2026-11-23T23:00:00Z", "Tue 24 Nov", "4", "0.20", ""}, "2026: 4 at most"},
		{ecosystem, "day", "2026-11-23", 96, []string{"2026-11-22T23:00:00Z", "00:00", "0", "0.00", ""}, "Monday 23 November 2026: nobody was present."},
	} {
		a := admin.get(ask("", c.place, c.of, c.at))
		if c.rows == 0 {
			if a.status != http.StatusUnprocessableEntity {
				t.Errorf("%s %s %s: %d", c.place, c.of, c.at, a.status)
			}
			continue
		}
		rows := historyRow.FindAllStringSubmatch(a.body, -1)
		found := false
		for _, row := range rows {
			found = found || strings.Join(row[1:], " ") == strings.Join(c.row, " ")
		}
		if len(rows) != c.rows || !found || !strings.Contains(a.body, c.says) {
			t.Errorf("%s, %s from %s: %d rows, want %d, one of them %q among %q, and that it says %q", c.place, c.of, c.at, len(rows), c.rows, c.row, rows, c.says)
		}
		if drawn := strings.Contains(a.body, `class="plot-peak"`); drawn != (c.row[2] != "0") {
			t.Errorf("%s, %s from %s has a line: %t", c.place, c.of, c.at, drawn)
		}
		if bars := strings.Contains(a.body, `class="bar"`); bars != (c.place == "/") {
			t.Errorf("%s, %s from %s has bars: %t", c.place, c.of, c.at, bars)
		}
	}
}

func TestADayWithAnHourMoreShowsItTwice(t *testing.T) {
	s := newSite(t)
	rows := historyRow.FindAllStringSubmatch(s.admin(t).get(ask("", "/", "day", "2026-10-25")).body, -1)
	var twos []string
	for _, row := range rows {
		if strings.HasPrefix(row[2], "02:00") {
			twos = append(twos, row[1]+" "+row[2])
		}
	}
	if want := "2026-10-25T00:00:00Z 02:00 CEST, 2026-10-25T01:00:00Z 02:00 CET"; len(rows) != 25*4 || strings.Join(twos, ", ") != want {
		t.Errorf("there are %d quarters of an hour, and two o'clock is %q", len(rows), twos)
	}
	if short := historyRow.FindAllString(s.admin(t).get(ask("", "/", "day", "2026-03-29")).body, -1); len(short) != 23*4 {
		t.Errorf("the day with an hour less has %d", len(short))
	}
}

func TestTheHistoryLeadsEarlierAndLaterAndToOtherRangesAndPlaces(t *testing.T) {
	s := newSite(t)
	admin := s.admin(t)
	today, before := admin.get("/admin/history").body, admin.get(ask("", redisCard, "day", "2026-11-23")).body
	for text, wants := range map[string][]string{
		today:  {`href="/admin/history?at=2026-11-23&amp;place=%2F&amp;range=day" rel="prev"`, `at=2026-11-24T09%3A00Z&amp;place=%2F&amp;range=hour">hour`, `value="/data-realtime/technologies/redis"`},
		before: {`at=2026-11-22&amp;`, `href="/admin/history?at=2026-11-24&amp;place=%2Fdata-realtime%2Ftechnologies%2Fredis&amp;range=day" rel="next"`, `value="` + redisCard + `" selected`},
	} {
		for _, want := range wants {
			if !strings.Contains(text, want) {
				t.Errorf("it does not say %s: %s", want, text)
			}
		}
	}
	if strings.Contains(today, `rel="next"`) {
		t.Error("it leads to tomorrow")
	}
}

func TestAPlaceThatIsGoneKeepsItsHistory(t *testing.T) {
	s := newSite(t)
	s.was(t, opening.Add(-time.Hour), time.Minute, map[string]int{"/": 1, "/once": 1})
	a := s.admin(t).get(ask("", "/once", "day", "2026-11-24"))
	if a.status != http.StatusOK || !strings.Contains(a.body, "/once (gone)") || !strings.Contains(a.body, "1 at most at once") {
		t.Errorf("%d %s", a.status, a.body)
	}
}

func TestTheHistoryRefusesWhatItDoesNotKnow(t *testing.T) {
	s := newSite(t)
	admin := s.admin(t)
	for query, sentence := range map[string]string{
		"place=/nowhere":                   "There is no such place. Choose one from the list.",
		"place=" + url.QueryEscape(attack): "There is no such place.",
		"range=decade":                     "There is no such range. Choose an hour, a day, a week, a month or a year.",
		"at=yesterday":                     "That is no day. Write it like 2026-11-24",
		"at=2026-02-30":                    "That is no day.",
		"at=2026-11-25":                    "That day is yet to come. Choose one up to today.",
	} {
		for _, ending := range []string{"", ".csv", ".json"} {
			for _, with := range []headers{{}, fragment} {
				a := admin.get("/admin/history"+ending+"?"+query, with)
				if a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, sentence) || a.Get("Content-Disposition") != "" {
					t.Errorf("%s %s: %d %s", ending, query, a.status, a.body)
				}
			}
		}
	}
}

func TestTheHistoryIsTakenAlongAsCSV(t *testing.T) {
	s := newSite(t)
	s.was(t, opening.Add(-2*time.Hour), 30*time.Minute, map[string]int{"/": 6, redisCard: 4})
	for place, came := range map[string]string{"/": "6", redisCard: ""} {
		a := s.admin(t).get(ask(".csv", place, "day", "2026-11-24"))
		lines, err := csv.NewReader(strings.NewReader(a.body)).ReadAll()
		must(t, err)
		if len(lines) != 41 || strings.Join(lines[0], ",") != "from,to,place,peak,mean,arrivals" {
			t.Fatalf("there are %d lines, the first of them %q", len(lines), lines[0])
		}
		peak := map[string]string{"/": "6", redisCard: "4"}[place]
		if want := "2026-11-24T07:00:00Z,2026-11-24T07:15:00Z," + place + "," + peak + "," + peak + ".000," + came; strings.Join(lines[33], ",") != want {
			t.Errorf("a line is %q, want %q", lines[33], want)
		}
		checkFile(t, a, "text/csv", map[string]string{"/": "history-day-2026-11-24.csv", redisCard: "history-data-realtime-technologies-redis-day-2026-11-24.csv"}[place])
		if strings.Count(a.body, "\r\n") != len(lines) {
			t.Error("its lines do not end as RFC 4180 has it")
		}
	}
}

func TestTheHistoryIsTakenAlongAsJSON(t *testing.T) {
	s := newSite(t)
	s.was(t, opening.Add(-2*time.Hour), 30*time.Minute, map[string]int{"/": 6, redisCard: 4})
	for place, arrivals := range map[string]any{"/": 6., redisCard: nil} {
		a := s.admin(t).get(ask(".json", place, "hour", "2026-11-24T07:00Z"))
		var file struct {
			Place, Range, From, To string
			Zone                   string `json:"time_zone"`
			Steps                  []map[string]any
		}
		must(t, json.Unmarshal([]byte(a.body), &file))
		if file.Place != place || file.Range != "hour" || file.From != "2026-11-24T07:00:00Z" || file.To != "2026-11-24T08:00:00Z" || file.Zone != "Europe/Paris" || len(file.Steps) != 60 {
			t.Errorf("it is %+v", file)
		}
		if step := file.Steps[0]; step["from"] != "2026-11-24T07:00:00Z" || step["to"] != "2026-11-24T07:01:00Z" || step["peak"] != step["mean"] || step["arrivals"] != arrivals {
			t.Errorf("the first step is %v", step)
		}
		checkFile(t, a, "application/json", map[string]string{"/": "history-hour-2026-11-24T0700Z.json", redisCard: "history-data-realtime-technologies-redis-hour-2026-11-24T0700Z.json"}[place])
	}
}

func TestEveryMinuteOfAMonthCanBeTakenAlong(t *testing.T) {
	s := newSite(t)
	s.was(t, opening.Add(-2*time.Hour), 2*time.Minute, map[string]int{"/": 6})
	admin := s.admin(t)
	a := admin.get(ask(".csv", "/", "month", "2026-11-24") + "&step=minute")
	lines, err := csv.NewReader(strings.NewReader(a.body)).ReadAll()
	must(t, err)
	before := (23*24+8)*60 + 1 // minutes of the month, and the line with the names
	if want := "2026-11-24T07:00:00Z,2026-11-24T07:01:00Z,/,6,6.000,6"; len(lines) != before+2*60 || strings.Join(lines[before], ",") != want {
		t.Errorf("there are %d lines, and one is %q, want %q", len(lines), lines[before], want)
	}
	checkFile(t, a, "text/csv", "history-month-2026-11-01-by-minute.csv")
	for of, step := range map[string]string{"year": "minute", "day": "second"} {
		if a := admin.get(ask(".csv", "/", of, "2026-11-24") + "&step=" + step); a.status != http.StatusUnprocessableEntity {
			t.Errorf("a %s by the %s: %d", of, step, a.status)
		}
	}
}

// checkFile checks that an answer is to be stored under a name.
func checkFile(t *testing.T, a answer, kind, name string) {
	t.Helper()
	got, _, err := mime.ParseMediaType(a.Get("Content-Type"))
	must(t, err)
	how, with, err := mime.ParseMediaType(a.Get("Content-Disposition"))
	must(t, err)
	if got != kind || how != "attachment" || with["filename"] != name || a.Get("Cache-Control") != "no-store" {
		t.Errorf("it is %s, %s, called %q", a.Get("Content-Type"), how, with["filename"])
	}
}

func TestTheHistoryIsKeptForAsLongAsIsSetAndThatIsSaid(t *testing.T) {
	s := newSite(t, func(o *setup) { o.keep = web.Keep{Conversations: day, History: 400 * day} })
	s.visitor(t)
	s.was(t, opening.Add(-time.Hour), 2*time.Minute, map[string]int{"/": 6})
	kept := func() int {
		rows, err := s.store.Read().HistoryOfAll(t.Context(), 60, 0, opening.Unix())
		must(t, err)
		return len(rows)
	}
	if text := s.browser(t).get("/privacy").body; !strings.Contains(text, `<td id="keep-history">400 days</td>`) {
		t.Errorf("/privacy says %s", text)
	}
	s.forward(399 * day)
	eventually(t, "a sweep has passed", func() bool { return strings.Contains(s.log.String(), "conversations=1") })
	if kept() == 0 {
		t.Error("it is gone too soon")
	}
	s.forward(2 * day)
	eventually(t, "it is gone", func() bool { return kept() == 0 })
}

func TestAHistoryThatGoesOnSpeaksOfTheMinutesThatAreOver(t *testing.T) {
	s := newSite(t)
	s.browser(t).open("/").fence()
	if page := s.admin(t).get("/admin/history").body; !strings.Contains(page, "nobody was present in the minutes that are over.") {
		t.Errorf("while somebody is here the page says %s", page)
	}
}
