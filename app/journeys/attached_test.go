package journeys

import (
	"fmt"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

const attached = `document.querySelector("#composer-about").checkVisibility() && document.querySelector("#composer-about span").textContent`

func TestWhatIsAttachedCanBeTakenOffAndComesBackForTheNext(t *testing.T) {
	k := beginTalk(t)
	k.reader.click(redisLink)
	k.reader.until("Redis is attached", attached+` === "Redis"`)
	k.reader.click("#composer-bare")
	k.reader.until("nothing is attached, and one can write on", `!(`+attached+`) && document.activeElement.id === "body" && document.querySelector("#composer").elements.place.value === "/"`)
	k.reader.press(kb.End + " about nothing")
	k.reader.click("#send")
	k.owner.sees(draft + " about nothing")
	k.owner.until("it came from nowhere in particular", `document.querySelectorAll("#messages .about").length === 1`)
	k.reader.press(kb.Escape)
	k.reader.click("#launcher")
	k.reader.until("Redis is attached again", attached+` === "Redis"`)
	k.reader.click("#composer-bare")
	k.reader.until("off again", `!(`+attached+`)`)
	k.reader.press(kb.Escape)
	k.reader.click("#technology-mysql-link")
	k.reader.until("another place is attached again", `document.querySelector("#composer-about span").textContent === "MySQL"`)
}

// answersWith lets the owner answer with a place.
func (k *talk) answersWith(place, text string) {
	k.t.Helper()
	ask[bool](k.owner, fmt.Sprintf(`fetch(document.querySelector("#composer").action, { method: "POST", body: new URLSearchParams({ id: crypto.randomUUID(), body: %q, place: %q }) }).then(answer => answer.ok)`, text, place))
	k.said = append(k.said, text)
}

func TestACardFromTheOwnerUnfoldsInThePage(t *testing.T) {
	k := beginTalk(t)
	k.answersWith(redis, "Read this.")
	k.reader.sees("Read this.")
	k.reader.click("#messages .card")
	k.reader.until("Redis is open beside the widget", redisIsOpen+` && location.pathname === "`+redis+`" && document.activeElement.id === "technology-redis-link" && `+widgetIsOpen)
	k.isWhole()
}

func TestOnAPhoneACardLeadsOutOfTheWidget(t *testing.T) {
	k := beginTalk(t)
	k.reader.do(chromedp.EmulateViewport(360, 740))
	k.answersWith(redis, "Read this.")
	k.reader.sees("Read this.")
	k.reader.click("#messages .card")
	k.reader.until("the widget has made room for Redis", redisIsOpen+` && document.activeElement.id === "technology-redis-link" && `+widgetIsShut)
	k.reader.until("which is in view", `(r => r.top >= 0 && r.top < innerHeight)(document.querySelector("#technology-redis").getBoundingClientRect())`)
	k.reader.click("#launcher")
	k.isWhole()
}
