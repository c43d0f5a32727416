package main

import (
	"testing"
	"time"
)

func TestATotalIsRightThatTheRosterHadShortlyBefore(t *testing.T) {
	var looks []rosterLook
	ms := func(n int) time.Time { return time.UnixMilli(int64(n)) }
	for n := 0; n <= 10_000; n += 50 {
		if n > 6000 && n < 6900 { // too busy to look
			continue
		}
		looks = append(looks, rosterLook{1000 + n/250, ms(n)}) // which grows by one a tick
	}
	for name, c := range map[string]struct {
		shown shownTotal
		want  judgement
	}{
		"of this tick":              {shownTotal{1016, 4000}, judgement{judged: 1}},
		"of a tick before":          {shownTotal{1010, 4000}, judgement{judged: 1}},
		"of no tick":                {shownTotal{999, 4000}, judgement{judged: 1, wrong: 1}},
		"of long before":            {shownTotal{1005, 4000}, judgement{judged: 1, wrong: 1}},
		"of a tick that is to come": {shownTotal{1018, 4000}, judgement{judged: 1, wrong: 1}},
		"of a tick that was missed": {shownTotal{1026, 7000}, judgement{unseen: 1}},
	} {
		got := judge([]shownTotal{c.shown}, looks)
		if got.first = ""; got != c.want {
			t.Errorf("%s: %+v, want %+v", name, got, c.want)
		}
	}
	if right := (judgement{unseen: 3}).right(); right != 0 {
		t.Errorf("where nothing could be judged %.0f %% are right", right)
	}
}
