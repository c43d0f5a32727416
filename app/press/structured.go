package press

import "porchlight/app/catalog"

// object is JSON-LD in the words of schema.org. The view encodes it, so that no text of it can end the script that it is in.
type object map[string]any

// contentLanguage is that of all content.
const contentLanguage = "en"

func graph(nodes ...object) object {
	return object{"@context": "https://schema.org", "@graph": nodes}
}

// siteID names the site wherever something is part of it.
func (e *Edition) siteID() object { return object{"@id": e.origin + "/#site"} }

// owner is who writes, whole enough for a page that is read alone.
func (e *Edition) owner() object {
	return object{"@type": "Person", "@id": e.origin + "/#owner", "name": e.Catalog.Site.Owner.Name, "url": e.origin + "/"}
}

func (e *Edition) homeData(a *About) object {
	site := e.Catalog.Site
	person := e.owner()
	person["jobTitle"] = site.Owner.Role.Plain()
	var same []string
	for _, link := range site.Links {
		same = append(same, link.URL)
	}
	if same != nil {
		person["sameAs"] = same
	}
	return graph(object{
		"@type": "WebSite", "@id": e.origin + "/#site", "name": a.Site, "url": a.URL, "description": a.Description, "inLanguage": contentLanguage,
		"publisher": object{"@id": person["@id"]},
		"potentialAction": object{
			"@type": "SearchAction", "query-input": "required name=search_term_string",
			"target": object{"@type": "EntryPoint", "urlTemplate": e.origin + "/search?q={search_term_string}"},
		},
	}, person)
}

// page is a place as a page of a kind that is part of another one.
func (e *Edition) page(a *About, kind string, of object) object {
	return object{
		"@type": kind, "name": a.Title, "url": a.URL, "description": a.Description, "image": a.Image, "inLanguage": contentLanguage,
		"dateModified": a.Modified(), "isPartOf": of,
	}
}

func (e *Edition) ecosystemData(a *About) object {
	return graph(e.page(a, "CollectionPage", e.siteID()))
}

// partData is that of a card or a block.
func (e *Edition) partData(a *About, eco *catalog.Ecosystem, name string) object {
	return graph(e.page(a, "WebPage", e.collection(eco)), e.trail(eco, name, a))
}

func (e *Edition) topicData(a *About, t *catalog.Topic) object {
	article := e.page(a, "TechArticle", e.collection(t.Ecosystem))
	delete(article, "name")
	article["headline"], article["author"] = t.Headline.Plain(), e.owner()
	return graph(article, e.trail(t.Ecosystem, t.Title, a))
}

func (e *Edition) collection(eco *catalog.Ecosystem) object {
	return object{"@type": "CollectionPage", "name": eco.Title, "url": e.origin + eco.Place()}
}

// trail is the way from the start of the site down to a place.
func (e *Edition) trail(eco *catalog.Ecosystem, name string, a *About) object {
	var steps []object
	for i, step := range [][2]string{{e.Catalog.Site.Name, e.origin + "/"}, {eco.Title, e.origin + eco.Place()}, {name, a.URL}} {
		steps = append(steps, object{"@type": "ListItem", "position": i + 1, "name": step[0], "item": step[1]})
	}
	return object{"@type": "BreadcrumbList", "itemListElement": steps}
}
