package press

import (
	"bytes"
	"image"
	"image/color"
	"image/draw"
	"image/png"

	"github.com/go-text/typesetting/font"
	"golang.org/x/image/vector"
)

// The size of a picture: what services that show a link expect, 1.91 to 1.
const (
	pictureWidth  = 1200
	pictureHeight = 630
)

// The light paper of static/css/site/10-tokens.css, in sRGB.
var (
	paper = color.RGBA{0xfb, 0xf9, 0xf5, 0xff}
	ink   = color.RGBA{0x17, 0x1b, 0x20, 0xff}
	label = color.RGBA{0x5f, 0x63, 0x6a, 0xff}
	rule  = color.RGBA{0xda, 0xd7, 0xd2, 0xff}
	lamp  = color.RGBA{0xdc, 0x7d, 0x00, 0xff}
	glow  = color.RGBA{0xf9, 0xe1, 0xb9, 0xff} // of the lamp, as it is on paper
)

// tone is a stretch of the palette: from what is below a shape to the shape's own colour.
type tone struct{ first, last uint8 }

var (
	palette            = color.Palette{paper}
	inkTone            = addTone(paper, ink, 20)
	labelTone          = addTone(paper, label, 12)
	ruleTone           = addTone(paper, rule, 4)
	glowTone, lampTone = addTone(paper, glow, 8), addTone(glow, lamp, 12)
)

func addTone(from, to color.RGBA, steps int) tone {
	first := len(palette)
	for i := 1; i <= steps; i++ {
		mix := func(a, b uint8) uint8 { return uint8((int(a)*(steps-i) + int(b)*i) / steps) }
		palette = append(palette, color.RGBA{mix(from.R, to.R), mix(from.G, to.G), mix(from.B, to.B), 0xff})
	}
	return tone{uint8(first), uint8(len(palette) - 1)}
}

// faces are the two voices of a picture.
type faces struct{ serif, mono *font.Font }

// words are what a picture says.
type words struct{ Site, Eyebrow, Title string }

const (
	pictureEdge    = 84
	titleTop       = 264 // the title hangs between these two, as large as it can
	titleBottom    = 574
	titleLeading   = 1.0
	titleTracking  = -.018
	titleShoulder  = .22 // what is left of a line below its baseline, in ems
	pictureMeasure = pictureWidth - 2*pictureEdge
)

// titleSizes are tried in turn, in pixels.
var titleSizes = []float32{184, 160, 140, 124, 110, 98, 88, 78, 68, 60}

// drawPicture draws ink on paper and returns the bytes of a PNG.
func drawPicture(f faces, w words) ([]byte, error) {
	p := image.NewPaletted(image.Rect(0, 0, pictureWidth, pictureHeight), palette)
	disc(p, glowTone, pictureEdge+17, 91, 17)
	disc(p, lampTone, pictureEdge+17, 91, 9)
	write(p, inkTone, letters(f.serif, 44, -.01), w.Site, pictureEdge+50, 104)
	fill(p, ruleTone, image.Rect(pictureEdge, 144, pictureWidth-pictureEdge, 146), func(path *vector.Rasterizer) { box(path, pictureMeasure, 2) })
	small := letters(f.mono, 26, 0)
	write(p, labelTone, small, small.cut(w.Eyebrow, pictureMeasure), pictureEdge, 212)

	title, lines := fitTitle(f.serif, w.Title)
	y := titleBottom - title.size*titleShoulder - float32(len(lines)-1)*title.size*titleLeading
	for _, line := range lines {
		write(p, inkTone, title, line, pictureEdge-title.bearing(line), y)
		y += title.size * titleLeading
	}
	var b bytes.Buffer
	err := (&png.Encoder{CompressionLevel: png.DefaultCompression}).Encode(&b, p)
	return b.Bytes(), err
}

// fitTitle finds the largest size at which a title has room, and its lines. What has no room at the smallest is cut.
func fitTitle(f *font.Font, text string) (l lettering, lines []string) {
	var room int
	for _, size := range titleSizes {
		l = letters(f, size, titleTracking)
		lines, room = l.wrap(text, pictureMeasure), int((titleBottom-titleTop)/(size*titleLeading))
		if len(lines) <= room && l.fits(lines, pictureMeasure) {
			return l, l.balance(text, pictureMeasure)
		}
	}
	if len(lines) > room {
		lines = append(lines[:room-1], lines[room-1]+" "+lines[room])
	}
	for i := range lines {
		lines[i] = l.cut(lines[i], pictureMeasure)
	}
	return l, lines
}

// write sets a line with its baseline at y.
func write(p *image.Paletted, t tone, l lettering, text string, x, y float32) {
	top := int(y - l.size)
	area := image.Rect(0, top, pictureWidth, top+int(l.size*1.5))
	fill(p, t, area, func(path *vector.Rasterizer) { l.trace(path, text, x, y-float32(top)) })
}

// curve is the handle of the four curves that are a circle but for a thousandth of its radius.
const curve = .5523

func disc(p *image.Paletted, t tone, x, y, r int) {
	c, h := float32(r), float32(r)*curve
	fill(p, t, image.Rect(x-r, y-r, x+r, y+r), func(path *vector.Rasterizer) {
		path.MoveTo(2*c, c)
		path.CubeTo(2*c, c+h, c+h, 2*c, c, 2*c)
		path.CubeTo(c-h, 2*c, 0, c+h, 0, c)
		path.CubeTo(0, c-h, c-h, 0, c, 0)
		path.CubeTo(c+h, 0, 2*c, c-h, 2*c, c)
		path.ClosePath()
	})
}

func box(path *vector.Rasterizer, w, h float32) {
	path.LineTo(w, 0)
	path.LineTo(w, h)
	path.LineTo(0, h)
	path.ClosePath()
}

// fill colours what a path covers inside of an area; the path's origin is the area's corner.
func fill(p *image.Paletted, t tone, area image.Rectangle, trace func(*vector.Rasterizer)) {
	path := vector.NewRasterizer(area.Dx(), area.Dy())
	path.DrawOp = draw.Src
	trace(path)
	cover := image.NewAlpha(image.Rect(0, 0, area.Dx(), area.Dy()))
	path.Draw(cover, cover.Rect, image.Opaque, image.Point{})
	steps := int(t.last) - int(t.first) + 1
	inside := area.Intersect(p.Rect)
	for y := inside.Min.Y; y < inside.Max.Y; y++ {
		from, to := cover.Pix[cover.PixOffset(inside.Min.X-area.Min.X, y-area.Min.Y):], p.Pix[p.PixOffset(inside.Min.X, y):]
		for x, alpha := range from[:inside.Dx()] {
			if step := (int(alpha)*steps + 127) / 255; step > 0 {
				to[x] = t.first + uint8(step-1)
			}
		}
	}
}
