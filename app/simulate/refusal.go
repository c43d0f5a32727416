package simulate

import "net/http"

// refuse notes a refused handshake and reports whether the tab should stop trying.
func (r *Report) refuse(status int, err error) bool {
	switch status {
	case 0: // nobody answered
		r.unheard(err)
		return false
	case http.StatusServiceUnavailable: // about to stop: it comes back
		r.refused.add(status)
		return false
	case http.StatusTooManyRequests:
		r.refused.add(status)
		r.limit("the site allows no more live connections, or none so soon, of a visitor or from one address: start it with SOCKETS_PER_ADDRESS=0 HANDSHAKES_PER_MINUTE=0 (and SOCKETS_PER_VISITOR=0), or let fewer come")
		return true
	}
	r.refused.add(status)
	r.problems.add(unexpected, "a handshake was answered with %d", status)
	return true
}
