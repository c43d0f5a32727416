package web_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"porchlight/app/live"
)

func TestARosterThatWentWrongUnnoticedIsHealed(t *testing.T) {
	local := live.NewLocal()
	s := newSite(t, func(o *setup) {
		o.bus, o.heal = local.Join("node"), 20*time.Millisecond
	})
	page := s.browser(t).open(ecosystem)
	page.counts(ecosystem, 1)
	other := local.Join("other")
	defer other.Close()

	eventually(t, "the bus holds what this node told", func() bool { return len(shareOf(t, other, "node").Fields) == 1 })
	told := shareOf(t, other, "node")
	wrong := live.Delta{Node: "node", Seq: told.Seq, Reset: true, Set: map[string][]byte{"nobody": []byte("[]")}}
	must(t, other.Change(context.Background(), wrong)) // nobody but the two of them hears of it
	eventually(t, "the node tells everything anew", func() bool {
		share := shareOf(t, other, "node")
		_, wrong := share.Fields["nobody"]
		return !wrong && len(share.Fields) == 1
	})
	if !strings.Contains(s.log.String(), "the bus held another roster") {
		t.Errorf("the log does not say so:\n%s", s.log)
	}
}

func shareOf(t *testing.T, bus live.Bus, node string) live.Share {
	t.Helper()
	shares, err := bus.Shares(context.Background())
	must(t, err)
	for _, share := range shares {
		if share.Node == node {
			return share
		}
	}
	return live.Share{}
}
