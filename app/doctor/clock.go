package doctor

import (
	"context"
	"fmt"
	"syscall"
	"time"

	"porchlight/app/health"
	"porchlight/app/live"
	"porchlight/app/postgres"
)

const (
	unsynchronised = 0x0040          // STA_UNSYNC of adjtimex(2)
	mayDiffer      = 2 * time.Second // from the clock of a server
	mayBeAhead     = 2 * time.Minute // what is stored: a minute of the history is stored under its beginning
)

// Clock looks whether the time is right: kept so by the system, the same as that of the servers, and after what is stored.
func Clock(database, redisURL string) Check {
	return Check{"clock", func(ctx context.Context, r *Report) {
		var kept syscall.Timex
		_, err := syscall.Adjtimex(&kept) // without modes it only reads
		switch {
		case err != nil:
			r.says("right as far as can be seen")
		case kept.Status&unsynchronised != 0:
			r.says("not synchronised")
			r.warn("Nothing sets the clock of this machine by others.", "Switch that on: timedatectl set-ntp true, or install chrony.")
		default:
			r.says("synchronised")
		}
		if redisURL != "" {
			if p, err := live.ProbeRedis(ctx, redisURL); err == nil {
				r.differs(p.Ahead, "Redis")
			}
		}
		g, err := look(ctx, database)
		if err != nil {
			return
		}
		defer g.Close()
		if p, is := g.(*postgres.Glance); is {
			if s, err := p.Server(ctx); err == nil {
				r.differs(s.Ahead, "PostgreSQL")
			}
		}
		if newest, err := g.Newest(ctx); err == nil && time.Until(newest) > mayBeAhead {
			r.wrong(fmt.Sprintf("The newest that is stored is from %s, which is in %s: the clock was set back, or was wrong then.", newest.UTC().Format("2006-01-02 15:04 MST"), health.Span(time.Until(newest))), "Set the clock right. If it is right now, times in the inbox are in order again once that is past.")
		}
	}}
}

// differs tells by how much the clock of a server is ahead of ours.
func (r *Report) differs(by time.Duration, server string) {
	r.Says += ", " + health.Seconds(by.Abs().Seconds()) + " from that of " + server
	if by.Abs() > mayDiffer {
		r.warn("The clock of the machine of "+server+" is another one.", "Have both set by the same time servers.")
	}
}
