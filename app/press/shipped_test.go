package press_test

import (
	"sync"
	"testing"

	"porchlight/app/press"
	"porchlight/content"
	"porchlight/static"
	"porchlight/views"
)

// origin is that of the site which the tests print.
const origin = "https://porchlight.example"

// printed is what a visitor gets, but for how hard it is compressed: all tests look at the same edition.
var printed = sync.OnceValues(func() (*press.Edition, error) {
	return press.Print(press.Sources{Content: content.Files, Views: views.Files, Static: static.Files, Origin: origin, Quick: true})
})

func shipped(t *testing.T) *press.Edition {
	t.Helper()
	e, err := printed()
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// plain are the bytes of a sheet as they are.
func plain(s *press.Sheet) []byte { return s.As("").Bytes }

// place finds a printed place.
func place(t *testing.T, e *press.Edition, path string) *press.Place {
	t.Helper()
	p, is := e.Find(path)
	if !is {
		t.Fatalf("%s is not printed", path)
	}
	return p
}
