package stackmap

import "slices"

// net is what leaves one node through a channel: a trunk with a branch to each pin.
type net struct {
	from  *Node
	pins  []*pin
	level int // of the line across
}

// pin is where a net meets an item.
type pin struct {
	item  *item
	above bool // the item stands above the channel
	x     int
	as    []*Edge // whose tips are here
}

// connect makes an edge of every use, with the lanes and nets that it runs through.
func (d *Drawing) connect() {
	d.channels = make([]*channel, len(d.rows))
	for i := range d.channels {
		d.channels[i] = &channel{}
	}
	for _, from := range d.Nodes {
		lanes := map[int]*item{} // by row
		for _, u := range from.uses {
			d.run(&Edge{From: from, To: d.find(u.Technology), As: u.As}, lanes)
		}
	}
}

// run leads an edge from row to row. One inside a row runs through the channel above it.
func (d *Drawing) run(e *Edge, lanes map[int]*item) {
	d.Edges = append(d.Edges, e)
	from, to := d.item(e.From), d.item(e.To)
	lane := func(row int) *item {
		if row == from.row {
			return from
		}
		if lanes[row] == nil {
			lanes[row] = &item{row: row, w: laneWidth}
			d.rows[row] = append(d.rows[row], lanes[row])
		}
		return lanes[row]
	}
	switch {
	case from.row < to.row:
		for row := from.row + 1; row < to.row; row++ {
			d.pin(e.From, row, lane(row-1), true)
			d.pin(e.From, row, lane(row), false)
		}
		d.pin(e.From, to.row, lane(to.row-1), true)
	case from.row > to.row:
		for row := from.row; row > to.row+1; row-- {
			d.pin(e.From, row, lane(row), false)
			d.pin(e.From, row, lane(row-1), true)
		}
		d.pin(e.From, to.row+1, lane(to.row+1), false)
		tip := d.pin(e.From, to.row+1, to, true)
		tip.as = append(tip.as, e)
		return
	default:
		d.pin(e.From, to.row, from, false)
	}
	tip := d.pin(e.From, to.row, to, false)
	tip.as = append(tip.as, e)
}

// pin returns where what leaves a node meets an item in the channel above a row.
func (d *Drawing) pin(from *Node, row int, it *item, above bool) *pin {
	n := d.channels[row].net(from)
	for _, p := range n.pins {
		if p.item == it {
			return p
		}
	}
	p := &pin{item: it, above: above}
	n.pins = append(n.pins, p)
	if above {
		it.down = append(it.down, n)
	} else {
		it.up = append(it.up, n)
	}
	return p
}

// net returns what leaves a node through the channel.
func (c *channel) net(from *Node) *net {
	for _, n := range c.nets {
		if n.from == from {
			return n
		}
	}
	n := &net{from: from}
	c.nets = append(c.nets, n)
	return n
}

func (n *net) pin(it *item) *pin {
	return n.pins[slices.IndexFunc(n.pins, func(p *pin) bool { return p.item == it })]
}
