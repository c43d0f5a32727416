package main

import "fmt"

// What is planned with.
const (
	busiest    = .7        // of a core: above it what comes waits noticeably for what is being done
	lineBytes  = 1e9 / 8   // a second, over the line of Redis: 1 Gbit/s
	nodeMemory = 2.0 * 1e9 // bytes that a node may have for its visitors
)

// growth is a figure that has a part for the first node and one for each further node.
type growth struct{ first, further float64 }

func (g growth) at(nodes float64) float64 { return g.first + g.further*(nodes-1) }

// growthOf fits that to what was measured, by least squares. Noise must not make further nodes bring something back.
func growthOf(all []carried, figure func(carried) float64) growth {
	n := float64(len(all))
	var x, y, xx, xy float64
	for _, c := range all {
		further, value := float64(c.nodes-1), figure(c)
		x, y, xx, xy = x+further, y+value, xx+further*further, xy+further*value
	}
	slope := max(0, (n*xy-x*y)/(n*xx-x*x))
	return growth{(y - slope*x) / n, slope}
}

// printCapacity tells what sites of more nodes carry if what was measured goes on growing as it did, and what stops them first.
func printCapacity(all []carried) {
	node, bus, said := growthOf(all, carried.nodeOf), growthOf(all, carried.busOf), growthOf(all, carried.saidOf)
	join, memory, rest := growthOf(all, carried.joinOf), growthOf(all, carried.memoryOf), growthOf(all, carried.restOf)
	fmt.Println("| nodes of a core each | visitors | stopped first by | joins a second | Redis | from Redis | memory a node |")
	fmt.Println("|---|---|---|---|---|---|---|")
	for _, nodes := range []float64{1, 2, 3, 5, 10, 20} {
		idle := nodes * rest.at(nodes) // of a core of Redis, for what the nodes say anyway
		visitors, first := busiest*nodes/node.at(nodes), "the nodes' cores"
		for _, other := range []struct {
			what string
			most float64
		}{
			{"the core of Redis", max(0, busiest-idle) / bus.at(nodes)}, {"the line of Redis", lineBytes / said.at(nodes)}, {"the nodes' memory", nodeMemory / memory.at(nodes) * nodes},
		} {
			if other.most < visitors {
				visitors, first = other.most, other.what
			}
		}
		fmt.Printf("| %.0f | %s | %s | %s | %.0f %% of a core | %s MB/s | %s MB |\n", nodes, number(visitors), first, number(busiest*nodes/join.at(nodes)),
			100*(idle+visitors*bus.at(nodes)), number(visitors*said.at(nodes)/1e6), number(visitors*memory.at(nodes)/nodes/1e6))
	}
	fmt.Printf("\nPlanned with %.0f %% of a core, %.0f Gbit/s to Redis and %.0f GB a node. ", 100*busiest, lineBytes*8/1e9, nodeMemory/1e9)
	fmt.Printf("A further node costs each second of a visitor %s µs on itself, and each join %s µs.\n", number(1e6*node.further), number(1e6*join.further))
}
