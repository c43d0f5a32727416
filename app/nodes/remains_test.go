package nodes

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"porchlight/app/testparts"

	"github.com/redis/go-redis/v9"
)

// TestNoWordOfAVisitorStaysInRedisOrInTheLog reads everything that Redis holds and that the nodes logged.
func TestNoWordOfAVisitorStaysInRedisOrInTheLog(t *testing.T) {
	t.Parallel()
	p := newPair(t, nil)
	visitor := newBrowser(t)
	said := visitor.write(t, p.a, "quagga on the bus")
	page := visitor.follow(t, p.b, saw, 0)
	testparts.Eventually(t, "it comes", func() bool { return page.shows(said.id) })
	page.say(newMessage("quagga by socket"))
	owner := signIn(t, p.b)
	owner.fill(t, p.b, "/inbox/"+visitor.conversation(t, p.a)+"/notes", url.Values{"body": {"quagga noted"}})
	known := visitor.conversation(t, p.a)
	held := ""
	testparts.Eventually(t, "Redis holds the roster", func() bool {
		held = everythingIn(t, p.redis)
		return strings.Contains(held, known)
	})
	for where, text := range map[string]string{"Redis": held, "the log of A": p.a.Log(), "the log of B": p.b.Log()} {
		for _, word := range []string{"quagga", "127.0.0.1\""} {
			if strings.Contains(text, word) {
				t.Errorf("%s holds %q: %s", where, word, text)
			}
		}
	}
	visitor.fill(t, p.a, "/privacy/erase", nil)
	page.close()
	testparts.Eventually(t, "once they erased it and left, Redis knows nothing of them", func() bool {
		return !strings.Contains(everythingIn(t, p.redis), known)
	})
}

// everythingIn is all that a Redis holds: keys and values of every kind that the nodes use.
func everythingIn(t *testing.T, server *testparts.RedisServer) string {
	t.Helper()
	ctx, client := t.Context(), redis.NewClient(&redis.Options{Addr: server.Addr})
	defer client.Close()
	keys, err := client.Keys(ctx, "*").Result()
	if err != nil {
		t.Fatal(err)
	}
	all := ""
	for _, key := range keys {
		var value any
		switch kind := client.Type(ctx, key).Val(); kind {
		case "string":
			value = client.Get(ctx, key).Val()
		case "hash":
			value = client.HGetAll(ctx, key).Val()
		case "zset":
			value = client.ZRange(ctx, key, 0, -1).Val()
		case "none": // it went meanwhile
		default:
			t.Fatalf("%s is a %s, which this test cannot read", key, kind)
		}
		all += fmt.Sprintln(key, value)
	}
	return all
}
