package live

import (
	"cmp"
	"fmt"
	"strings"
)

// IsClosed reports whether a socket takes no more frames.
func IsClosed[T any](s *Socket[T]) bool { return s.isClosed() }

// IsSpilling reports whether a goroutine of its own writes for the socket.
func IsSpilling[T any](s *Socket[T]) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.spilling
}

// DropNext makes a bus lose its next event, as if its queue had been full.
func DropNext(r *Redis) {
	r.outgoing.mu.Lock()
	defer r.outgoing.mu.Unlock()
	r.outgoing.number++
}

// DescribeRedisURL says what an address is taken for: client, addresses, user, password, database, master, user and password of the Sentinels, and
// for whom a server must have a certificate.
func DescribeRedisURL(addresses string) string {
	options, err := parseRedisURL(addresses)
	if err != nil {
		return err.Error()
	}
	client := newRedisClient(options)
	defer client.Close()
	said := fmt.Sprintf("%T %v %s %s %d %s", client, options.Addrs, options.Username, options.Password, options.DB, options.MasterName)
	if options.SentinelPassword != "" {
		said += fmt.Sprintf(" %s %s", options.SentinelUsername, options.SentinelPassword)
	}
	if options.TLSConfig != nil {
		said += " for " + cmp.Or(options.TLSConfig.ServerName, "each")
	}
	return said
}

// Waits returns how many frames a socket's outbox holds.
func Waits[T any](s *Socket[T]) int {
	frames, _ := s.depth()
	return frames
}

// BusMessage is what a node says on the channel.
type BusMessage struct {
	Kind          byte
	Node          string
	Epoch, Number uint64
	Topic, Body   string
}

// EncodeMessage puts it on the wire.
func EncodeMessage(m BusMessage) string {
	return string(message{m.Kind, m.Node, m.Epoch, m.Number, m.Topic, []byte(m.Body)}.encode())
}

// DecodeMessage reads what came from there.
func DecodeMessage(payload string) (BusMessage, error) {
	m, err := decodeMessage(payload)
	return BusMessage{m.kind, m.node, m.epoch, m.number, m.topic, string(m.body)}, err
}

// TellDelta puts a change on the wire.
func TellDelta(d Delta) string { return string(deltaMessage(d)) }

// HearDelta reads what came from there.
func HearDelta(payload string) (Delta, error) {
	m, err := decodeMessage(payload)
	if err != nil {
		return Delta{}, err
	}
	return deltaOf(m)
}

// Rights are those that a user of the site is told to have.
var Rights = strings.Fields(redisRights)
