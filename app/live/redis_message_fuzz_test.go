package live_test

import (
	"testing"

	"porchlight/app/live"
)

// FuzzBusMessage: whatever else speaks on the channel of the nodes is refused or read, without harm; and what a node says is read as it
// was said.
func FuzzBusMessage(f *testing.F) {
	f.Add(byte('e'), "node", uint64(1), uint64(2), "conversation", []byte(`{"id":"0","rev":1}`), []byte("e\x04node\x01\x02\x00"))
	f.Add(byte('c'), "", uint64(0), uint64(1<<63), "", []byte(nil), []byte("c\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"))
	f.Add(byte('b'), "other\x00", uint64(1<<64-1), uint64(7), "x", []byte{0x80}, []byte("r\x80"))
	f.Add(byte(0), "\xff", uint64(300), uint64(0), "", []byte("{"), []byte("PING"))
	f.Fuzz(func(t *testing.T, kind byte, node string, epoch, number uint64, topic string, body, foreign []byte) {
		said := live.BusMessage{Kind: kind, Node: node, Epoch: epoch, Number: number, Topic: topic, Body: string(body)}
		if heard, err := live.DecodeMessage(live.EncodeMessage(said)); err != nil || heard != said {
			t.Errorf("%+v is heard as %+v, %v", said, heard, err)
		}
		if heard, err := live.DecodeMessage(string(foreign)); err == nil {
			if again, err := live.DecodeMessage(live.EncodeMessage(heard)); err != nil || again != heard {
				t.Errorf("%q is heard as %+v, and once more as %+v, %v", foreign, heard, again, err)
			}
			if len(heard.Node)+len(heard.Topic)+len(heard.Body) > len(foreign) {
				t.Errorf("%q is heard as more than was said: %+v", foreign, heard)
			}
		}
	})
}
