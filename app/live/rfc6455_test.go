package live_test

import (
	"encoding/binary"
	"fmt"
	"strings"
	"testing"
	"time"

	fast "github.com/fasthttp/websocket"

	"porchlight/app/live"
)

// The first bytes of frames (RFC 6455, section 5.2).
const (
	fin, rsv1, rsv2, rsv3    = 0x80, 0x40, 0x20, 0x10
	cont, txt, bin           = 0x0, 0x1, 0x2
	closes, pings, pongs     = 0x8, 0x9, 0xA
	maskBit, len16, len64    = 0x80, 126, 127
	most                     = 125
	asLong, tooLong, between = 64 << 10, 64<<10 + 1, 65535
)

// masked is a frame as a browser sends it, with the key 0, under which all is as it was.
func masked(first byte, payload string) string {
	head := []byte{first, maskBit}
	switch n := len(payload); {
	case n <= most:
		head[1] |= byte(n)
	case n <= 0xFFFF:
		head[1] |= len16
		head = binary.BigEndian.AppendUint16(head, uint16(n))
	default:
		head[1] |= len64
		head = binary.BigEndian.AppendUint64(head, uint64(n))
	}
	return string(append(head, 0, 0, 0, 0)) + payload
}

func closing(code int, reason string) string {
	return masked(fin|closes, string(binary.BigEndian.AppendUint16(nil, uint16(code)))+reason)
}

