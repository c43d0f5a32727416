package journeys

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"porchlight/app/testparts"
	"porchlight/app/web"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// shownMove is how long a move may take to show on the floor plan, from the click that it began with.
const shownMove = 500 * time.Millisecond

// drawn is the drawing of the plan that is shown, and roomOf the room of a place in it.
const drawn = `[...document.querySelectorAll("#plan [data-drawing]")].find(e => e.checkVisibility())`

func roomOf(place string) string {
	return fmt.Sprintf(`%s.querySelector('.room[href="/admin/presence?place=%s#roster"]')`, drawn, escaped(place))
}

func escaped(place string) (escaped string) {
	for _, letter := range place {
		if letter == '/' {
			escaped += "%2f"
		} else {
			escaped += string(letter)
		}
	}
	return escaped
}

// dotIn finds the one dot in a room.
func dotIn(place string) string {
	return fmt.Sprintf(`%s.querySelector('.who[data-in="' + %s.dataset.room + '"]')`, drawn, roomOf(place))
}

// watchFor notes when the first dot has come into a room and is on its way there, and at which doors it passes.
func watchFor(place string) string {
	return `new Promise(done => { window.walked = { at: 0 }; const look = () => {
		const dot = ` + dotIn(place) + `;
		if (!dot) return requestAnimationFrame(look);
		const walk = dot.getAnimations().at(-1); // it may still be fading in
		window.walked = { at: performance.timeOrigin + performance.now(), points: walk?.effect.getKeyframes().map(k => k.transform) ?? [] };
	}; look(); done(true); })`
}

func TestTheFloorPlanShowsWhoWalksHidesTalksAndLeaves(t *testing.T) {
	site := testparts.NewSite(t, func(o *web.Options) { o.Tick = 250 * time.Millisecond }) // as it is where nobody says otherwise
	owner, first, second := arrive(t, site), arrive(t, site), arrive(t, site)
	owner.comesAsOwner()
	owner.moves("no-preference")
	owner.goTo("/admin/presence")
	owner.isLive()
	owner.namesStandInTheirRooms()
	first.goTo(parent)
	first.isLive()
	owner.until("the first stands in the hall", dotIn(parent))

	ask[bool](owner, watchFor(redis))
	ask[bool](first, `(addEventListener("click", () => window.clicked = performance.timeOrigin + performance.now(), true), true)`)
	first.click(redisLink)
	owner.until("the first is on the way to Redis", `window.walked.at`)
	took := time.Duration(ask[float64](owner, `window.walked.at`)-ask[float64](first, `window.clicked`)) * time.Millisecond
	t.Logf("a click showed on the plan after %s", took)
	if took > shownMove {
		t.Errorf("a move showed after %s, more than %s", took, shownMove)
	}
	if points := ask[[]string](owner, `window.walked.points`); len(points) != 4 || slices.Contains(points, "") {
		t.Errorf("the dot goes over %q: it should go along the corridor and through the door", points)
	}
	owner.until("it stands in the room", `(() => {
		const dot = `+dotIn(redis)+`, at = dot.querySelector(".body").getBoundingClientRect(), room = `+roomOf(redis)+`.querySelector(".floor").getBoundingClientRect();
		return !dot.getAnimations().length && room.left < at.left && at.right < room.right && room.top < at.top && at.bottom < room.bottom;
	})()`)

	second.goTo(parent)
	second.isLive()
	owner.until("the second stands in the hall", dotIn(parent))
	second.hides(true)
	owner.until("who hides is faded", dotIn(parent)+`.classList.contains("hidden")`)
	first.do(chromedp.Navigate("about:blank")) // counted until the grace is over
	second.hides(false)
	second.asks(parent, "a question")
	owner.until("who talks is ringed, and in front again", `(c => c.contains("talking") && !c.contains("hidden"))(`+dotIn(parent)+`.classList)`)

	ask[bool](owner, `(`+roomOf(parent)+`.focus(), true)`)
	owner.press(kb.ArrowDown)
	owner.until("the keyboard is at the visitor, who is named", `document.activeElement === `+dotIn(parent)+` && getComputedStyle(document.activeElement.querySelector("text")).fill !== "none" &&
		/^Visitor \w+, in conversation$/.test(document.activeElement.textContent.trim()) && /^\/admin\/presence\/\w+$/.test(document.activeElement.getAttribute("href"))`)
	owner.press(kb.Escape)
	owner.until("and back at the room", `document.activeElement === `+roomOf(parent))
	owner.until("who left is gone", `!`+dotIn(redis)+` && !document.querySelector("#plan").getAnimations({ subtree: true }).length`)
	owner.isAccessible(axe(t), "the plan with a visitor")
	owner.silentConsole()
}

// namesStandInTheirRooms checks, with the letters as they are, that no word leaves its room.
func (p *person) namesStandInTheirRooms() {
	p.t.Helper()
	for _, width := range widths {
		p.do(chromedp.EmulateViewport(width, 900))
		for _, words := range ask[[]string](p, `document.fonts.ready.then(() => [...`+drawn+`.querySelectorAll(".room")].flatMap(room => {
			const floor = room.querySelector(".floor").getBBox();
			return [...room.querySelectorAll(".name, .note, .count")].filter(e => e.checkVisibility({ visibilityProperty: true })).filter(e => {
				const box = e.getBBox();
				return box.x < floor.x || box.y < floor.y || box.x + box.width > floor.x + floor.width || box.y + box.height > floor.y + floor.height;
			}).map(e => e.textContent);
		}))`) {
			p.t.Errorf("at %d px %q leaves its room", width, words)
		}
	}
	p.do(chromedp.EmulateViewport(1280, 850))
}
