package notify_test

import (
	"maps"
	"testing"
	"time"

	"porchlight/app/notify"

	"github.com/prometheus/client_golang/prometheus"
)

// told returns what an outbox tells of its mails, by name, or by what became of an attempt.
func (p *post) told(t *testing.T) map[string]float64 {
	t.Helper()
	registry := prometheus.NewPedanticRegistry()
	must(t, registry.Register(p.Outbox))
	families, err := registry.Gather()
	must(t, err)
	values := map[string]float64{}
	for _, family := range families {
		for _, m := range family.GetMetric() {
			name, ofMail := family.GetName(), false
			for _, label := range m.GetLabel() {
				ofMail = ofMail || label.GetValue() == string(notify.MailChannel)
				if label.GetName() == "outcome" {
					name = label.GetValue()
				}
			}
			if ofMail {
				values[name] = m.GetGauge().GetValue() + m.GetCounter().GetValue()
			}
		}
	}
	return values
}

func TestItTellsWhatWaitsWhatWasGivenUpAndWhatBecameOfEachAttempt(t *testing.T) {
	p := newPost(t)
	check := func(when string, want map[string]float64) {
		t.Helper()
		got := p.told(t)
		for end := time.Now().Add(10 * time.Second); !maps.Equal(got, want) && time.Now().Before(end); got = p.told(t) { // it counts once it is stored
			time.Sleep(time.Millisecond)
		}
		if !maps.Equal(got, want) {
			t.Errorf("%s it tells %v, want %v", when, got, want)
		}
	}
	const waiting, dead = "porchlight_notices_waiting", "porchlight_notices_dead"
	p.puts(t, "one")
	check("before anything is sent", map[string]float64{waiting: 1, dead: 0, "sent": 0, "failed": 0, "given_up": 0, "postponed": 0})
	p.run(t)
	p.settled(t)
	p.ends(errDown)
	p.puts(t, "two")
	p.settled(t)
	check("after one went and one did not", map[string]float64{waiting: 1, dead: 0, "sent": 3, "failed": 1, "given_up": 0, "postponed": 0}) // two are those of settled
	p.ends(notify.Refused("There is no such mailbox."))
	p.passes(t, time.Hour)
	check("after it was refused", map[string]float64{waiting: 0, dead: 1, "sent": 4, "failed": 1, "given_up": 1, "postponed": 0})
	p.ends(notify.Later(time.Hour))
	p.puts(t, "three")
	p.settled(t)
	check("after one was put off", map[string]float64{waiting: 1, dead: 1, "sent": 5, "failed": 1, "given_up": 1, "postponed": 1})
	must(t, p.store.Close())
	check("with a store that cannot be read", map[string]float64{"sent": 5, "failed": 1, "given_up": 1, "postponed": 1})
}
