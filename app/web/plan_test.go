package web_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"porchlight/app/floorplan"
	"porchlight/app/presence"
)

// isPlan reports whether a frame is about the floor plan.
func isPlan(frame string) bool { return strings.HasPrefix(frame, "<div data-plan=") }

var dotForm = regexp.MustCompile(`<i data-dot="(\w+)" data-in="(\d+)" data-visitor="(\w+)"( data-hidden)?( data-talking)? data-spots="([^"]+)">([^<]+)</i>`)

// planRoom is the number of a place's room, as the page has it.
func planRoom(page, place string) string {
	match := regexp.MustCompile(`href="/admin/presence\?place=` + regexp.QuoteMeta(strings.ReplaceAll(place, "/", "%2f")) + `#roster" data-room="(\d+)"`).FindStringSubmatch(page)
	if match == nil {
		return "no room of " + place
	}
	return match[1]
}

func TestThePlanTellsWhatADotDoesAndNoMore(t *testing.T) {
	s := newSite(t)
	admin, b := s.admin(t), s.browser(t)
	served := admin.get("/admin/presence").body
	hall, card := planRoom(served, ecosystem), planRoom(served, redisCard)
	page := admin.open("/admin/presence")
	page.until("the plan comes whole", func(f string) bool { return isPlan(f) && strings.Contains(f, "data-whole") })
	visitor := b.open(ecosystem)
	dot := func(what, room, marks string) []string {
		t.Helper()
		frame := page.until(what, func(f string) bool {
			m := dotForm.FindStringSubmatch(f)
			return isPlan(f) && m != nil && m[2] == room && m[3] == b.conversation() && m[4]+m[5] == marks
		})
		if strings.Contains(frame, "data-whole") || strings.Count(frame, "<i ") != 1 {
			t.Errorf("%s: the frame holds more than that: %s", what, frame)
		}
		return dotForm.FindStringSubmatch(frame)
	}
	first := dot("the visitor stands in the hall", hall, "")
	visitor.at(redisCard, true)
	if moved := dot("the visitor walks to Redis", card, ""); moved[1] != first[1] {
		t.Errorf("the dot %s is now %s", first[1], moved[1])
	}
	visitor.at(redisCard, false)
	hidden := dot("the visitor hides", card, " data-hidden")
	s.Roster.Talk(b.conversation(), true)
	talking := dot("the visitor talks", card, " data-hidden data-talking")
	if hidden[6] != talking[6] {
		t.Errorf("who stays in a room stood at %s, and stands at %s", hidden[6], talking[6])
	}
	if again := admin.get("/admin/presence").body; !strings.Contains(again, `class="who hidden talking" href="/admin/presence/`+b.conversation()+`" data-dot="`+first[1]+`" data-in="`+card+`"`) {
		t.Error("a page that is served now shows another dot, or none")
	}
	late := s.admin(t).open("/admin/presence")
	whole := late.until("who comes now is shown all", func(f string) bool { return isPlan(f) })
	if m := dotForm.FindStringSubmatch(whole); m == nil || m[0] != talking[0] {
		t.Errorf("who saw the news sees %s, who comes now %s", talking[0], whole)
	}
	s.Roster.Unlist(b.conversation(), true)
	page.until("who asks not to be listed has no dot", func(f string) bool { return isPlan(f) && strings.Contains(f, `<s data-dot="`+first[1]+`"></s>`) })
	if again := admin.get("/admin/presence").body; !strings.Contains(again, `<text class="many"`) || strings.Contains(again, `class="who hidden`) {
		t.Error("who asks not to be listed is served as a dot")
	}
}

// The entrance counts what every page counts, and a crowd costs the plan no more bytes than it may.
func TestACrowdOnThePlanIsCountedExactlyAndWithinItsBytes(t *testing.T) {
	s := newSite(t)
	places := s.Press.Current().Catalog.Places()
	crowd := func(from, to int) {
		for i := from; i < to; i++ {
			id := fmt.Sprintf("%032x", i)
			s.Roster.Join(id, presence.Socket{ID: id, Place: places[i%len(places)], Visible: true})
		}
	}
	crowd(0, floorplan.MostDots)
	page := s.admin(t).open("/admin/presence")
	page.until("all are dots", func(f string) bool { return isPlan(f) && strings.Count(f, "<i ") == floorplan.MostDots })
	began, sent, last := time.Now(), 0, 0
	for round := 1; sent < 64<<10; round++ {
		for i := range floorplan.MostDots {
			id := fmt.Sprintf("%032x", i)
			s.Roster.Move(id, id, places[(i+round)%len(places)], true)
		}
		last = len(page.until("many walk", isPlan))
		sent += last
	}
	const rate, burst = 8 << 10, 32 << 10
	if may := burst + float64(last) + rate*time.Since(began).Seconds(); float64(sent) > may {
		t.Errorf("%d bytes in %s, at most %.0f may be", sent, time.Since(began), may)
	}
	crowd(floorplan.MostDots, 3000)
	page.until("the crowd is counted, and shown as grain", func(f string) bool {
		return isPlan(f) && strings.Contains(f, " data-crowded") && !strings.Contains(f, "<i ") && regexp.MustCompile(`<b data-room="0"[^>]*>3000</b>`).MatchString(f)
	})
	s.browser(t).open("/").counts("/", 3001) // whoever looks there counts, too
	page.until("the plan counts them", func(f string) bool {
		return isPlan(f) && regexp.MustCompile(`<b data-room="0"[^>]*>3001</b>`).MatchString(f)
	})
}
