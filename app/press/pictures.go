package press

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"strings"
	"sync"

	"github.com/go-text/typesetting/font"
)

const (
	// PicturePrefix is where the pictures are that other sites show beside a link.
	PicturePrefix = "/og"
	pngType       = "image/png"
	pictureEnding = ".png"
)

// The faces come as WOFF: what browsers get is WOFF2, which the font library does not read.
const (
	serifFile = "node_modules/@fontsource/instrument-serif/files/instrument-serif-latin-400-normal.woff"
	monoFile  = "node_modules/@fontsource/ibm-plex-mono/files/ibm-plex-mono-latin-400-normal.woff"
)

// picture is drawn when somebody first asks for it, and kept with its edition. A site has as many as places, each takes 10 ms
// and 20 KB, and most are never asked for: drawn at the start, a thousand would take it five seconds. Whoever asks for all of
// them at once has them drawn one after the other.
type picture struct {
	words words
	once  sync.Once
	sheet *Sheet
	err   error
}

// Picture returns the picture at a path; false when there is none.
func (e *Edition) Picture(path string) (sheet *Sheet, is bool, err error) {
	place, is := e.Find(pictured(path))
	if !is {
		return nil, false, nil
	}
	p := place.picture
	p.once.Do(func() {
		e.drawing.Lock() // a picture takes some megabytes while it is drawn
		defer e.drawing.Unlock()
		var f faces
		var data []byte
		if f, p.err = e.faces(); p.err != nil {
			return
		}
		if data, p.err = drawPicture(f, p.words); p.err == nil {
			p.sheet = newSheet(data, pngType, e.effort)
		}
	})
	return p.sheet, true, p.err
}

// pictureOf is the path of a place's picture: /og.png, /og/data-realtime.png. Other words make another query, so that whoever
// keeps pictures asks anew; the address of an old one still answers.
func pictureOf(place string, w words) string {
	sum := sha256.Sum256([]byte(w.Site + "\x00" + w.Eyebrow + "\x00" + w.Title))
	return PicturePrefix + strings.TrimSuffix(place, "/") + pictureEnding + "?v=" + hex.EncodeToString(sum[:4])
}

// pictured is the place whose picture is at a path; no place, where it is none's.
func pictured(path string) string {
	path, is := strings.CutSuffix(path, pictureEnding)
	place, in := strings.CutPrefix(path, PicturePrefix)
	switch {
	case !is || !in || place == "/":
		return ""
	case place == "":
		return "/"
	}
	return place
}

func readFaces(files fs.FS) (f faces, err error) {
	if f.serif, err = readFace(files, serifFile); err == nil {
		f.mono, err = readFace(files, monoFile)
	}
	return f, err
}

func readFace(files fs.FS, name string) (*font.Font, error) {
	data, err := fs.ReadFile(files, name)
	if err != nil {
		return nil, err
	}
	face, err := font.ParseTTF(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	return face.Font, nil
}
