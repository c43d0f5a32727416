package web

import (
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

// routes is the table, more exact paths first.
func (s *Server) routes() []route {
	const get, post = fiber.MethodGet, fiber.MethodPost
	return []route{
		{get, "/livez", anyone, s.livez},
		{get, "/readyz", anyone, s.readyz},
		{get, press.AssetPrefix + "*", anyone, s.asset},

		{get, "/live", anyone, s.live()},

		{get, "/conversation", anyone, s.showConversation},
		{get, "/conversation/messages", anyone, s.showChanges},
		{post, "/conversation/messages", anyone, s.postMessage},

		{get, "/login", anyone, s.showLogin},
		{post, "/login", anyone, s.login},
		{post, "/logout", anyone, s.logout},
		{get, "/setup", anyone, s.showSetup},
		{post, "/setup", anyone, s.setup},

		{get, "/inbox", owner, s.showInbox},
		{get, "/inbox/:id", owner, s.showThread},
		{get, "/inbox/:id/messages", owner, s.showThreadChanges},
		{post, "/inbox/:id/messages", owner, s.postAnswer},
		{post, "/inbox/:id/block", owner, s.block},

		{get, "/admin/presence", staff, s.showPresence},

		{get, "/", anyone, s.place},
		{get, "/:ecosystem", anyone, s.place},
		{get, "/:ecosystem/technologies/:slug", anyone, s.place},
		{get, "/:ecosystem/decisions/:slug", anyone, s.place},
		{get, "/:ecosystem/topics/:slug", anyone, s.place},
	}
}

// ReservedSlugs are the first path segments that an ecosystem cannot have: those of the table, and those promised to pages
// that have yet to be built.
func ReservedSlugs() []string {
	slugs := []string{"search", "privacy", "feed", "sitemap", "robots", "metrics"}
	for _, r := range (&Server{}).routes() {
		if first, _, _ := strings.Cut(strings.TrimPrefix(r.path, "/"), "/"); first != "" && first[0] != ':' {
			slugs = append(slugs, first)
		}
	}
	return slugs
}

func (s *Server) mount() {
	s.app.Use(s.protect, s.canonical)
	for _, r := range s.routes() {
		s.app.Add(r.method, r.path, s.admit(r.access), r.handle)
		if r.method == fiber.MethodGet {
			s.app.Add(fiber.MethodHead, r.path, s.admit(r.access), r.handle)
		}
	}
}
