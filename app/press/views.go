package press

import (
	"bytes"
	"fmt"
	"html/template"
	"io/fs"
	"strconv"
	"strings"
	texttemplate "text/template"
	"time"

	"porchlight/app/catalog"
	"porchlight/app/hours"
	"porchlight/app/stackmap"
)

// Views are the parsed templates. A template's name is its path without the ending, such as site/_technology.
type Views struct {
	set   *template.Template
	texts *texttemplate.Template // of mails
	site  *catalog.Site
}

// Page is what the layout needs of a document.
type Page struct {
	Title       string
	Description string
	Place       string             // what the page shows; for its socket and its canonical address
	Ecosystem   *catalog.Ecosystem // for the navigation; nil outside of one
	Bundle      string             // of script and style beside the site's, such as topic; empty: none
	About       *About             // for machines; nil where they are not to look
	Kind        string             // public, conversation, staff or plain: what the layout puts around it
	Role        string             // of whoever is signed in, on staff pages
	Switch      any                // of the lamp, on staff pages: what inbox/_switch shows
	Body        template.HTML
	Site        *catalog.Site
}

// Counted is the place whose visitors the header counts: a page with a part open is still the ecosystem's.
func (p Page) Counted() string {
	if p.Ecosystem != nil && !strings.HasPrefix(p.Place, p.Ecosystem.Place()+"/topics/") {
		return p.Ecosystem.Place()
	}
	return p.Place
}

// Path is where the document is, without what its address asks for.
func (p Page) Path() string {
	path, _, _ := strings.Cut(p.Place, "?")
	return path
}

// InAdmin reports whether the document is one of those beside the inbox, for admins too.
func (p Page) InAdmin() bool { return strings.HasPrefix(p.Place, "/admin/") }

// Is reports whether the document is the one at a path, whatever it was asked for.
func (p Page) Is(path string) bool {
	at, _, _ := strings.Cut(p.Place, "?")
	return at == path
}

// Below reports whether the document is about one of those that the page at path lists.
func (p Page) Below(path string) bool { return strings.HasPrefix(p.Path(), path+"/") }

// ParseViews parses every template below files.
func ParseViews(files fs.FS, assets *Assets, site *catalog.Site) (*Views, error) {
	zone, err := time.LoadLocation(site.TimeZone)
	if err != nil {
		return nil, err
	}
	words := map[string]any{
		"clock":   func(t time.Time) string { return t.In(zone).Format("2 Jan 15:04 MST") },
		"hour":    func(t time.Time) string { return t.In(zone).Format("15:04 MST") },
		"grouped": Grouped,
		"asset":   assets.URL,
		"number":  func(i int) string { return fmt.Sprintf("%02d", i+1) },
		"date":    func(t time.Time) string { return t.Format(time.DateOnly) },
		"day":     func(t time.Time) string { return t.Format("2 January 2006") },
		"iso":     func(t time.Time) string { return t.UTC().Format(time.RFC3339) },
		"plural":  plural,
		"zone":    hours.ZoneName,
		"part":    newPart,
		"map":     stackmap.New,
		"site":    func() *catalog.Site { return site },
		"stamp":   func() string { return assets.Stamp },
	}
	v := &Views{set: template.New("").Funcs(words), texts: texttemplate.New("").Funcs(words), site: site}
	err = fs.WalkDir(files, ".", func(file string, d fs.DirEntry, err error) error {
		name, ending, _ := strings.Cut(file, ".")
		if err != nil || d.IsDir() || ending != "html" && ending != "txt" {
			return err
		}
		data, err := fs.ReadFile(files, file)
		if err != nil {
			return err
		}
		if ending == "txt" {
			_, err = v.texts.New(name).Parse(string(data))
		} else {
			_, err = v.set.New(name).Parse(string(data))
		}
		return err
	})
	return v, err
}

// Mail renders both bodies of a mail: the template of plain text and the one of HTML.
func (v *Views) Mail(name string, data any) (text, html string, err error) {
	var b bytes.Buffer
	if err := v.texts.ExecuteTemplate(&b, name, data); err != nil {
		return "", "", err
	}
	page, err := v.Fragment(name, data)
	return b.String(), string(page), err
}

// Fragment renders a template as it is.
func (v *Views) Fragment(name string, data any) ([]byte, error) {
	var b bytes.Buffer
	err := v.set.ExecuteTemplate(&b, name, data)
	return b.Bytes(), err
}

// Page renders a template inside the layout.
func (v *Views) Page(name string, page Page, data any) ([]byte, error) {
	body, err := v.Fragment(name, data)
	if err != nil {
		return nil, err
	}
	page.Body, page.Site = template.HTML(body), v.site
	return v.Fragment("layout/page", page)
}

// plural is the word that follows a whole number of any type.
func plural(n any, one, many string) string {
	if fmt.Sprint(n) == "1" {
		return one
	}
	return many
}

// Grouped writes a whole number with a comma before every three digits.
func Grouped(n int) string {
	digits := strconv.Itoa(n)
	for at := len(digits) - 3; at > 0; at -= 3 {
		digits = digits[:at] + "," + digits[at:]
	}
	return digits
}
