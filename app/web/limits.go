package web

import (
	"context"
	"time"

	"porchlight/app/contact"
	"porchlight/app/fault"
	"porchlight/app/limit"
)

// Limits are the settings of the same names; 0 switches one off.
type Limits struct {
	SocketsPerVisitor    int // open at once, on all nodes
	SocketsPerAddress    int
	HandshakesPerMinute  int // of sockets, from one address
	FramesPerSecond      int // of one type, from one socket
	MessagesPerSecond    int // of one visitor, after MessageBurst
	MessageBurst         int
	ConversationsPerHour int // begun from one address
	LoginsPerAccount     int // in LoginSpan
	LoginsPerAddress     int

	ConfirmationsPerDay     int // mailed to addresses that visitors left, by the whole site
	ConfirmationsPerAddress int // of the network, in a day
	ConfirmationsPerVisitor int // in a day
	MailsPerOwner           int // about questions, in an hour
}

// LoginSpan is what the limits of logins refer to.
const LoginSpan = 15 * time.Minute

// longestSpan is the longest that a limit refers to: after it nothing is known any more of who used it up.
const longestSpan = contact.Day

func (l Limits) messages() limit.Rule {
	if l.MessagesPerSecond == 0 {
		return limit.Rule{}
	}
	return limit.Rule{Name: "message", Every: time.Second / time.Duration(l.MessagesPerSecond), Burst: l.MessageBurst}
}

// messagesEach is how many messages a conversation that an address may begin in an hour has, for all that is written from there in one. A
// message takes up to 16 KB of text and as much again in the index, so that an address fills 20 MB an hour, unless it may begin more.
const messagesEach = 10

func (l Limits) messagesFromAddress() limit.Rule {
	return rate("message-address", messagesEach*l.ConversationsPerHour*l.MessagesPerSecond, time.Hour)
}

// networkAddresses is how many addresses' worth the customer of an IPv6 network may write, whose /48 has 65,536 of them.
const networkAddresses = 4

func (l Limits) messagesFromNetwork() limit.Rule {
	return rate("message-network", networkAddresses*messagesEach*l.ConversationsPerHour*l.MessagesPerSecond, time.Hour)
}

func (l Limits) conversations() limit.Rule {
	return rate("conversation", l.ConversationsPerHour, time.Hour)
}

func (l Limits) loginsOfAccount() limit.Rule {
	return rate("login-account", l.LoginsPerAccount, LoginSpan)
}

// loginsOfBrowser is counted beside those of strangers: see account.Known.
func (l Limits) loginsOfBrowser() limit.Rule {
	return rate("login-browser", l.LoginsPerAccount, LoginSpan)
}

// proofsOfSession is counted beside logins, too: neither strangers nor who holds another session of the account must keep its owner from
// changing a password that is guessed at.
func (l Limits) proofsOfSession() limit.Rule {
	return rate("proof-session", l.LoginsPerAccount, LoginSpan)
}

// passkeysOfAccount is counted beside the passwords: whoever knows an address can guess those without end, and must not keep its owner
// out, whose passkey nobody guesses.
func (l Limits) passkeysOfAccount() limit.Rule {
	return rate("passkey-account", l.LoginsPerAccount, LoginSpan)
}

func (l Limits) loginsFromAddress() limit.Rule {
	return rate("login-address", l.LoginsPerAddress, LoginSpan)
}

// challengesPerLogin is how many challenges of passkeys an address gets for each attempt to log in that it has: a login page asks for
// one when it opens, for another every few minutes, and for one when its button is pressed.
const challengesPerLogin = 6

func (l Limits) challengesFromAddress() limit.Rule {
	return rate("passkey-address", challengesPerLogin*l.LoginsPerAddress, LoginSpan)
}

func (l Limits) handshakes() limit.Rule {
	return rate("handshake", l.HandshakesPerMinute, time.Minute)
}

func (l Limits) confirmationsFromAddress() limit.Rule {
	return rate("confirm-address", l.ConfirmationsPerAddress, longestSpan)
}

func (l Limits) confirmationsOfVisitor() limit.Rule {
	return rate("confirm-visitor", l.ConfirmationsPerVisitor, longestSpan)
}

func (l Limits) mailsToOwner() limit.Rule {
	return rate("asked-mail", l.MailsPerOwner, time.Hour)
}

func rate(name string, n int, span time.Duration) limit.Rule {
	if n == 0 {
		return limit.Rule{}
	}
	return limit.Rate(name, n, span)
}

// take counts one use and refuses with fault.Limited when it is one too many.
func (s *Server) take(ctx context.Context, rule limit.Rule, key, sentence string) error {
	wait, err := s.Limiter.Take(ctx, rule, key)
	if err != nil || wait == 0 {
		return err
	}
	return fault.Limit(wait, sentence, seconds(wait))
}

// takeLong is take for limits that last for hours.
func (s *Server) takeLong(ctx context.Context, rule limit.Rule, key, sentence string) error {
	wait, err := s.Limiter.Take(ctx, rule, key)
	if err != nil || wait == 0 {
		return err
	}
	return fault.LimitLong(wait, sentence)
}

// closeExcess closes this node's part of the sockets that are too many. A handshake is refused before, but those that come
// at the same moment, here or on other nodes, do not know of each other yet.
func (s *Server) closeExcess(visitors []string) {
	for _, id := range s.Roster.Excess(visitors, s.Limits.SocketsPerVisitor, s.Limits.SocketsPerAddress) {
		if socket := s.hub.Find(id); socket != nil {
			socket.Close(closeTryLater, "too many connections")
		}
	}
}
