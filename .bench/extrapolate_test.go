package main

import "testing"

func TestAFigureIsTheFirstNodesAndThatOfEachFurtherOne(t *testing.T) {
	of := func(all ...float64) growth {
		sites := make([]carried, len(all))
		for i := range all {
			sites[i] = carried{nodes: i + 1, sockets: 1, resident: int64(all[i])}
		}
		return growthOf(sites, carried.memoryOf)
	}
	if g := of(10, 13, 16); g != (growth{10, 3}) || g.at(5) != 22 {
		t.Errorf("10, 13, 16 grow as %+v", g)
	}
	if g := of(10, 14, 12); g.at(1) != 11 || g.at(3) != 13 {
		t.Errorf("10, 14, 12 grow as %+v", g)
	}
	if g := of(12, 10, 8); g.at(3) != g.at(1) {
		t.Errorf("12, 10, 8 grow as %+v: a further node brings nothing back", g)
	}
}
