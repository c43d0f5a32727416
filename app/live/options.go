package live

import "time"

// Defaults of Options.
const (
	DefaultPing         = 12 * time.Second
	DefaultReadTimeout  = 28 * time.Second // two pings may be lost, not three
	DefaultWriteTimeout = 10 * time.Second
	DefaultOutboxBytes  = 256 << 10
	DefaultOutboxFrames = 512
	DefaultReadLimit    = 64 << 10
	DefaultControlRate  = 20
)

// lingerTime is how long a closed socket waits for the peer to answer the close frame.
const lingerTime = 2 * time.Second

// Options are the limits of a Hub. A zero field takes its default.
type Options struct {
	Ping         time.Duration // between two pings (and beats) of one socket
	ReadTimeout  time.Duration // a peer silent for longer, pongs included, is gone
	WriteTimeout time.Duration // a peer that takes nothing for longer is gone
	OutboxBytes  int           // bytes waiting behind the first frame, beyond which a socket is cut as too slow
	OutboxFrames int           // frames waiting, beyond which a socket is cut as too slow
	ReadLimit    int64         // largest message from a client, in bytes
	ControlRate  int           // pings and pongs a second from a client, beyond which a socket is closed with 1008
	Beat         []byte        // text sent beside each ping, for clients that cannot see pings; nil: none
}

func (o Options) withDefaults() Options {
	o.Ping = orDefault(o.Ping, DefaultPing)
	o.ReadTimeout = orDefault(o.ReadTimeout, DefaultReadTimeout)
	o.WriteTimeout = orDefault(o.WriteTimeout, DefaultWriteTimeout)
	o.OutboxBytes = orDefault(o.OutboxBytes, DefaultOutboxBytes)
	o.OutboxFrames = orDefault(o.OutboxFrames, DefaultOutboxFrames)
	o.ReadLimit = orDefault(o.ReadLimit, DefaultReadLimit)
	o.ControlRate = orDefault(o.ControlRate, DefaultControlRate)
	return o
}

// linger is never longer than the patience with a silent peer.
func (o Options) linger() time.Duration { return min(lingerTime, o.ReadTimeout) }

func orDefault[N int | int64 | time.Duration](value, otherwise N) N {
	if value > 0 {
		return value
	}
	return otherwise
}
