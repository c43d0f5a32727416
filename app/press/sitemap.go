package press

import (
	"encoding/xml"
	"time"
)

// sitemap is of https://www.sitemaps.org/protocol.html; one file may list 50,000 addresses.
type sitemap struct {
	XMLName xml.Name     `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 urlset"`
	URLs    []sitemapURL `xml:"url"`
}

type sitemapURL struct {
	Location string `xml:"loc"`
	Modified string `xml:"lastmod"` // a day
}

func (e *Edition) sitemap() ([]byte, error) {
	var all sitemap
	for _, a := range e.abouts {
		all.URLs = append(all.URLs, sitemapURL{a.URL, a.Updated.Format(time.DateOnly)})
	}
	return document(all)
}

// document encodes XML with its declaration.
func document(root any) ([]byte, error) {
	data, err := xml.Marshal(root)
	return append([]byte(xml.Header), data...), err
}
