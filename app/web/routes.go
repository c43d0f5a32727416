package web

import (
	"slices"
	"strings"

	"porchlight/app/account"
	"porchlight/app/press"

	"github.com/gofiber/fiber/v2"
)

// access says who may use a route.
type access string

const (
	anyone access = "anyone"
	staff  access = "staff" // admins and owners
	owner  access = "owner"
)

func (a access) admits(r account.Role) bool {
	return a == anyone || a == staff && r.MayWatch() || a == owner && r.MayAnswer()
}

// route is one line of the table: nothing is served that does not stand there.
type route struct {
	method, path string
	access       access
	handle       fiber.Handler
}

// livePath is where live connections begin.
const livePath = "/live"

// Pages of staff whose sockets are shown more than those of the others.
const (
	threadPath   = "/inbox/:id"
	answerPath   = threadPath + "/messages"
	presencePath = "/admin/presence"
	healthPath   = "/admin/health"

	broadcastsPath = "/admin/broadcasts"
	trailPath      = presencePath + "/:visitor"
)

// routes is the table, more exact paths first.
func (s *Server) routes() []route {
	const get, post = fiber.MethodGet, fiber.MethodPost
	return []route{
		{get, "/livez", anyone, s.livez},
		{get, "/readyz", anyone, s.readyz},
		{get, press.AssetPrefix + "*", anyone, s.asset},
		{get, "/robots.txt", anyone, s.file},
		{get, "/sitemap.xml", anyone, s.file},
		{get, "/feed.xml", anyone, s.file},
		{get, "/llms.txt", anyone, s.file},
		{get, "/manifest.webmanifest", anyone, s.file},
		{get, "/sw.js", anyone, s.file},
		{get, press.PicturePrefix + ".png", anyone, s.picture},
		{get, press.PicturePrefix + "/*", anyone, s.picture},

		{get, "/search", anyone, s.showSearch},

		{get, livePath, anyone, s.live()},

		{get, "/conversation", anyone, s.showConversation},
		{get, "/conversation/messages", anyone, s.showChanges},
		{post, "/conversation/messages", anyone, s.postMessage},
		{post, "/conversation/messages/:message/edit", anyone, s.editMessage},
		{post, "/conversation/messages/:message/delete", anyone, s.deleteMessage},

		{post, "/conversation/email", anyone, s.postEmail},
		{post, "/conversation/email/again", anyone, s.askAgain},
		{post, "/conversation/email/remove", anyone, s.removeEmail},
		{post, "/conversation/transcript", anyone, s.postTranscript},
		{post, "/conversation/browsers/cut", anyone, s.cutBrowser},
		{get, "/conversation/confirm/:link", anyone, s.showConfirm},
		{post, "/conversation/confirm/:link", anyone, s.confirm},
		{get, "/conversation/resume/:link", anyone, s.showResume},
		{post, "/conversation/resume/:link", anyone, s.resume},
		{post, "/conversation/resume/:link/again", anyone, s.mailFresh},
		{post, "/conversation/prove", anyone, s.askProof},
		{get, "/conversation/prove/:link", anyone, s.showProve},
		{post, "/conversation/prove/:link", anyone, s.prove},
		{get, unsubscribe + ":link", anyone, s.showStop},
		{post, unsubscribe + ":link", anyone, s.stopMails},

		{get, "/privacy", anyone, s.showPrivacy},
		{get, "/privacy/export", anyone, atHome(s.export)},
		{post, "/privacy/unlisted", anyone, s.unlist},
		{post, "/privacy/erase", anyone, s.eraseOwn},

		{get, "/login", anyone, s.showLogin},
		{post, "/login", anyone, s.login},
		{post, "/login/passkey", anyone, s.loginByPasskey},
		{post, "/login/passkey/challenge", anyone, s.postLoginChallenge},
		{post, "/logout", anyone, s.logout},
		{get, "/setup", anyone, s.showSetup},
		{post, "/setup", anyone, s.setup},
		{get, invitationPath, anyone, s.showInvitation},
		{post, invitationPath, anyone, s.acceptInvitation},

		{get, "/inbox", owner, s.showInbox},
		{get, "/inbox/gaps", owner, s.showGaps},
		{post, "/inbox/lamp", owner, s.setLamp},
		{get, "/inbox/reach", owner, s.showReach},
		{post, "/inbox/reach/mails", owner, s.postMails},
		{post, "/inbox/reach/test", owner, s.postTestCall},
		{post, "/inbox/push", owner, s.postDevice},
		{post, "/inbox/push/:id/delete", owner, s.deleteDevice},
		{post, "/inbox/notices/:id/retry", owner, s.retryNotice},
		{post, "/inbox/notices/:id/discard", owner, s.discardNotice},
		{get, threadPath, owner, s.showThread},
		{get, "/inbox/:id/new", owner, s.showBegin},
		{get, "/inbox/:id/messages", owner, s.showThreadChanges},
		{post, answerPath, owner, s.postAnswer},
		{post, "/inbox/:id/messages/:message/edit", owner, s.editAnswer},
		{post, "/inbox/:id/messages/:message/delete", owner, s.deleteAnswer},
		{post, "/inbox/:id/notes", owner, s.postNote},
		{post, "/inbox/:id/notes/:note/delete", owner, s.deleteNote},
		{post, "/inbox/:id/close", owner, s.close},
		{post, "/inbox/:id/reopen", owner, s.reopen},
		{post, "/inbox/:id/snooze", owner, s.snooze},
		{post, "/inbox/:id/erase", owner, s.erase},
		{post, "/inbox/:id/block", owner, s.block},
		{post, "/inbox/:id/unblock", owner, s.unblock},

		{get, presencePath, staff, s.showPresence},
		{get, broadcastsPath, owner, s.showBroadcastsPage},
		{post, broadcastsPath, owner, s.sendBroadcast},
		{post, broadcastsPath + "/preview", owner, s.previewBroadcast},
		{post, broadcastsPath + "/:broadcast/end", owner, s.endBroadcast},
		{get, trailPath, staff, s.showTrail},
		{post, trailPath + "/block", owner, s.blockPresent},
		{get, youPath, staff, s.showYou},
		{post, youPath + "/proof", staff, s.postProof},
		{post, youPath + "/proof/challenge", staff, s.postProofChallenge},
		{post, youPath + "/passkeys", staff, s.postPasskey},
		{post, youPath + "/passkeys/challenge", staff, s.postPasskeyChallenge},
		{post, youPath + "/passkeys/:id/label", staff, s.renamePasskey},
		{post, youPath + "/passkeys/:id/delete", staff, s.removePasskey},
		{post, youPath + "/password", staff, s.postPassword},
		{post, youPath + "/sessions/end", staff, s.endOthers},
		{post, youPath + "/sessions/:session/end", staff, s.endSession},
		{get, accountsPath, owner, s.showAccounts},
		{post, accountsPath, owner, s.addAccount},
		{get, accountsPath + "/:account", owner, s.showAccount},
		{post, accountsPath + "/:account/disable", owner, s.disableAccount},
		{post, accountsPath + "/:account/enable", owner, s.enableAccount},
		{post, accountsPath + "/:account/role", owner, s.setRole},
		{post, accountsPath + "/:account/link", owner, s.linkAccount},
		{post, accountsPath + "/:account/withdraw", owner, s.withdraw},
		{post, accountsPath + "/:account/sessions/end", owner, s.endAccountSessions},
		{post, accountsPath + "/:account/sessions/:session/end", owner, s.endAccountSession},
		{get, auditPath, owner, s.showAudit},
		{get, auditPath + "/export", owner, atHome(s.exportAudit)},
		{get, historyPath, staff, s.showHistory},
		{get, historyPath + ".csv", staff, atHome(s.exportHistory("csv", "text/csv; charset=utf-8; header=present", historyCSV))},
		{get, historyPath + ".json", staff, atHome(s.exportHistory("json", fiber.MIMEApplicationJSON, historyJSON))},
		{get, healthPath, staff, s.pageOfHealth},

		{get, "/", anyone, s.place},
		{get, "/:ecosystem", anyone, s.place},
		{get, "/:ecosystem/technologies/:slug", anyone, s.place},
		{get, "/:ecosystem/decisions/:slug", anyone, s.place},
		{get, "/:ecosystem/topics/:slug", anyone, s.place},
	}
}

