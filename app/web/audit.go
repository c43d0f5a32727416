package web

import (
	"context"
	"maps"
	"slices"
	"strings"

	"porchlight/app/account"
	"porchlight/app/audit"
	"porchlight/app/conversation"

	"github.com/gofiber/fiber/v2"
)

// What the audit log calls what was done.
const (
	didLogin  = "session.login"
	didFail   = "session.fail"
	didGuess  = "session.guess" // at addresses that have no account
	didLogout = "session.logout"
	didEnd    = "session.end"
	didEndAll = "session.end-all"

	didSetUp    = "account.setup"
	didAdd      = "account.add"
	didJoin     = "account.join"
	didWithdraw = "account.withdraw"
	didDisable  = "account.disable"
	didEnable   = "account.enable"
	didSetRole  = "account.role"
	didLink     = "account.link"
	didPassword = "account.password"
	didRenew    = "account.own-password"

	didAnswer  = "conversation.answer"
	didEdit    = "conversation.edit"
	didDelete  = "conversation.delete"
	didClose   = "conversation.close"
	didReopen  = "conversation.reopen"
	didSnooze  = "conversation.snooze"
	didErase   = "conversation.erase"
	didBlock   = "conversation.block"
	didUnblock = "conversation.unblock"
	didCarry   = "conversation.export" // of all; from the command line, as the next
	didBring   = "conversation.import"

	didAddPasskey    = "passkey.add"
	didRenamePasskey = "passkey.rename"
	didRemovePasskey = "passkey.remove"
	didRefusePasskey = "passkey.refuse"

	didNote       = "note.add"
	didDeleteNote = "note.delete"

	didLamp         = "lamp.switch"
	didAddDevice    = "reach.device-add"
	didRemoveDevice = "reach.device-remove"
	didMails        = "reach.mails"
	didTestCall     = "reach.test-call"
	didShowSecret   = "reach.secret"
	didRetry        = "reach.retry"
	didDiscard      = "reach.discard"

	didBroadcast    = "broadcast.send"
	didEndBroadcast = "broadcast.end"

	didExport = "log.export"

	didRestore = "store.restore" // from the command line
)

// deeds say what was done, as the page of the log does. What it was done to follows.
var deeds = map[string]string{
	didLogin: "logged in", didFail: "failed to log in as", didGuess: "failed to log in", didLogout: "logged out", didEnd: "ended a session of", didEndAll: "ended all sessions of",
	didSetUp: "became the first owner", didAdd: "added", didJoin: "joined by the link", didWithdraw: "withdrew the invitation of", didDisable: "disabled", didEnable: "enabled",
	didSetRole: "changed the role of", didLink: "made a link for", didPassword: "gave a new password to",
	didRenew: "changed their own password", didAddPasskey: "added the passkey", didRenamePasskey: "renamed the passkey", didRemovePasskey: "removed the passkey", didRefusePasskey: "was refused the passkey",
	didAnswer: "answered", didEdit: "changed an answer to", didDelete: "deleted an answer to", didClose: "closed", didReopen: "reopened", didSnooze: "put away",
	didErase: "deleted for good", didBlock: "blocked", didUnblock: "unblocked", didCarry: "exported all conversations", didBring: "imported conversations", didNote: "added a note to", didDeleteNote: "deleted a note of",
	didLamp: "set the lamp", didAddDevice: "asked for pushes", didRemoveDevice: "ended pushes", didMails: "switched mails", didTestCall: "sent a test call",
	didShowSecret: "looked at the secret of calls", didRetry: "had something sent again", didDiscard: "discarded something unsent", didExport: "exported the log",
	didBroadcast: "sent a broadcast to", didEndBroadcast: "ended a broadcast", didRestore: "restored the database from",
}

// kinds are what a record can be about.
func kinds() []string {
	found := map[string]bool{}
	for action := range deeds {
		kind, _, _ := strings.Cut(action, ".")
		found[kind] = true
	}
	return slices.Sorted(maps.Keys(found))
}

// acting is asking for what the account of a request does to something: its first change is stored together with a record of it, or not at
// all. Subject is a conversation's id, an account's address or a place. Never text of a visitor, no secret.
func (s *Server) acting(c *fiber.Ctx, action, subject, detail string) (context.Context, context.CancelFunc) {
	ctx, cancel := asking(c)
	return s.actingAs(ctx, accountOf(c), action, subject, detail), cancel
}

func (s *Server) actingAs(ctx context.Context, who account.Account, action, subject, detail string) context.Context {
	return s.Audit.Along(ctx, recordOf(who, action, subject, detail))
}

// record notes what the account of a request did where acting cannot, as where it changes nothing in the store. What was done stays done
// where the log cannot be written, and the process's log says so.
func (s *Server) record(c *fiber.Ctx, action, subject, detail string) {
	s.recordAs(along(c), accountOf(c), action, subject, detail)
}

func (s *Server) recordAs(ctx context.Context, who account.Account, action, subject, detail string) {
	ctx, cancel := context.WithTimeout(ctx, askTimeout)
	defer cancel()
	if err := s.Audit.Add(ctx, recordOf(who, action, subject, detail)); err != nil {
		s.Log.ErrorContext(ctx, "the audit log could not be written", "action", action, "error", err)
	}
}

func recordOf(who account.Account, action, subject, detail string) audit.Record {
	r := audit.Record{AccountID: who.ID, Email: who.Email, Action: action, Subject: subject, Detail: detail}
	switch {
	case action == didErase: // not even which one
		r.Subject = ""
	case conversation.ValidID(subject):
		r.Subject, r.Conversation = "", subject
	}
	return r
}
