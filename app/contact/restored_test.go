package contact_test

import (
	"testing"

	"porchlight/app/contact"
)

func TestARestoredDatabaseOpensNothingToWhoHasAMailOrABrowserOfBefore(t *testing.T) {
	h := newHouse(t)
	id := h.talk(t, "one")
	h.confirmed(t, id, ada)
	secret, _, err := h.Resume(ctx, h.link(t, contact.ToResume, id))
	must(t, err)
	open, prove := h.link(t, contact.ToResume, id), h.link(t, contact.ToProve, id)

	ended, err := h.Restored(ctx)
	must(t, err)
	if ended != 1 {
		t.Errorf("%d browsers ended, not 1", ended)
	}
	if _, known, err := h.Browser(ctx, secret); known || err != nil {
		t.Errorf("the browser is known: %v", err)
	}
	for purpose, link := range map[contact.Purpose]string{contact.ToResume: open, contact.ToProve: prove} {
		if found, err := h.Look(ctx, purpose, link); err != nil || found.State != contact.Used {
			t.Errorf("a link to %s is %s, %v", purpose, found.State, err)
		}
	}
	if found, err := h.Look(ctx, contact.ToResume, h.link(t, contact.ToResume, id)); err != nil || found.State != contact.Good {
		t.Errorf("a fresh link is %s, %v", found.State, err)
	}
}
