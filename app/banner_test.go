package main

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"
)

func TestTheBannerIsAlignedAndDimsWhatIsOffInATerminalAlone(t *testing.T) {
	b := banner{{name: "site", state: "https://example.com"}, {name: "webhook", missing: "set WEBHOOK_URL"}}
	for colour, want := range map[bool]string{
		false: "  site     https://example.com\n  webhook  off: set WEBHOOK_URL\n",
		true:  "  site     https://example.com\n\x1b[2m  webhook  off: set WEBHOOK_URL\x1b[0m\n",
	} {
		var out bytes.Buffer
		if b.write(&out, colour); out.String() != want {
			t.Errorf("with colour %v it is\n%q, want\n%q", colour, out.String(), want)
		}
	}
}

func TestTheBannerIsOneRecordForPrograms(t *testing.T) {
	var out bytes.Buffer
	banner{{name: "node", state: "a1"}, {name: "site", state: "https://example.com"}, {name: "webhook", missing: "set WEBHOOK_URL"}}.record(slog.New(slog.NewJSONHandler(&out, nil)).With("node", "a1"))
	if got := out.String(); strings.Count(got, "\n") != 1 || !strings.HasSuffix(got, `"level":"INFO","msg":"serving","node":"a1","site":"https://example.com","webhook":"off: set WEBHOOK_URL"}`+"\n") {
		t.Errorf("it is %s", got)
	}
}