// ReservedSlugs are the first path segments that an ecosystem cannot have: those of the table, those promised to pages that
// have yet to be built, and those that people type for a file which is served with an ending.
func ReservedSlugs() []string {
	slugs := []string{"feed", "sitemap", "robots", "metrics"}
	for _, r := range (&Server{}).routes() {
		if first, _, _ := strings.Cut(strings.TrimPrefix(r.path, "/"), "/"); first != "" && first[0] != ':' {
			slugs = append(slugs, first)
		}
	}
	return slugs
}

// mount adds the table, and behind the last row of each path the answer to every other method there.
func (s *Server) mount() {
	s.table = s.routes()
	if s.Dev {
		s.table = append(s.table, route{fiber.MethodGet, "/live/edition", anyone, s.showEdition})
	}
	table := s.table
	var allowed []string
	for i, r := range table {
		methods := []string{r.method}
		if r.method == fiber.MethodGet {
			methods = append(methods, fiber.MethodHead)
		}
		handlers := s.guarded(r.path, s.admit(r.access), r.handle)
		if r.access == anyone {
			handlers = s.guarded(r.path, r.handle)
		}
		for _, method := range methods {
			s.app.Add(method, r.path, handlers...)
		}
		allowed = append(allowed, methods...)
		if i == len(table)-1 || table[i+1].path != r.path {
			s.refuseOthers(r.path, allowed)
			allowed = nil
		}
	}
	s.app.Use(s.logged(routeNone), s.survive(), s.protect, s.canonical, func(*fiber.Ctx) error { return nothingHere })
	s.app.Server().Handler = s.counters.counted(s.understood(s.app.Server().Handler))
}

// guarded puts what every request goes through before the handlers of a route.
func (s *Server) guarded(route string, handlers ...fiber.Handler) []fiber.Handler {
	return append([]fiber.Handler{s.logged(route), s.survive(), s.protect, s.canonical}, handlers...)
}

func (s *Server) refuseOthers(path string, allowed []string) {
	for _, method := range fiber.DefaultMethods {
		if !slices.Contains(allowed, method) {
			s.app.Add(method, path, s.guarded(path, func(c *fiber.Ctx) error {
				c.Set(fiber.HeaderAllow, strings.Join(allowed, ", "))
				return fiber.ErrMethodNotAllowed
			})...)
		}
	}
}
