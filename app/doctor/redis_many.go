package doctor

import (
	"fmt"
	"strings"

	"porchlight/app/live"
)

// enoughReplicas is from how many on a master may refuse writes without any: with one, its restart would be an outage.
const enoughReplicas = 2

// kindOf is what a Redis is as a whole.
func kindOf(p live.RedisProbe) string {
	switch {
	case p.Cluster != nil:
		return p.Cluster.String()
	case p.Sentinels != nil:
		return fmt.Sprintf("%s behind %s", many(p.Replicas, "replica"), many(p.Sentinels.Number, "Sentinel"))
	default:
		return p.Mode
	}
}

// lookAtSuccession looks whether another server would take the place of a master that is gone.
func lookAtSuccession(r *Report, p live.RedisProbe) {
	if c := p.Cluster; c != nil {
		if c.Partial {
			r.wrong("The Cluster does not serve all of its slots.", "Look at what redis-cli --cluster check says of it.")
		}
		if len(c.Bare) > 0 && !c.Partial {
			r.warn("Nothing takes the place of "+strings.Join(c.Bare, ", ")+" when it is gone: it has no replica.", "Add one, with redis-cli --cluster add-node and --cluster-slave.")
		}
	}
	s := p.Sentinels
	if s == nil {
		return
	}
	if p.Replicas == 0 {
		r.warn("Nothing takes the place of the master when it is gone: it has no replica.", "Start one, with replicaof; the Sentinels find it.")
	}
	for _, addr := range s.Away {
		r.warn("The Sentinel at "+addr+" does not answer.", "Start it, or take it out of REDIS_URL.")
	}
	if s.Stuck {
		r.warn("The Sentinels are too few to put another server into the place of the master.", "Start those that are not there, or lower the quorum.")
	}
	if p.Replicas >= enoughReplicas && !p.Careful {
		r.warn("A master that is cut off from its replicas goes on as if nothing were, beside the one in its place.", "Set min-replicas-to-write 1 and min-replicas-max-lag 5 on each of them.")
	}
}

// many is a number with its noun.
func many(n int, noun string) string {
	if n != 1 {
		noun += "s"
	}
	return fmt.Sprintf("%d %s", n, noun)
}
