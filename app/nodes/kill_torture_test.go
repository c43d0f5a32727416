//go:build torture

package nodes

import (
	"bytes"
	"math/rand/v2"
	"os"
	"testing"
	"time"

	"porchlight/app/testparts"
)

// longSends are 20 who send 1,000 messages and more: each at least `each`.
var longSends = party{visitors: 16, answered: 4, connect: newBrowser}

const (
	longKills     = 24          // of a node, at random points
	redisDies     = 6           // in one of so many, Redis is killed, too, and stays away for as long as it happens
	untilKill     = time.Second // between two of them, at most
	everythingDie = 3           // times in the end: both nodes and Redis at once
	commitsStuck  = 6           // times that a node dies between a commit and the word of it
	soonInLog     = 2 * time.Second
	longestOutage = 8 * time.Second // for a sender who tries again and again, on any node
)

func TestTortureKillsOfNodesAndRedisLoseAndDoubleNothing(t *testing.T) {
	program := testparts.NewEndpoint(t)
	s := newStormOf(t, newPair(t, unlimited.With(testparts.Settings{"WEBHOOK_URL": program.URL})), leisurely, longSends)
	s.program = program
	kills, redisKills, starts := 0, 0, latencies{}
	s.rage(t, func(random *rand.Rand) {
		away := false
		for kills < longKills {
			time.Sleep(some(random, untilKill))
			if random.IntN(redisDies) == 0 && !away {
				s.redis.Stop(t)
				redisKills, away = redisKills+1, true
			}
			n := s.nodes()[random.IntN(2)]
			n.Kill(t)
			starts.time("start", func() { n.Restart(t) })
			kills++
			if away && random.IntN(2) == 0 {
				s.redis.Restart(t)
				away = false
			}
		}
		for range everythingDie {
			if !away {
				s.redis.Stop(t)
				redisKills++
			}
			s.a.Kill(t)
			s.b.Kill(t)
			s.redis.Restart(t)
			s.a.Restart(t)
			s.b.Restart(t)
			away, kills = false, kills+2
			time.Sleep(some(random, untilKill))
		}
	})
	f := s.check(t)
	if f.sent < 1000 {
		t.Errorf("only %d messages were sent", f.sent)
	}
	if f.outage > longestOutage {
		t.Errorf("a sender tried for %s until a message was stored, want %s at most", f.outage, longestOutage)
	}
	testparts.Figures(t, "kills of nodes and Redis", "sends", f.sent, "kills", kills, "kills of Redis", redisKills, "lost", f.lost, "doubled", f.doubled,
		"longest outage of a sender", f.outage, "slowest to all screens", f.slowest,
		"median start of a node", starts.median("start"), "slowest", longest(starts["start"]))
}

func TestTortureANodeKilledBetweenCommitAndEchoLosesAndDoublesNothing(t *testing.T) {
	on := newPair(t, unlimited)
	owner, died := signIn(t, on.b), 0
	for died < commitsStuck {
		for name, send := range ways {
			c := newChat(t, on, owner)
			on.a.Inject(t, testparts.Fault{Call: "fsync,fdatasync", Does: testparts.Stalls})
			m := newMessage("in the log, and not said: " + name)
			send(c.tab, m)
			if !holds(soonInLog, func() bool { return written(t, on, m.id) }) { // another commit was in the flush
				on.a.Restart(t)
				continue
			}
			if c.tab.shows(m.id) || c.owner.shows(m.id) {
				t.Fatalf("%s: somebody was told before the flush", name)
			}
			on.a.Kill(t)
			died++
			c.sendsAgain(t, name, m)
			on.a.Restart(t)
			c.showsAll(t, name, m)
		}
	}
	testparts.Figures(t, "kills between commit and echo", "kills", died, "lost", 0, "doubled", 0)
}

// written reports whether a message is in the database's write-ahead log.
func written(t *testing.T, on *site, id string) bool {
	t.Helper()
	log, err := os.ReadFile(on.settings["DATABASE"] + "-wal")
	if err != nil {
		t.Fatal(err)
	}
	return bytes.Contains(log, []byte(id))
}
