package press

import (
	"bytes"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"sync"

	"golang.org/x/image/vector"
)

// An icon is the lamp of static/img/favicon.svg in the sizes that systems ask for where the site is installed as an app.
type icon struct {
	name  string
	size  int     // pixels
	round float32 // radius of the corners, of the size; 0: the system cuts the shape itself
	lamp  float32 // the lamp's size, of the icon's
}

// What a system cuts keeps a circle of four fifths whole (https://www.w3.org/TR/appmanifest/#icon-masks).
var icons = []icon{
	{"icon-192.png", 192, 7. / 32, 1}, {"icon-512.png", 512, 7. / 32, 1}, {"icon-cut-512.png", 512, 0, .85}, {"apple-touch-icon.png", 180, 0, .9},
}

var (
	night   = color.NRGBA{0x16, 0x18, 0x1f, 0xff}
	flame   = color.NRGBA{0xf0, 0xb3, 0x5a, 0xff}
	shimmer = color.NRGBA{0xf0, 0xb3, 0x5a, 0x38} // round the flame
)

// drawnIcons are drawn once: they are the same for every edition.
var drawnIcons = sync.OnceValues(func() (drawn map[string][]byte, err error) {
	drawn = map[string][]byte{}
	for _, i := range icons {
		if drawn[i.name], err = i.draw(); err != nil {
			return nil, err
		}
	}
	return drawn, nil
})

func (i icon) draw() ([]byte, error) {
	p := image.NewRGBA(image.Rect(0, 0, i.size, i.size)) // which the rasterizer has a fast path for
	size := float32(i.size)
	paint(p, night, func(path *vector.Rasterizer) { roundBox(path, size/2, size/2, i.round*size) })
	paint(p, shimmer, func(path *vector.Rasterizer) { roundBox(path, size/2, i.lamp*size*11/32, i.lamp*size*11/32) })
	paint(p, flame, func(path *vector.Rasterizer) { roundBox(path, size/2, i.lamp*size*6/32, i.lamp*size*6/32) })
	var b bytes.Buffer
	err := png.Encode(&b, p)
	return b.Bytes(), err
}

func paint(p *image.RGBA, c color.Color, trace func(*vector.Rasterizer)) {
	path := vector.NewRasterizer(p.Rect.Dx(), p.Rect.Dy())
	path.DrawOp = draw.Over
	trace(path)
	path.Draw(p, p.Rect, image.NewUniform(c), image.Point{})
}

// roundBox traces a square round a middle, half as wide as half says, with corners of a radius; with one of half it is a circle.
func roundBox(path *vector.Rasterizer, middle, half, radius float32) {
	low, high, h := middle-half, middle+half, radius*(1-curve)
	path.MoveTo(low+radius, low)
	path.LineTo(high-radius, low)
	path.CubeTo(high-h, low, high, low+h, high, low+radius)
	path.LineTo(high, high-radius)
	path.CubeTo(high, high-h, high-h, high, high-radius, high)
	path.LineTo(low+radius, high)
	path.CubeTo(low+h, high, low, high-h, low, high-radius)
	path.LineTo(low, low+radius)
	path.CubeTo(low, low+h, low+h, low, low+radius, low)
	path.ClosePath()
}
