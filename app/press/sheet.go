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

// fontType is compressed already.
const fontType = "font/woff2"

func newSheet(data []byte, kind string) *Sheet {
	sum := sha256.Sum256(data)
	tag := hex.EncodeToString(sum[:10])
	p := &Sheet{Type: kind, identity: Encoding{Bytes: data, ETag: strconv.Quote(tag)}}
	if kind == fontType {
		return p
	}
	p.gzip = Encoding{Name: "gzip", Bytes: gzipped(data), ETag: strconv.Quote(tag + "-gzip")}
	p.brotli = Encoding{Name: "br", Bytes: brotlied(data), ETag: strconv.Quote(tag + "-br")}
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
			q, has := strings.CutPrefix(strings.ReplaceAll(weight, " ", ""), "q=")
			value, err := strconv.ParseFloat(q, 64)
			return !has || err == nil && value > 0
		}
	}
	return false
}

func gzipped(data []byte) []byte {
	var b bytes.Buffer
	w, _ := gzip.NewWriterLevel(&b, gzip.BestCompression) // the level is a constant of the package
	_, _ = w.Write(data)                                  // a bytes.Buffer takes all
	_ = w.Close()
	return b.Bytes()
}

func brotlied(data []byte) []byte {
	var b bytes.Buffer
	w := brotli.NewWriterLevel(&b, brotli.BestCompression)
	_, _ = w.Write(data) // a bytes.Buffer takes all
	_ = w.Close()
	return b.Bytes()
}
