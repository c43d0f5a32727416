package web

// placeGroup is an ecosystem with all that is below it, to choose from.
type placeGroup struct {
	Title  string
	Places []placeItem
}

type placeItem struct {
	Place, Kind, Title string
	Here               int // visitors there or below
}

// placeGroups are all places below the site, by ecosystem.
func (s *Server) placeGroups() (groups []placeGroup) {
	c := s.Press.Current().Catalog
	for _, place := range c.Places() {
		if place == "/" {
			continue
		}
		card := c.Card(place)
		if rootOf(place) == place {
			groups = append(groups, placeGroup{Title: card.Title})
		}
		last := &groups[len(groups)-1]
		last.Places = append(last.Places, placeItem{Place: place, Kind: card.Kind, Title: card.Title, Here: s.Roster.Count(place)})
	}
	return groups
}

// placeTitle names a place as a part of the site: by its title, or its address where the site has it no more.
func (s *Server) placeTitle(place string) string {
	if place == "/" {
		return "The whole site"
	}
	if title, known := s.Press.Current().Catalog.Title(place); known {
		return title
	}
	return place
}
