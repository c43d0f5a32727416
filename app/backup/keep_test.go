package backup_test

import (
	"testing"
	"time"

	"porchlight/app/backup"
)

func TestBackupsAreKeptForAsLongAsIsSetAndNothingElseIsTouched(t *testing.T) {
	h := newHouse(t)
	n := h.node()
	others := []string{"notes.txt", "porchlight-20200101T000000Z.db.gz", "porchlight-latest.db", "shop-20200101T000000Z.db"}
	for _, name := range others {
		h.put(name, "not ours")
	}
	n.Look(t.Context())
	h.passes(20*day, n)
	var ours []string
	for at := h.now.Add(-14 * day); !at.After(h.now); at = at.Add(day) {
		ours = append(ours, backup.Name(h.database, at))
	}
	h.expect("after 20 days", append(append([]string{"notes.txt", "porchlight-20200101T000000Z.db.gz"}, ours...), "porchlight-latest.db", "shop-20200101T000000Z.db")...)
}

func TestTheNewestBackupThatIsSoundStaysHoweverOldItIs(t *testing.T) {
	h := newHouse(t)
	h.node().Look(t.Context())
	h.now = h.now.Add(day)
	h.node().Look(t.Context())
	h.now = h.now.Add(100 * day)
	h.put("porchlight-20270301T120000Z.db", "what a failing disk made of one")
	h.put("porchlight-20270307T110000Z.db", "and of another")
	h.passes(time.Hour, h.node()) // which needs no new one
	h.expect("then", "porchlight-20261127T120000Z.db", "porchlight-20270301T120000Z.db", "porchlight-20270307T110000Z.db")
}

func TestAClockThatWasWrongHoldsNoBackupUp(t *testing.T) {
	h := newHouse(t)
	n := h.node()
	h.put("porchlight-20991231T120000Z.db", "from a time to come")
	n.Look(t.Context())
	h.expect("then", "porchlight-20261126T120000Z.db", "porchlight-20991231T120000Z.db")
}

func TestADatabaseOfAnotherNameHasOtherBackups(t *testing.T) {
	at := time.Date(2026, 11, 26, 13, 0, 0, 0, time.FixedZone("", 3600))
	for database, want := range map[string]string{
		"data/porchlight.db": "porchlight-20261126T120000Z.db", "/srv/shop.sqlite": "shop-20261126T120000Z.db", "site": "site-20261126T120000Z.db",
	} {
		if got := backup.Name(database, at); got != want {
			t.Errorf("of %s it is called %s", database, got)
		}
	}
}
