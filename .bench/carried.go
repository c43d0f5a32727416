package main

import (
	"fmt"
	"strings"

	"porchlight/app/simulate"
)

// printCarried tells what was measured, a column for each number of nodes.
func printCarried(all []carried) {
	head, rule := "| measured |", "|---|"
	for _, c := range all {
		head += fmt.Sprintf(" %d node%s |", c.nodes, strings.Repeat("s", min(1, c.nodes-1)))
		rule += "---|"
	}
	fmt.Println(head + "\n" + rule)
	row := func(what string, value func(c carried) string) {
		line := "| " + what + " |"
		for _, c := range all {
			line += " " + value(c) + " |"
		}
		fmt.Println(line)
	}
	micro := func(seconds float64) string { return number(1e6*seconds) + " µs" }
	row("visitors of `simulate`, and messages of theirs lost or doubled", func(c carried) string { return fmt.Sprintf("%d, %d", c.visitors, c.lost) })
	row("joins and messages a second", func(c carried) string {
		return number(c.life.joins/c.life.seconds) + ", " + number(c.life.messages/c.life.seconds)
	})
	row("a page, median and p95", func(c carried) string {
		q := simulate.Quantiles(c.pages, .5, .95)
		return fmt.Sprintf("%s, %s ms", number(1000*q[0].Seconds()), number(1000*q[1].Seconds()))
	})
	row("of a core: nodes, Redis, others", func(c carried) string {
		return fmt.Sprintf("%.0f %%, %.1f %%, %.0f %%", 100*c.life.nodes/c.life.seconds, 100*c.life.bus/c.life.seconds, 100*c.life.others/c.life.seconds)
	})
	row("a second of a visitor: nodes, Redis", func(c carried) string { return micro(c.nodeOf()) + ", " + micro(c.busOf()) })
	row("commands of Redis a second", func(c carried) string { return number(c.life.commands / c.life.seconds) })
	row("the same without visitors: of a core of Redis, commands and bytes from it a second", func(c carried) string {
		return fmt.Sprintf("%.1f %%, %s, %s", 100*c.idle.bus/c.idle.seconds, number(c.idle.commands/c.idle.seconds), number(c.idle.out/c.idle.seconds))
	})
	row("bytes a second of a visitor: to Redis, from Redis", func(c carried) string {
		return number(c.askedOf()) + ", " + number(c.saidOf())
	})
	row("joins a second at full speed", func(c carried) string { return number(c.joins.joins / c.joins.seconds) })
	row("a join: all nodes, Redis, bytes from Redis", func(c carried) string {
		return micro(c.joinOf()) + ", " + micro(c.joins.bus/c.joins.joins) + ", " + number(c.joins.out/c.joins.joins)
	})
	row("messages stored a second at full speed, 64 senders", func(c carried) string { return number(c.words.messages / c.words.seconds) })
	row("a message: all nodes, Redis, others", func(c carried) string {
		return micro(c.wordOf()) + ", " + micro(c.words.bus/c.words.messages) + ", " + micro(c.words.others/c.words.messages)
	})
	row("memory of a socket, on all nodes together", func(c carried) string { return number(c.memoryOf()/1024) + " KiB" })
}

// Seconds of a core, and bytes, for one of each; what idle nodes spend is left out of a visitor's.
func (c carried) perVisitor(spent float64) float64 {
	return spent / c.life.seconds / float64(c.visitors)
}
func (c carried) nodeOf() float64   { return c.perVisitor(c.life.beyond(c.idle).nodes) }
func (c carried) busOf() float64    { return c.perVisitor(c.life.beyond(c.idle).bus) }
func (c carried) askedOf() float64  { return c.perVisitor(c.life.beyond(c.idle).in) }
func (c carried) saidOf() float64   { return c.perVisitor(c.life.beyond(c.idle).out) }
func (c carried) restOf() float64   { return c.idle.bus / c.idle.seconds / float64(c.nodes) }
func (c carried) joinOf() float64   { return c.joins.nodes / c.joins.joins }
func (c carried) wordOf() float64   { return c.words.nodes / c.words.messages }
func (c carried) memoryOf() float64 { return float64(c.resident) / float64(c.sockets) }
