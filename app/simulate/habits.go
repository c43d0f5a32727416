package simulate

import (
	"slices"
	"time"
)

// habits is what visitors do, and how often of a hundred times.
var habits = []struct {
	share int
	do    func(*visitor, *tab)
}{
	{35, (*visitor).unfold}, {10, (*visitor).fold}, {20, (*visitor).walk}, {8, (*visitor).hide},
	{8, (*visitor).switchTabs}, {14, (*visitor).ask}, {5, (*visitor).goAway},
}

// unfold opens a part, or goes back to one that is open.
func (v *visitor) unfold(t *tab) {
	if len(t.page.parts) == 0 {
		v.walk(t)
		return
	}
	part := t.page.parts[v.mind.IntN(len(t.page.parts))]
	if !t.unfolded[part] {
		if _, came := v.fetch(part, fragmentHeaders, &v.run.report.fragments); !came {
			return
		}
		t.unfolded[part] = true
	}
	t.move(part)
}

// fold goes back to the page as a whole.
func (v *visitor) fold(t *tab) {
	if place, _ := t.where(); place != t.page.place {
		t.move(t.page.place)
	}
}

// walk follows a link: the old page's socket closes, the new page opens its own.
func (v *visitor) walk(t *tab) {
	links := slices.DeleteFunc(slices.Clone(t.page.links), func(to string) bool { return to == t.page.place })
	if len(links) == 0 {
		return
	}
	to := links[v.mind.IntN(len(links))]
	v.verify()
	v.remove(t)
	if next := v.visit(to); next != nil {
		v.change(func() { v.tabs = slices.Insert(v.tabs, 0, next) })
	}
}

// hide looks at something else for a while. The tab stays, and counts.
func (v *visitor) hide(t *tab) {
	for _, hidden := range []bool{true, false} {
		t.mu.Lock()
		t.hidden = hidden
		t.mu.Unlock()
		if t.say() {
			v.run.report.hides.Add(1)
		}
		if hidden && !v.think(1) {
			return
		}
	}
}

// switchTabs opens a second tab, goes to the other one or closes it.
func (v *visitor) switchTabs(t *tab) {
	choice := v.mind.IntN(3)
	switch {
	case !v.twoTabs:
		v.fold(t)
	case len(v.tabs) == 1: // only this goroutine changes the tabs
		if second := v.visit(t.page.place); second != nil {
			v.change(func() { v.tabs = slices.Insert(v.tabs, 0, second) })
			v.run.report.seconds.Add(1)
		}
	case choice == 0:
		v.verify()
		v.remove(t)
		v.run.report.departed.Store(time.Now().UnixNano())
	default:
		v.change(func() { v.tabs[0], v.tabs[1] = v.tabs[1], v.tabs[0] })
	}
}

// goAway closes everything and comes back later.
func (v *visitor) goAway(*tab) {
	v.verify()
	v.closeAll()
	v.run.report.departed.Store(time.Now().UnixNano())
	v.run.report.left.Add(1)
	if v.think(3) {
		v.arrive()
	}
}
