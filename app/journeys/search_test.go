package journeys

import (
	"testing"

	"porchlight/app/testparts"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp/kb"
)

const (
	boxHasFocus = `document.activeElement.id === "q"`
	redisFound  = `document.querySelector("#found .result a")?.pathname === "/data-realtime/topics/redis"`
)

// shows is whether the first result leads to an address.
func shows(address string) string {
	return `document.querySelector("#found .result a")?.getAttribute("href") === "` + address + `"`
}

func TestTypingNarrowsWhatIsFoundWithOneRequestAfterThePause(t *testing.T) {
	p := visitor(t, "/search")
	p.click("#q")
	p.pours("redis")
	p.asksFor("GET /search?q=redis")
	p.until("Redis is found", redisFound)
	p.until("the address follows", `location.pathname + location.search === "/search?q=redis"`)
	p.until("the box keeps its focus and its words", boxHasFocus+` && document.activeElement.value === "redis"`)
	p.until("the number is read out", `document.getElementById("search-news").textContent === document.getElementById("search-said").textContent && document.getElementById("search-said").textContent.includes("results for redis")`)
	p.pours(" failover")
	p.asksFor("GET /search?q=redis+failover")
	p.until("it is narrower", `document.querySelectorAll("#found .result").length < 5 && document.querySelector("#found mark").textContent === "Redis"`)
	if entries := ask[int](p, `history.length`); entries != 2 { // the empty tab and this page
		t.Errorf("typing left %d entries in the history", entries)
	}
	p.silentConsole()
}

func TestComingBackFromAResultFindsTheSearchAsItWas(t *testing.T) {
	p := visitor(t, "/search")
	p.click("#q")
	p.press("lost update")
	p.until("the address follows", `location.search === "?q=lost+update"`)
	p.click("#found .result li a")
	p.until("the section is there", `location.pathname + location.hash === "/data-realtime/topics/postgresql#isolation"`)
	p.walks(-1)
	p.until("the search is there", `location.search === "?q=lost+update" && document.querySelector("#found mark") && document.getElementById("q").value === "lost update"`)
	p.isLive()
}

func TestASearchGoesByKeyboardAlone(t *testing.T) {
	p := visitor(t, "/search")
	p.hits("/")
	p.until("the slash leads to the box", boxHasFocus)
	p.press("redis/")
	p.until("in the box it is a letter", `document.getElementById("q").value === "redis/"`)
	p.until("Redis is found", redisFound)
	for range 3 { // past the button and the box of the key
		p.press(kb.Tab)
	}
	p.until("the first result has the focus", `document.activeElement === document.querySelector("#found .result a")`)
	p.hits("/")
	p.until("the words are marked, to be typed over", boxHasFocus+` && getSelection().toString() === "redis/"`)
	p.press("mysql" + kb.Enter)
	p.until("Enter searches too", shows("/data-realtime/topics/mysql")+` && location.search === "?q=mysql"`)
}

func TestTheSlashLeadsToTheBoxFromOtherPagesToo(t *testing.T) {
	p := visitor(t, topicOfRedis)
	p.isLive()
	p.hits("/")
	p.until("the box has the focus", `location.pathname === "/search" && `+boxHasFocus)
	p.goTo("/login")
	p.click("#email")
	p.hits("/")
	p.until("where one types it is a letter", `location.pathname === "/login" && document.getElementById("email").value === "/"`)
	p.silentConsole()
}

func TestTheSlashCanBeSwitchedOff(t *testing.T) {
	p := visitor(t, "/search")
	p.click("#slash")
	p.hits("/")
	p.goTo("/search?q=redis")
	p.isLive()
	p.hits("/")
	if ask[bool](p, boxHasFocus) || ask[bool](p, `document.getElementById("slash").checked`) {
		t.Error("the key is not off")
	}
	p.click("#slash")
	p.hits("/")
	p.until("the slash leads to the box", boxHasFocus)
}

func TestAPointOfADecisionIsOpenWhenItIsFound(t *testing.T) {
	p := visitor(t, "/search?q=rate+limits+temporary")
	p.click(`#found .result li a[href$="#question-state"]`)
	p.until("the point is open", `document.getElementById("point-state")?.open && document.getElementById("question-state").checkVisibility()`)
	p.until("it is in sight", `(r => r.top >= 0 && r.bottom <= innerHeight)(document.getElementById("question-state").getBoundingClientRect())`)
}

func TestASearchForNothingOffersTheNearestWordAndTheOwner(t *testing.T) {
	p := visitor(t, "/search")
	p.click("#q")
	p.press("reddiss")
	p.until("nothing is found", `document.querySelector(".search-none")`)
	p.click(`.search-none a[href*="/conversation"]`)
	p.until("the question is begun", `location.pathname === "/conversation" && document.getElementById("body").value.startsWith("I searched for “reddiss”")`)
	p.goTo("/search?q=reddiss")
	p.click(`.search-none a[href="/search?q=redis"]`)
	p.until("Redis is found", redisFound)
}

func TestASearchNeedsNoScript(t *testing.T) {
	t.Parallel()
	p := arrive(t, testparts.NewSite(t))
	p.do(command(emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true}))
	p.goTo(parent)
	p.click(".top .find")
	p.until("the search is there", `location.pathname === "/search" && !document.querySelector(".slash").checkVisibility()`)
	p.click("#q")
	p.press("socketio rooms" + kb.Enter)
	p.until("it is found", shows("/data-realtime/technologies/socket-io#technology-socket-io"))
	p.click("#found .result a")
	p.until("the card is open", `document.getElementById("technology-socket-io-body").checkVisibility()`)
}
