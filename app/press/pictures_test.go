package press_test

import (
	"bytes"
	"fmt"
	"image"
	"image/png"
	"runtime"
	"runtime/debug"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"porchlight/app/press"
	"porchlight/static"
	"porchlight/views"
)

// drawn is a picture as its address gives it.
func drawn(t *testing.T, e *press.Edition, address string) (image.Image, []byte) {
	t.Helper()
	path, _, _ := strings.Cut(strings.TrimPrefix(address, origin), "?")
	sheet, is, err := e.Picture(path)
	if err != nil || !is {
		t.Fatalf("%s: %v", address, err)
	}
	picture, err := png.Decode(bytes.NewReader(plain(sheet)))
	if err != nil {
		t.Fatal(err)
	}
	return picture, plain(sheet)
}

func TestEveryPlaceHasAPictureOfItsOwn(t *testing.T) {
	e, seen := shipped(t), map[string]string{}
	for _, path := range e.Catalog.Places() {
		picture, data := drawn(t, e, head(t, e, path)["og:image"])
		if size := picture.Bounds().Size(); size != image.Pt(1200, 630) || len(data) > 40<<10 {
			t.Errorf("the picture of %s has %v in %d bytes", path, size, len(data))
		}
		if other, twice := seen[string(data)]; twice {
			t.Errorf("%s looks like %s", path, other)
		}
		seen[string(data)] = path
		if _, again := drawn(t, e, head(t, e, path)["og:image"]); &again[0] != &data[0] {
			t.Errorf("the picture of %s is drawn twice", path)
		}
		if ink := inked(picture); ink.Min.X < 82 || ink.Max.X > 1120 || ink.Min.Y < 60 || ink.Max.Y > 590 || ink.Dy() < 400 {
			t.Errorf("the picture of %s covers %v", path, ink)
		}
	}
	for _, path := range []string{"/og", "/og/.png", "/og/data-realtime", "/og/nowhere.png", "/og//data-realtime.png", "/data-realtime.png", "/og.png.png"} {
		if _, is, _ := e.Picture(path); is {
			t.Errorf("there is a picture at %s", path)
		}
	}
}

// inked is the part of a picture that is not paper.
func inked(p image.Image) (area image.Rectangle) {
	paper := p.At(0, 0)
	for y := range p.Bounds().Dy() {
		for x := range p.Bounds().Dx() {
			if p.At(x, y) != paper {
				area = area.Union(image.Rect(x, y, x+1, y+1))
			}
		}
	}
	return area
}

// withFaces are the small sources with the faces that pictures are lettered in, and a title.
func withFaces(t *testing.T, title string) press.Sources {
	t.Helper()
	s := smallSources()
	s.Static, s.Origin = static.Files, origin
	edit(t, s.Content, "shop/topics/topic.md", "headline: Headline", "headline: '"+title+"'")
	return s
}

const topicPicture = "/og/shop/topics/topic.png"

func TestATitleOfAnyLengthStaysInsideThePicture(t *testing.T) {
	for what, title := range map[string]string{
		"no title that can be lettered": "Гости дома",
		"one letter":                    "Q",
		"a word without end":            strings.Repeat("Unbreakable", 20),
		"words without end":             strings.TrimSpace(strings.Repeat("Words that go on ", 60)),
		"wide and narrow letters":       strings.TrimSpace(strings.Repeat("WMW ill ", 12)),
	} {
		picture, data := drawn(t, printing(t, withFaces(t, title)), topicPicture)
		if ink := inked(picture); ink.Min.X < 82 || ink.Max.X > 1118 || ink.Max.Y > 600 {
			t.Errorf("%s: it covers %v", what, ink)
		}
		if len(data) > 60<<10 {
			t.Errorf("%s: %d bytes", what, len(data))
		}
	}
}

func TestAPictureGetsANewAddressWithNewWords(t *testing.T) {
	address := func(title string) string {
		s := withFaces(t, title)
		s.Views = views.Files
		return head(t, printing(t, s), "/shop/topics/topic")["og:image"]
	}
	one, again, two := address("One"), address("One"), address("Two")
	if one == two || one != again {
		t.Errorf("%s, %s and %s", one, again, two)
	}
}

func TestPicturesThatAreAskedForTogetherAreDrawnOneAfterTheOther(t *testing.T) {
	w := world{slug: "made", layers: 1, service: part{name: "Service", uses: []string{"part-0"}}}
	for i := range 300 {
		w.parts = append(w.parts, part{name: fmt.Sprint("part-", i)})
	}
	e := printing(t, press.Sources{Content: files(worldsContent(w)), Views: smallViews(), Static: static.Files, Quick: true})
	defer debug.SetGCPercent(debug.SetGCPercent(100)) // as a site has it: make test collects less often
	runtime.GC()
	before := heap()
	var most atomic.Uint64
	var all sync.WaitGroup
	for _, place := range e.Catalog.Places() {
		all.Go(func() {
			if _, is, err := e.Picture("/og" + strings.TrimSuffix(place, "/") + ".png"); err != nil || !is {
				t.Errorf("%s: %v", place, err)
			}
			for now, was := heap(), most.Load(); now > was && !most.CompareAndSwap(was, now); was = most.Load() {
			}
		})
	}
	all.Wait()
	if took := most.Load() - before; took > 80<<20 {
		t.Errorf("it took %d MB", took>>20)
	}
}

// heap is how many bytes are in use, what is not yet collected included.
func heap() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}
