package live_test

import (
	"fmt"
	"testing"

	"porchlight/app/live"
)

func TestAChangeThatANodeOfBeforeTellsIsHeard(t *testing.T) {
	server := newRedis(t)
	one := redisNode(t, server, "one")
	said := live.EncodeMessage(live.BusMessage{Kind: 'c', Node: "old", Body: `{"node":"old","seq":7,"set":{"ada":"Lw=="},"removed":["bob"]}`})
	if err := server.Publish(t.Context(), "porchlight:{roster}:bus", said).Err(); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the change is heard", func() bool { return len(one.told()) == 1 })
	if got, want := fmt.Sprint(one.told()[0]), fmt.Sprint(live.Delta{Node: "old", Seq: 7, Set: set("ada", "/"), Removed: []string{"bob"}}); got != want {
		t.Errorf("heard is %s, want %s", got, want)
	}
}

// FuzzDelta: a change is heard as it was told, and whatever else comes as one is refused or read, without harm.
func FuzzDelta(f *testing.F) {
	f.Add("node", uint64(1), true, false, "ada", []byte("[]"), "bob", []byte("\x01\x02\x03ada"))
	f.Add("", uint64(1<<63), false, true, "", []byte(nil), "", []byte("\x00\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"))
	f.Fuzz(func(t *testing.T, node string, seq uint64, reset, gone bool, field string, value []byte, removed string, foreign []byte) {
		told := live.Delta{Node: node, Seq: seq, Reset: reset, Gone: gone, Set: map[string][]byte{field: value}, Removed: []string{removed}}
		if heard, err := live.HearDelta(live.TellDelta(told)); err != nil || fmt.Sprint(heard) != fmt.Sprint(told) {
			t.Errorf("%v is heard as %v, %v", told, heard, err)
		}
		heard, err := live.HearDelta(live.EncodeMessage(live.BusMessage{Kind: 'd', Body: string(foreign)}))
		size := 0
		for field, value := range heard.Set {
			size += len(field) + len(value)
		}
		for _, field := range heard.Removed {
			size += len(field)
		}
		if err == nil && size > len(foreign) {
			t.Errorf("%q is heard as more than was said: %v", foreign, heard)
		}
	})
}
