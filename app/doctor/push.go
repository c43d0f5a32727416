package doctor

import (
	"context"
	"net/url"

	"porchlight/app/health"
	"porchlight/app/notify"
)

// Push looks whether browsers can ask for pushes here, and how many have.
func Push(database, origin string) Check {
	return Check{"push", func(ctx context.Context, r *Report) {
		if u, err := url.Parse(origin); err == nil && u.Scheme != "https" && u.Hostname() != "localhost" && u.Hostname() != "127.0.0.1" {
			r.off("needs https in BASE_URL, or localhost")
			return
		}
		if isYetToCome(database) {
			r.says("the first start makes the key that signs pushes")
			return
		}
		g, err := look(ctx, database)
		if err != nil {
			r.off("the store cannot be asked")
			return
		}
		defer g.Close()
		devices, key, err := g.Pushes(ctx, notify.VAPIDSecret)
		switch {
		case err != nil:
			r.off("the store cannot be asked, or is of an older version")
			return
		case devices > 0 && !key:
			r.says("%s", health.Many(devices, "device", "devices"))
			r.wrong("The key that signs pushes is gone: no device takes them any more.", "Restore a backup that has it, or let owners ask for pushes anew.")
		case !key:
			r.says("the next start makes the key that signs pushes")
		default:
			r.says("the key is there; %s asked for them", health.Many(devices, "device", "devices"))
		}
		r.given(ctx, g, notify.PushChannel)
	}}
}

// dead tells of what was given up by a channel, where there is a store that can be asked.
func (r *Report) dead(ctx context.Context, database string, channel notify.Channel) {
	if g, err := look(ctx, database); err == nil {
		defer g.Close()
		r.given(ctx, g, channel)
	}
}

func (r *Report) given(ctx context.Context, g glance, channel notify.Channel) {
	if n, err := g.Dead(ctx, string(channel)); err == nil && n > 0 {
		r.warn(health.Many(n, "notice was", "notices were")+" given up.", "Owners see the reason on /inbox/reach, and can have it tried again.")
	}
}
