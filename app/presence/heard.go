package presence

import (
	"encoding/json"
	"slices"
	"strings"
)

// heardMost is the longest name, place or fact that is taken from another node, in bytes: none that it made is nearly as long.
const heardMost = 300

// decode reads what another node said of a person. What it cannot read is of another version of this program: those visitors
// are not seen here, which is better than wrong. So are sockets that no node would describe like that: what is heard stands in pages of
// staff, in links too, and whoever can write to the bus must not be able to put there what they like.
func decode(data []byte) (sockets []Socket) {
	if json.Unmarshal(data, &sockets) != nil {
		return nil
	}
	return slices.DeleteFunc(sockets, func(s Socket) bool { return !s.isOurs() })
}

// isOurs reports whether a socket is described as nodes do it. Where staff are is shown to nobody, and may be any address of theirs.
func (s Socket) isOurs() bool {
	return isName(s.ID) && isMadeOf(s.Address, "-") && isMadeOf(s.Language, "-") && isMadeOf(s.Device, "") && isMadeOf(s.Referrer, ".:-") &&
		(s.Staff == "owner" || s.Staff == "admin" || s.Staff == "" && isPlace(s.Place))
}

// isName reports whether a text can name a visitor or a socket.
func isName(text string) bool { return text != "" && isMadeOf(text, "-_~") }

// isPlace reports whether a text is a path as the catalog makes them.
func isPlace(text string) bool {
	return strings.HasPrefix(text, "/") && !strings.Contains(text, "//") && isMadeOf(text, "/-")
}

// isMadeOf reports whether a text has nothing but letters, digits and some other signs in it.
func isMadeOf(text, others string) bool {
	for i := range len(text) {
		c := text[i]
		if (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && (c < '0' || c > '9') && strings.IndexByte(others, c) < 0 {
			return false
		}
	}
	return len(text) <= heardMost
}
