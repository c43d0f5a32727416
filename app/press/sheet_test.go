package press_test

import (
	"bytes"
	"io"
	"testing"

	"porchlight/app/press"
	"porchlight/app/testparts"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/gzip"
)

// sheets are all that the shipped site can answer with.
func sheets(t *testing.T) map[string]*press.Sheet {
	t.Helper()
	e, all := shipped(t), map[string]*press.Sheet{}
	for _, path := range e.Catalog.Places() {
		p := place(t, e, path)
		all["page of "+path], all["fragment of "+path] = p.Page, p.Fragment
	}
	for _, name := range assetNames {
		sheet, is := e.Assets.Find(e.Assets.URL(name))
		if !is {
			t.Fatalf("there is no asset %s", name)
		}
		all[name] = sheet
	}
	return all
}

func TestEveryEncodingOfASheetHoldsTheSameBytes(t *testing.T) {
	for name, sheet := range sheets(t) {
		for accept, open := range map[string]func(io.Reader) (io.Reader, error){
			"gzip": func(r io.Reader) (io.Reader, error) { return gzip.NewReader(r) },
			"br":   func(r io.Reader) (io.Reader, error) { return brotli.NewReader(r), nil },
		} {
			as := sheet.As(accept)
			if sheet.Type == "font/woff2" {
				if as != sheet.As("") {
					t.Errorf("%s is compressed a second time", name)
				}
				continue
			}
			reader, err := open(bytes.NewReader(as.Bytes))
			if err != nil {
				t.Fatalf("%s as %s: %v", name, accept, err)
			}
			if got, err := io.ReadAll(reader); as.Name != accept || err != nil || !bytes.Equal(got, plain(sheet)) {
				t.Errorf("%s as %s (%s) is something else: %d bytes, want %d; %v", name, accept, as.Name, len(got), len(plain(sheet)), err)
			}
		}
	}
}

func TestAnETagNamesOneEncodingOfOneSheet(t *testing.T) {
	seen := map[string]*press.Encoding{}
	for name, sheet := range sheets(t) {
		for _, accept := range []string{"", "gzip", "br"} {
			as := sheet.As(accept)
			if len(as.ETag) < 3 || as.ETag[0] != '"' || as.ETag[len(as.ETag)-1] != '"' {
				t.Errorf("%s as %q has the ETag %s, which is not strong", name, accept, as.ETag)
			}
			if other := seen[as.ETag]; other != nil && !bytes.Equal(other.Bytes, as.Bytes) {
				t.Errorf("%s as %q shares its ETag with other bytes", name, accept)
			}
			seen[as.ETag] = as
		}
	}
}

func TestAnETagChangesWithTheContentAndOnlyThen(t *testing.T) {
	before := smallSources()
	after := before
	after.Content = testparts.Copy(t, before.Content)
	edit(t, after.Content, "site.yaml", "name: Porchlight", "name: Lantern")
	for _, accept := range []string{"", "gzip", "br"} {
		etag := func(s press.Sources, path string) string {
			return place(t, printing(t, s), path).Fragment.As(accept).ETag
		}
		if etag(before, "/") == etag(after, "/") {
			t.Errorf("another text has the same ETag as %q", accept)
		}
		if etag(before, "/shop") != etag(after, "/shop") {
			t.Errorf("the same text has another ETag as %q", accept)
		}
	}
}

func TestTheSmallestEncodingThatABrowserAcceptsIsChosen(t *testing.T) {
	sheet := place(t, shipped(t), "/").Page
	for _, c := range []struct{ accept, chosen string }{
		{"", ""},
		{"identity", ""},
		{"deflate, zstd", ""},
		{"gzip", "gzip"},
		{"gzip, deflate, br, zstd", "br"},
		{"br;q=0.1, gzip;q=1.0", "br"}, // any weight above 0 accepts, and br is the smaller
		{"BR, GZip", "br"},
		{"GZIP", "gzip"},
		{"  gzip ;  q=0.5 , deflate", "gzip"},
		{"gzip\t;\tq=1", "gzip"},
		{"br;q=0, gzip", "gzip"},
		{"br; q=0.000, gzip", "gzip"},
		{"br ;\tq=0,gzip", "gzip"},
		{"br;Q=0, gzip", "gzip"},
		{"br;q=0, gzip;q=0", ""},
		{"br;q=much, gzip", "gzip"},
		{"*", ""}, // who names no coding gets the bytes as they are
		{"*;q=1, gzip;q=0", ""},
		{"brotli, x-gzip, gzipped, xbr", ""},
		{",, ,br", "br"},
	} {
		if got := sheet.As(c.accept).Name; got != c.chosen {
			t.Errorf("Accept-Encoding %q gets %q, want %q", c.accept, got, c.chosen)
		}
	}
}

func TestThePromisedBytesAreCompressedAsWellAsCanBe(t *testing.T) {
	hurried := smallSources()
	patient := hurried
	patient.Quick = false
	for _, accept := range []string{"gzip", "br"} {
		size := func(s press.Sources) int {
			e := printing(t, s)
			sheet, _ := e.Assets.Find(e.Assets.URL("site.js"))
			return len(sheet.As(accept).Bytes)
		}
		if fast, well := size(hurried), size(patient); well >= fast {
			t.Errorf("%s takes %d bytes, in a hurry %d", accept, well, fast)
		}
	}
}
