package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strconv"
	"time"
)

// spend is what a site spent in a while: seconds of a core, and what went over its bus.
type spend struct {
	seconds            float64
	nodes, bus, others float64 // seconds of a core: of all nodes, of Redis, and of whatever else runs, such as a PostgreSQL
	commands           float64 // that Redis carried out, those in scripts among them
	in, out            float64 // bytes to and from Redis
	joins, messages    float64 // what the nodes counted
}

// during returns what was spent while something was done.
func (s *several) during(do func() error) (spend, error) {
	before, w := s.spent(), s.kit.watching(nil)
	if err := do(); err != nil {
		return spend{}, err
	}
	others, now := w.othersCPU()-w.others, s.spent()
	spent := now.less(before, 1)
	spent.others = max(0, others.Seconds())
	return spent, nil
}

// less returns what is left without another spending, so many times.
func (s spend) less(o spend, times float64) spend {
	return spend{
		seconds: s.seconds - o.seconds*times, nodes: s.nodes - o.nodes*times, bus: s.bus - o.bus*times, others: s.others,
		commands: s.commands - o.commands*times, in: s.in - o.in*times, out: s.out - o.out*times,
		joins: s.joins - o.joins*times, messages: s.messages - o.messages*times,
	}
}

// beyond returns what is spent beyond what idle nodes spend in the time.
func (s spend) beyond(idle spend) spend {
	left := s.less(idle, s.seconds/idle.seconds)
	left.seconds = s.seconds
	return left
}

var (
	redisCommands = regexp.MustCompile(`total_commands_processed:(\d+)`)
	redisIn       = regexp.MustCompile(`total_net_input_bytes:(\d+)`)
	redisOut      = regexp.MustCompile(`total_net_output_bytes:(\d+)`)
)

// spent is what was spent until now. The question to Redis is in it, which is little beside all the rest.
func (s *several) spent() (now spend) {
	now.joins, now.messages = s.counted("porchlight_sockets_opened_total"), s.counted("porchlight_messages_total")
	for _, n := range s.nodes {
		now.nodes += n.cpu().Seconds()
	}
	now.bus = s.bus.cpu().Seconds()
	info, _ := s.client.Info(context.Background(), "stats").Result() // of a Redis that has gone there is nothing to count
	for _, one := range []struct {
		in *regexp.Regexp
		to *float64
	}{{redisCommands, &now.commands}, {redisIn, &now.in}, {redisOut, &now.out}} {
		if found := one.in.FindStringSubmatch(info); found != nil {
			*one.to, _ = strconv.ParseFloat(found[1], 64)
		}
	}
	now.seconds = time.Since(start).Seconds()
	return now
}

// start is what times are counted from.
var start = time.Now()

func (s *several) resident() (bytes int64) {
	for _, n := range s.nodes {
		bytes += n.rss()
	}
	return bytes
}

// counted adds up what all nodes say of a metric, whatever its labels.
func (s *several) counted(metric string) (sum float64) {
	values := regexp.MustCompile(`(?m)^` + metric + `(?:\{[^}]*\})? (\S+)$`)
	for _, watch := range s.watch {
		answer, err := http.Get(fmt.Sprintf("http://%s/metrics", watch))
		if err != nil {
			continue // a node that has gone is missed by whoever measures it
		}
		said, _ := io.ReadAll(answer.Body)
		_ = answer.Body.Close()
		for _, found := range values.FindAllSubmatch(said, -1) {
			value, _ := strconv.ParseFloat(string(found[1]), 64)
			sum += value
		}
	}
	return sum
}
