package swarm

import (
	"slices"
	"strings"
	"testing"
)

func serverFrame(op byte, payload string) []byte {
	head := []byte{0x80 | op, byte(len(payload))}
	if len(payload) > 125 {
		head = []byte{0x80 | op, 126, byte(len(payload) >> 8), byte(len(payload))}
	}
	return append(head, payload...)
}

func TestEveryMarkIsCountedOnceHoweverTheStreamIsCut(t *testing.T) {
	stream := slices.Concat(
		serverFrame(opText, "<li>~ma ~~ "+Mark+strings.Repeat("x", 200)+"</li>"),
		serverFrame(opText, ""),
		serverFrame(opText, Mark+Mark),
		serverFrame(opText, strings.Repeat("y", 130)+Mark),
	)
	for first := range len(stream) + 1 {
		for _, length := range []int{0, 1, 5, 13, 60} {
			second := min(first+length, len(stream))
			s := &Swarm{Options: Options{Mark: Mark}, sockets: []socket{{fd: 0, state: open, served: true}}}
			for _, part := range [][]byte{stream[:first], stream[first:second], stream[second:]} {
				s.arrived(&s.sockets[0], part)
			}
			if s.Marks() != 4 || s.failed != nil {
				t.Fatalf("cut at %d and %d: %d marks, want 4 (%v)", first, second, s.Marks(), s.failed)
			}
		}
	}
}

func TestASwarmGoesNowhereButLoopback(t *testing.T) {
	if _, err := New(Options{Addr: "192.0.2.1:80", Sockets: 1}); err == nil {
		t.Fatal("it would have")
	}
}
