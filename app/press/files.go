package press

import (
	"fmt"
	"strings"
)

const (
	robotsPath  = "/robots.txt"
	sitemapPath = "/sitemap.xml"
	feedPath    = "/feed.xml"
	llmsPath    = "/llms.txt"
	textType    = "text/plain; charset=utf-8"
)

// private are the first segments of addresses that hold nothing for a crawler: forms, what is one visitor's, and searches
// without end. They are asked for with and without more behind them, so that an ecosystem may be called login-forms.
var private = []string{"admin", "conversation", "inbox", "invitation", "live", "livez", "login", "logout", "privacy", "readyz", "search", "setup"}

// File returns what is printed for machines at a path, such as the sitemap.
func (e *Edition) File(path string) (*Sheet, bool) {
	sheet, is := e.files[path]
	return sheet, is
}

func (e *Edition) printFiles() error {
	e.file(robotsPath, textType, e.robots())
	e.file(llmsPath, textType, e.llms())
	sitemap, err := e.sitemap()
	if err != nil {
		return err
	}
	e.file(sitemapPath, "application/xml; charset=utf-8", sitemap)
	feed, err := e.feed()
	if err != nil {
		return err
	}
	e.file(feedPath, "application/atom+xml; charset=utf-8", feed)
	return e.printInstall()
}

func (e *Edition) file(path, kind string, data []byte) {
	e.files[path] = newSheet(data, kind, e.effort)
}

// robots asks crawlers to leave private addresses alone (RFC 9309). It protects nothing: that is done where they are served.
func (e *Edition) robots() []byte {
	var b strings.Builder
	b.WriteString("User-agent: *\n")
	for _, first := range private {
		fmt.Fprintf(&b, "Disallow: /%[1]s$\nDisallow: /%[1]s?\nDisallow: /%[1]s/\n", first)
	}
	fmt.Fprintf(&b, "\nSitemap: %s%s\n", e.origin, sitemapPath)
	return []byte(b.String())
}

// llms tells language models what is where, in the shape of llmstxt.org. It leads to the pages themselves: they are whole
// without a script, and a second text of each would be another thing to keep true.
func (e *Edition) llms() []byte {
	site := e.Catalog.Site
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n\n> %s. %s\n\nWritten by %s, %s. Each link is a page that is whole without a script.\n",
		site.Name, site.Tagline.Plain(), site.Description.Plain(), site.Owner.Name, site.Owner.Role.Plain())
	for _, eco := range e.Catalog.Ecosystems {
		fmt.Fprintf(&b, "\n## %s\n\n", eco.Title)
		for _, a := range e.abouts {
			if a.Place == eco.Place() || strings.HasPrefix(a.Place, eco.Place()+"/") {
				fmt.Fprintf(&b, "- [%s](%s): %s\n", bracketless.Replace(a.Title), a.URL, a.Description)
			}
		}
	}
	return []byte(b.String())
}

// bracketless escapes what would end a link's text in Markdown.
var bracketless = strings.NewReplacer(`\`, `\\`, "[", `\[`, "]", `\]`)
