package web_test

import (
	"net/http"
	"strings"
	"testing"

	"porchlight/app/testparts"
)

func TestPostsFromOtherSitesAreRefused(t *testing.T) {
	s := newSite(t)
	for from, c := range map[string]struct {
		with   headers
		status int
	}{
		"the page itself":                    {headers{"Origin": s.origin, "Sec-Fetch-Site": "same-origin"}, http.StatusOK},
		"an older browser on the page":       {headers{"Origin": s.origin}, http.StatusOK},
		"a tool, which sends neither":        {headers{}, http.StatusOK},
		"a bookmark":                         {headers{"Sec-Fetch-Site": "none"}, http.StatusOK},
		"the page, with a hidden origin":     {headers{"Origin": "null", "Sec-Fetch-Site": "same-origin"}, http.StatusOK},
		"a hidden origin":                    {headers{"Origin": "null"}, http.StatusForbidden},
		"a hidden origin elsewhere":          {headers{"Origin": "null", "Sec-Fetch-Site": "cross-site"}, http.StatusForbidden},
		"another site":                       {headers{"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}, http.StatusForbidden},
		"another site that hides its origin": {headers{"Sec-Fetch-Site": "cross-site"}, http.StatusForbidden},
		"a neighbour":                        {headers{"Origin": "https://shop.porchlight.example", "Sec-Fetch-Site": "same-site"}, http.StatusForbidden},
		"an older browser on another site":   {headers{"Origin": "https://evil.example"}, http.StatusForbidden},
		"another port":                       {headers{"Origin": "http://127.0.0.1:1"}, http.StatusForbidden},
		"another scheme":                     {headers{"Origin": "https://" + s.address}, http.StatusForbidden},
		"a name that begins like ours":       {headers{"Origin": s.origin + ".evil.example"}, http.StatusForbidden},
		"another site that says it is ours":  {headers{"Origin": "https://evil.example", "Sec-Fetch-Site": "same-origin"}, http.StatusForbidden},
		"another site, and a borrowed Host":  {headers{"Origin": "https://evil.example", "X-Forwarded-Host": "evil.example"}, http.StatusForbidden},
	} {
		for _, way := range []headers{fragment, {}} {
			visitor := s.browser(t)
			form := saying("Hello from " + from)
			status := c.status
			if status == http.StatusOK && way["HX-Request"] == "" {
				status = http.StatusSeeOther
			}
			if a := visitor.post("/conversation/messages", form, c.with, way); a.status != status {
				t.Errorf("%s: %d, want %d", from, a.status, status)
			}
			if named := visitor.cookie("visitor") != ""; named != (c.status == http.StatusOK) {
				t.Errorf("%s: stored is %v", from, named)
			}
		}
	}
}

func TestEveryPostIsProtected(t *testing.T) {
	s := newSite(t)
	owner, visitor := s.owner(t), s.visitor(t)
	for _, r := range s.Table() {
		if r.Method != http.MethodPost {
			continue
		}
		path := example(r.Path, visitor.conversation(), "")
		if a := owner.post(path, saying("Forged"), headers{"Sec-Fetch-Site": "cross-site"}); a.status != http.StatusForbidden {
			t.Errorf("%s: %d", path, a.status)
		}
	}
	if a := owner.get("/inbox"); a.status != http.StatusOK {
		t.Errorf("the owner was logged out: %d", a.status)
	}
}

func TestReadingIsOpenToLinksFromAnywhere(t *testing.T) {
	s := newSite(t)
	for _, path := range []string{"/", "/data-realtime/topics/redis", "/login"} {
		if a := s.browser(t).get(path, headers{"Sec-Fetch-Site": "cross-site", "Origin": "https://elsewhere.example"}); a.status != http.StatusOK {
			t.Errorf("%s: %d", path, a.status)
		}
	}
}

func TestALinkOfAnotherSiteTakesNoFileAndLeavesNoRecord(t *testing.T) {
	s := newSite(t, calling(testparts.NewEndpoint(t)))
	owner := s.owner(t)
	elsewhere := headers{"Sec-Fetch-Site": "cross-site"}
	for _, path := range []string{"/admin/audit/export?as=csv", "/admin/history.csv", "/admin/history.json", "/privacy/export"} {
		if a := owner.get(path, elsewhere); a.status != http.StatusForbidden || !strings.Contains(a.body, "Another site led here.") {
			t.Errorf("%s: %d", path, a.status)
		}
		if a := owner.get(path, headers{"Sec-Fetch-Site": "same-origin"}); a.status != http.StatusOK {
			t.Errorf("%s from its page: %d", path, a.status)
		}
	}
	before := owner.get("/admin/audit").body
	owner.get("/inbox/reach?secret=shown", elsewhere)
	owner.get("/admin/audit?check=now", elsewhere)
	if after := owner.get("/admin/audit").body; after != before {
		t.Error("a link of another site is in the log, or had it checked")
	}
}

func TestOnlyTheBaseURLIsOurOrigin(t *testing.T) {
	s := newSite(t, secure)
	for origin, status := range map[string]int{
		"https://porchlight.example": http.StatusOK, "http://porchlight.example": http.StatusForbidden, "http://" + s.address: http.StatusForbidden,
		"http://localhost:3000": http.StatusForbidden, "https://porchlight.example:444": http.StatusForbidden,
	} {
		with := headers{"Origin": origin, "Sec-Fetch-Site": "same-origin"}
		if a := s.browser(t).post("/conversation/messages", saying("Hello"), fragment, with); a.status != status {
			t.Errorf("%s: %d, want %d", origin, a.status, status)
		}
	}
}
