package press

import (
	"strings"

	"github.com/go-text/typesetting/di"
	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/font/opentype"
	"github.com/go-text/typesetting/language"
	"github.com/go-text/typesetting/shaping"
	"golang.org/x/image/math/fixed"
	"golang.org/x/image/vector"
)

// lettering is a face at a size. It belongs to one drawing: faces and shapers keep what they have seen.
type lettering struct {
	face     *font.Face
	shaper   *shaping.HarfbuzzShaper
	size     float32 // of an em, in pixels
	tracking float32 // between letters, in ems
}

func letters(f *font.Font, size, tracking float32) lettering {
	return lettering{font.NewFace(f), &shaping.HarfbuzzShaper{}, size, tracking}
}

// shape places the glyphs of a line, kerned. A text with a letter that the face lacks has none: boxes would be worse.
func (l lettering) shape(text string) shaping.Output {
	runes := []rune(text)
	for _, r := range runes {
		if _, has := l.face.NominalGlyph(r); !has {
			return shaping.Output{}
		}
	}
	line := l.shaper.Shape(shaping.Input{
		Text: runes, RunEnd: len(runes), Direction: di.DirectionLTR, Face: l.face, Size: toFixed(l.size),
		Script: language.Latin, Language: language.NewLanguage("en"),
	})
	line.AddLetterSpacing(toFixed(l.size*l.tracking), true, true)
	return line
}

func (l lettering) width(text string) float32 { return fromFixed(l.shape(text).Advance) }

// bearing is the room before the first letter of a line: less of it, and the ink itself stands on the edge.
func (l lettering) bearing(text string) float32 {
	if glyphs := l.shape(text).Glyphs; len(glyphs) > 0 {
		return fromFixed(glyphs[0].XBearing)
	}
	return 0
}

// trace adds the outlines of a line to a path; x and y are where its baseline begins.
func (l lettering) trace(path *vector.Rasterizer, text string, x, y float32) {
	scale := l.size / float32(l.face.Upem())
	for _, g := range l.shape(text).Glyphs {
		outline, _ := l.face.GlyphDataOutline(g.GlyphID) // a space has none
		at := func(p opentype.SegmentPoint) (float32, float32) {
			return x + fromFixed(g.XOffset) + p.X*scale, y - fromFixed(g.YOffset) - p.Y*scale
		}
		for _, s := range outline.Segments {
			ax, ay := at(s.Args[0])
			bx, by := at(s.Args[1])
			cx, cy := at(s.Args[2])
			switch s.Op {
			case opentype.SegmentOpMoveTo:
				path.ClosePath()
				path.MoveTo(ax, ay)
			case opentype.SegmentOpLineTo:
				path.LineTo(ax, ay)
			case opentype.SegmentOpQuadTo:
				path.QuadTo(ax, ay, bx, by)
			case opentype.SegmentOpCubeTo:
				path.CubeTo(ax, ay, bx, by, cx, cy)
			}
		}
		path.ClosePath()
		x += fromFixed(g.Advance)
	}
}

// wrap breaks a text into lines as wide as can be; a word that is wider alone has a line of its own.
func (l lettering) wrap(text string, width float32) (lines []string) {
	for _, word := range strings.Fields(text) {
		if last := len(lines) - 1; last >= 0 && l.width(lines[last]+" "+word) <= width {
			lines[last] += " " + word
		} else {
			lines = append(lines, word)
		}
	}
	return lines
}

// balance breaks a text into no more lines than wrap, and these as even as can be.
func (l lettering) balance(text string, width float32) []string {
	lines := l.wrap(text, width)
	for narrow, wide := float32(0), width; wide-narrow > 1; {
		middle := (narrow + wide) / 2
		if tried := l.wrap(text, middle); len(tried) > len(lines) || !l.fits(tried, middle) {
			narrow = middle
		} else {
			wide, lines = middle, tried
		}
	}
	return lines
}

func (l lettering) fits(lines []string, width float32) bool {
	for _, line := range lines {
		if l.width(line) > width {
			return false
		}
	}
	return true
}

// cut shortens a line until it fits, and shows that it did.
func (l lettering) cut(line string, width float32) string {
	runes := []rune(line)
	for n := len(runes); n > 0 && l.width(line) > width; n-- {
		line = strings.TrimRight(string(runes[:n-1]), " ,.:;") + "…"
	}
	return line
}

func toFixed(v float32) fixed.Int26_6   { return fixed.Int26_6(v * 64) }
func fromFixed(v fixed.Int26_6) float32 { return float32(v) / 64 }
