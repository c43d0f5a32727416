package press

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/gzip"
)

// Encoding is a form that bytes are sent in.
type Encoding struct {
	Name  string // of the Content-Encoding header; empty: as they are
	Bytes []byte
	ETag  string // strong: names these very bytes
}

// Sheet is one representation, compressed ahead. It never changes.
type Sheet struct {
	Type     string // of the Content-Type header
	identity Encoding
	gzip     Encoding
	brotli   Encoding
}

// dense are the types that are compressed already.
var dense = map[string]bool{"font/woff2": true, pngType: true}

// effort says how much time a compressed byte is worth.
type effort struct{ gzip, brotli int }

var (
	best  = effort{gzip.BestCompression, brotli.BestCompression} // more than a second for the whole site
	quick = effort{gzip.BestSpeed, brotli.BestSpeed}             // no time, for a tenth more bytes
)

func newSheet(data []byte, kind string, e effort) *Sheet {
	p := newIdentity(data, kind)
	if dense[kind] {
		return p
	}
	p.gzip, p.brotli = p.encoded("gzip", gzipped(data, e.gzip)), p.encoded("br", brotlied(data, e.brotli))
	return p
}

func newIdentity(data []byte, kind string) *Sheet {
	sum := sha256.Sum256(data)
	return &Sheet{Type: kind, identity: Encoding{Bytes: data, ETag: strconv.Quote(hex.EncodeToString(sum[:10]))}}
}

// encoded is a form of the same bytes, with a tag of its own.
func (p *Sheet) encoded(name string, data []byte) Encoding {
	return Encoding{Name: name, Bytes: data, ETag: strings.TrimSuffix(p.identity.ETag, `"`) + "-" + name + `"`}
}

// Rendered is a representation made for one request, compressed in the one way that its Accept-Encoding header prefers.
func Rendered(html []byte, accept string) *Sheet {
	p := newIdentity(html, htmlType)
	switch {
	case accepts(accept, "br"):
		p.brotli = p.encoded("br", brotlied(html, quick.brotli))
	case accepts(accept, "gzip"):
		p.gzip = p.encoded("gzip", gzipped(html, quick.gzip))
	}
	return p
}

// As returns the smallest encoding that an Accept-Encoding header allows.
func (p *Sheet) As(accept string) *Encoding {
	switch {
	case p.brotli.Bytes != nil && accepts(accept, "br"):
		return &p.brotli
	case p.gzip.Bytes != nil && accepts(accept, "gzip"):
		return &p.gzip
	}
	return &p.identity
}

// accepts reports whether the header names the coding with a weight above 0 (RFC 9110, section 12.5.3).
func accepts(header, coding string) bool {
	for rest := header; rest != ""; {
		var item string
		item, rest, _ = strings.Cut(rest, ",")
		name, weight, _ := strings.Cut(item, ";")
		if strings.EqualFold(strings.TrimSpace(name), coding) {
			if weight = strings.TrimSpace(weight); len(weight) < 2 || !strings.EqualFold(weight[:2], "q=") {
				return true
			}
			q, err := strconv.ParseFloat(weight[2:], 64)
			return err == nil && q > 0
		}
	}
	return false
}

func gzipped(data []byte, level int) []byte {
	var b bytes.Buffer
	w, _ := gzip.NewWriterLevel(&b, level) // the levels are constants of the package
	_, _ = w.Write(data)                   // a bytes.Buffer takes all
	_ = w.Close()
	return b.Bytes()
}

func brotlied(data []byte, level int) []byte {
	var b bytes.Buffer
	w := brotli.NewWriterLevel(&b, level)
	_, _ = w.Write(data) // a bytes.Buffer takes all
	_ = w.Close()
	return b.Bytes()
}
