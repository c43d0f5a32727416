package journeys

import (
	"fmt"
	"slices"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// lines are the stack map's lines that stand out, of the drawing that is shown.
const lines = `[...document.querySelectorAll(".map .use.on")].filter(e => e.checkVisibility()).map(e => e.dataset.ends)`

func TestAPartOfTheStackMapIsReachedByKeyboardShowsItsLinesAndOpensItsCard(t *testing.T) {
	p := visitor(t, parent)
	for _, width := range widths {
		p.goTo(parent)
		p.do(chromedp.EmulateViewport(width, 800))
		node := `[...document.querySelectorAll('.map a[href="` + redis + `"]')].find(e => e.checkVisibility())`
		ask[bool](p, `{const all = [...document.querySelectorAll(".map a")].filter(e => e.checkVisibility()); all[all.indexOf(`+node+`) - 1].focus(); true}`)
		p.press(kb.Tab)
		p.until("the part has the focus", `document.activeElement === `+node)
		want := []string{" " + redis, parent + "/technologies/socket-io " + redis}
		if got := ask[[]string](p, lines); !slices.Equal(got, want) {
			t.Errorf("at %d px the lines %q stand out, want %q", width, got, want)
		}
		p.press(kb.Enter)
		p.until("the card is open", fmt.Sprintf(`document.querySelector('.part[data-place="%s"] .unfold').getAttribute("aria-expanded") === "true"`, redis))
		p.silentConsole()
	}
}