// The cases follow those of the Autobahn testsuite by their numbers (https://github.com/crossbario/autobahn-testsuite).
func TestFramesThatBreakRFC6455CloseTheSocketAndNoOthers(t *testing.T) {
	s := newSite(t, live.Options{}, live.Handler[string]{Received: echo}, nil)
	good := masked(fin|txt, "good")
	cases := []struct {
		what, sent, echo string // echo: of the first message; empty: none comes
		code             int    // of the server's close frame; 0: it goes on
	}{
		{"1.1.1 an empty text", masked(fin|txt, "") + good, "", 0},
		{"1.1.6 the longest text of 16 bits", masked(fin|txt, strings.Repeat("*", between)), strings.Repeat("*", between), 0},
		{"1.1.7 the longest text there is", masked(fin|txt, strings.Repeat("*", asLong)), strings.Repeat("*", asLong), 0},
		{"1.1.8 a text that is longer", masked(fin|txt, strings.Repeat("*", tooLong)), "", 1008},
		{"1.2 binary", masked(fin|bin, "a") + good, "", 1008},
		{"2.4 the longest ping", masked(fin|pings, strings.Repeat("\xfe", most)) + good, "good", 0},
		{"2.5 a ping that is longer", masked(fin|pings, strings.Repeat("\xfe", most+1)) + good, "", 1002},
		{"2.7 a pong that nobody asked for", masked(fin|pongs, "x") + good, "good", 0},
		{"3.1 RSV1", masked(fin|rsv1|txt, "x") + good, "", 1002},
		{"3.2 RSV2", good + masked(fin|rsv2|txt, "x"), "good", 1002},
		{"3.3 RSV3 of a ping", masked(fin|rsv3|pings, "x") + good, "", 1002},
		{"3.7 all of a close", masked(fin|rsv1|rsv2|rsv3|closes, ""), "", 1002},
		{"5.1 a ping in two", masked(pings, "a") + masked(fin|cont, "b"), "", 1002},
		{"5.2 a pong in two", masked(pongs, "a") + masked(fin|cont, "b"), "", 1002},
		{"5.3 a text in two", masked(txt, "a") + masked(fin|cont, "b"), "ab", 0},
		{"5.6 a ping in the middle of a text", masked(txt, "a") + masked(fin|pings, "p") + masked(fin|cont, "b"), "ab", 0},
		{"5.9 what goes on from nothing", masked(fin|cont, "a") + good, "", 1002},
		{"5.11 and does not end", masked(cont, "a") + good, "", 1002},
		{"5.15 what goes on from a whole text", good + masked(fin|cont, "a"), "good", 1002},
		{"5.18 a text in the middle of a text", masked(txt, "a") + masked(fin|txt, "b"), "", 1002},
		{"5.19 fragments of nothing", masked(txt, "") + strings.Repeat(masked(cont, ""), 1000) + masked(fin|cont, "a"), "a", 0},
		{"6.1 an empty text in three", masked(txt, "") + masked(cont, "") + masked(fin|cont, "") + good, "", 0},
		{"6.2 a sign of two bytes in two frames", masked(txt, "\xc3") + masked(fin|cont, "\xa4"), "ä", 0},
		{"6.3 half a sign", masked(fin|txt, "\xce\xba\xe1\xbd"), "", 1007},
		{"6.4 bad UTF-8 in two frames", masked(txt, "\xf4") + masked(fin|cont, "\x90\x80\x80"), "", 1007},
		{"6.6 the highest sign", masked(fin|txt, "\U0010FFFF"), "\U0010FFFF", 0},
		{"6.14 a byte that goes on from nothing", masked(fin|txt, "\x80"), "", 1007},
		{"6.18 a slash in two bytes", masked(fin|txt, "\xc0\xaf"), "", 1007},
		{"6.20 half a pair of UTF-16", masked(fin|txt, "\xed\xa0\x80"), "", 1007},
		{"6.21 a byte that UTF-8 never has", masked(fin|txt, "a\xff"), "", 1007},
		{"7.1.3 a ping behind a close", closing(1000, "") + masked(fin|pings, "x"), "", 1000},
		{"7.1.4 a text behind a close", closing(1000, "") + good, "", 1000},
		{"7.3.1 a close of nothing", masked(fin|closes, ""), "", 1005},
		{"7.3.4 a close with a reason", closing(1000, "Hello World!"), "", 1000},
		{"7.3.5 a close with the longest", closing(1000, strings.Repeat("*", most-2)), "", 1000},
		{"7.3.6 a close with a longer one", closing(1000, strings.Repeat("*", most-1)), "", 1002},
		{"7.5.1 a reason in bad UTF-8", closing(1000, "\xce\xba\xed\xa0\x80"), "", 1002},
		{"9 a length of 2^62", string([]byte{fin | txt, maskBit | len64, 0x40, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}), "", 1008},
		{"9 a length with its highest bit", string([]byte{fin | txt, maskBit | len64, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0}), "", 1008},
		{"9 a ping with a length of 64 bits", string([]byte{fin | pings, maskBit | len64, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 'x'}), "", 1002},
		{"9.3 as many fragments as bytes", masked(txt, "*") + strings.Repeat(masked(cont, "*"), asLong-2) + masked(fin|cont, "*"), strings.Repeat("*", asLong), 0},
		{"9.4 one byte more", masked(txt, "*") + strings.Repeat(masked(cont, "*"), asLong) + masked(fin|cont, "*"), "", 1008},
		{"a text that is not masked", string([]byte{fin | txt, 1, 'x'}) + good, "", 1002},
		{"a close that is not masked", string([]byte{fin | closes, 0}), "", 1002},
		{"no frames, but HTTP", "GET / HTTP/1.1\r\nHost: x\r\n\r\n", "", 1002},
	}
	for _, opcode := range []byte{3, 4, 5, 6, 7, 0xB, 0xC, 0xD, 0xE, 0xF} {
		cases = append(cases, struct {
			what, sent, echo string
			code             int
		}{fmt.Sprintf("4 the opcode %X", opcode), masked(fin|opcode, "") + good, "", 1002})
	}
	for code, answer := range map[int]int{
		1000: 1000, 1001: 1001, 1002: 1002, 1003: 1003, 1007: 1007, 1008: 1008, 1009: 1009, 1010: 1010, 1011: 1011, 1012: 1012, 1013: 1013, 3000: 3000, 3999: 3999, 4000: 4000, 4999: 4999,
		0: 1002, 999: 1002, 1004: 1002, 1005: 1002, 1006: 1002, 1015: 1002, 1016: 1002, 1100: 1002, 2000: 1002, 2999: 1002, 5000: 1002, 65535: 1002,
	} {
		cases = append(cases, struct {
			what, sent, echo string
			code             int
		}{fmt.Sprint("7.7, 7.9 a close with ", code), closing(code, ""), "", answer})
	}
	neighbour := s.dial(t, "neighbour")
	for i, c := range cases {
		tab := s.connect(t, fmt.Sprint("tab", i))
		if _, err := tab.NetConn().Write([]byte(c.sent)); err != nil {
			t.Fatal(err)
		}
		if c.echo != "" {
			if got := tab.next(t); got != c.echo {
				t.Errorf("%s: %d bytes came back, want %d", c.what, len(got), len(c.echo))
			}
		}
		if c.code == 0 {
			_, _ = tab.NetConn().Write([]byte(masked(fin|txt, "fence")))
			for got := ""; got != "fence"; got = tab.next(t) {
			}
			continue
		}
		if got := tab.closeCode(); got != c.code {
			t.Errorf("%s: closed with %d, want %d", c.what, got, c.code)
		}
	}
	neighbour.say(t, "still here")
	if got := neighbour.next(t); got != "still here" {
		t.Errorf("another socket got %q", got)
	}
}

func TestAMessageThatNeverEndsEndsAtTheReadDeadlineWhateverComesInBetween(t *testing.T) {
	const patient = 300 * time.Millisecond
	s := newSite(t, live.Options{ReadTimeout: patient}, live.Handler[string]{Received: echo}, nil)
	c := s.dial(t, "endless")
	began := time.Now()
	_, _ = c.NetConn().Write([]byte(masked(txt, "a")))
	eventually(t, "it ends", func() bool { // signs of life, far below what is a flood
		_, _ = c.NetConn().Write([]byte(masked(cont, "") + masked(fin|pongs, "")))
		time.Sleep(patient / 5)
		return s.Len() == 0
	})
	if took := time.Since(began); took < patient*9/10 {
		t.Errorf("it ended after %s", took)
	}
	if code := c.closeCode(); code != fast.CloseAbnormalClosure {
		t.Errorf("closed with %d", code)
	}
}
