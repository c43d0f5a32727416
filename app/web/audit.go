package web

import (
	"porchlight/app/audit"

	"github.com/gofiber/fiber/v2"
)

// What the audit log calls what was done.
const (
	didBlock   = "conversation.block"
	didUnblock = "conversation.unblock"
)

// record notes what the account of a request did: never text of a visitor, no secret. What was done stays done where the log
// cannot be written, and the process's log says so.
func (s *Server) record(c *fiber.Ctx, action, subject, detail string) {
	ctx, cancel := asking()
	defer cancel()
	who := accountOf(c)
	if err := s.Audit.Add(ctx, audit.Record{AccountID: who.ID, Email: who.Email, Action: action, Subject: subject, Detail: detail}); err != nil {
		s.Log.Error("the audit log could not be written", "action", action, "subject", subject, "error", err)
	}
}
