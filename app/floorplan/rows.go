package floorplan

// rowsOf are the rooms round a hall, row by row: what a corridor is built between. There is an even number of rows wherever
// there are enough rooms, so that every corridor has rooms on both sides.
func (p *Plan) rowsOf(hall *Room, most int) (rows [][]*Room) {
	var cards, rest []*Room
	for _, r := range p.Rooms {
		switch {
		case r.ecosystemOf != hall.ecosystemOf || r.Hall:
		case r.Section == technologies:
			cards = append(cards, r)
		default:
			rest = append(rest, r)
		}
	}
	upper, lower := (len(cards)+most-1)/most, (len(rest)+most-1)/most
	if (upper+lower)%2 == 1 {
		switch { // the group whose rows are the fuller gets one more
		case len(cards) > upper && len(cards)*max(1, lower) >= len(rest)*max(1, upper):
			upper++
		case len(rest) > lower:
			lower++
		case len(cards) > upper:
			upper++
		}
	}
	return append(evenly(cards, upper), evenly(rest, lower)...)
}

// evenly deals rooms out to so many rows, of which none has two more than another.
func evenly(rooms []*Room, rows int) (dealt [][]*Room) {
	for i := range rows {
		dealt = append(dealt, rooms[i*len(rooms)/rows:(i+1)*len(rooms)/rows])
	}
	return dealt
}
