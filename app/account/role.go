package account

import "porchlight/app/fault"

// Role says what an account may do.
type Role string

const (
	// Owner answers visitors, and may do all that an admin may.
	Owner Role = "owner"
	// Admin watches presence and answers nothing.
	Admin Role = "admin"
)

// MayAnswer reports whether the role may read and answer conversations.
func (r Role) MayAnswer() bool { return r == Owner }

// MayWatch reports whether the role may see who is present.
func (r Role) MayWatch() bool { return r == Owner || r == Admin }

func (r Role) check() error {
	if !r.MayWatch() {
		return fault.New(fault.Invalid, "The role is either owner or admin.")
	}
	return nil
}
