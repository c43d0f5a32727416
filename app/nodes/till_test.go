package nodes

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
)

// till counts what Redis is asked and says.
type till struct {
	site   *site
	client *redis.Client
}

// cost is what one act costs: commands that Redis carries out, those in scripts among them, and bytes on its connections.
type cost struct{ commands, in, out float64 }

func (c cost) String() string {
	return fmt.Sprintf("%.1f commands, %.0f bytes in, %.0f out", c.commands, c.in, c.out)
}

// plus returns a cost with another one that many times.
func (c cost) plus(o cost, times float64) cost {
	return cost{c.commands + o.commands*times, c.in + o.in*times, c.out + o.out*times}
}

// asks reports whether another cost is the same for whoever asks.
func (c cost) asks(o cost) bool { return alike(c.commands, o.commands) && alike(c.in, o.in) }

func alike(a, b float64) bool { return math.Abs(a-b) <= costSlack*max(a, b) }

func newTill(t *testing.T, s *site) *till {
	t.Helper()
	b := &till{s, s.outside(t)}
	b.read(t) // connects
	return b
}

// reading is what Redis has counted until a question, without its answer.
type reading struct {
	cost
	calls  map[string]float64 // by command
	answer float64            // bytes of it
}

var (
	callsOf = regexp.MustCompile(`cmdstat_([a-z|]+):calls=(\d+)`)
	netIn   = regexp.MustCompile(`total_net_input_bytes:(\d+)`)
	netOut  = regexp.MustCompile(`total_net_output_bytes:(\d+)`)
)

// question asks for all of that; on the wire it is asked takes.
const question, asked = "INFO", float64(len("*3\r\n$4\r\nINFO\r\n$5\r\nstats\r\n$12\r\ncommandstats\r\n"))

func (b *till) read(t *testing.T) reading {
	t.Helper()
	info, err := b.client.Do(t.Context(), question, "stats", "commandstats").Text()
	if err != nil {
		t.Fatal(err)
	}
	number := func(text string) float64 {
		n, err := strconv.ParseFloat(text, 64)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	r := reading{calls: map[string]float64{}, answer: float64(len(info) + len(fmt.Sprintf("$%d\r\n\r\n", len(info))))}
	for _, one := range callsOf.FindAllStringSubmatch(info, -1) {
		if r.calls[one[1]] = number(one[2]); one[1] != "info" {
			r.commands += r.calls[one[1]]
		}
	}
	r.in, r.out = number(netIn.FindStringSubmatch(info)[1]), number(netOut.FindStringSubmatch(info)[1])
	return r
}

// during returns what Redis does while something is done, and how long that takes. Where the nodes heal their rosters meanwhile, it is done again.
func (b *till) during(t *testing.T, do func()) (spent cost, took float64) {
	t.Helper()
	for {
		began, before := time.Now(), b.read(t)
		do()
		after := b.read(t)
		spent = after.plus(before.cost, -1).plus(cost{in: asked, out: before.answer}, -1)
		if after.calls["hgetall"] == before.calls["hgetall"] {
			return spent, time.Since(began).Seconds()
		}
	}
}

// each returns the cost of one where there were n.
func (c cost) each(n int) cost {
	return cost{c.commands / float64(n), c.in / float64(n), c.out / float64(n)}
}
