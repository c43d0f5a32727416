package swarm

// Mark is what a message carries, once, unless Options name another; a swarm counts the marks that arrive, in whatever framing.
const Mark = "~mark~"

// Options say where the sockets go and how the server there talks.
type Options struct {
	Addr    string
	Sockets int
	Path    string             // of the upgrade, with its query; may be changed before the next Open
	Header  func(i int) string // further lines of socket i's handshake, each ended by CRLF; nil: none
	Hello   string             // the first message of each socket; empty: none
	Served  string             // a socket is served when a message contains this; empty: when it is upgraded
	Mark    string             // empty: Mark
	Answers map[string]string  // what to say to a message that is exactly this: pings of the application
}
