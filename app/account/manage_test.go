package account_test

import (
	"sync"
	"testing"
	"time"

	"porchlight/app/account"
	"porchlight/app/fault"
)

const adaEmail = "ada@example.com"

// twoOwners is a house with two owners; the second is ada.
func twoOwners(t *testing.T) (h *house, owner, ada account.Account) {
	t.Helper()
	h = withOwner(t)
	_, owner, err := h.Login(ctx, email, password, browser)
	must(t, err)
	ada, err = h.Create(ctx, adaEmail, password, account.Owner)
	must(t, err)
	return h, owner, ada
}

func TestADisabledAccountIsOutAtOnceAndCannotBeToldFromAWrongPassword(t *testing.T) {
	h, owner, ada := twoOwners(t)
	session, _, err := h.Login(ctx, adaEmail, password, browser)
	must(t, err)
	link, _, err := h.Link(ctx, owner.ID, ada.ID)
	must(t, err)
	_, _, err = h.Login(ctx, adaEmail, "wrong horse battery", browser)
	wrong := fault.Of(err).Sentence

	who, err := h.Disable(ctx, owner.ID, ada.ID)
	must(t, err)
	if !who.Disabled || who.Email != adaEmail {
		t.Errorf("what was disabled is %+v", who)
	}
	_, err = h.Session(ctx, session)
	wantKind(t, err, fault.Unauthorized)
	_, _, err = h.Accept(ctx, link, adaEmail, password, browser)
	wantKind(t, err, fault.Forbidden)

	var hashes []string
	h.OnHash(func(cost string) { hashes = append(hashes, cost) })
	_, _, err = h.Login(ctx, adaEmail, password, browser)
	wantKind(t, err, fault.Invalid)
	if got := fault.Of(err).Sentence; got != wrong || len(hashes) != 1 {
		t.Errorf("the right password of a disabled account gets %q after %d hashes, a wrong one %q after one", got, len(hashes), wrong)
	}
}

func TestAnEnabledAccountIsWhatItWasButLoggedInNowhere(t *testing.T) {
	h, owner, ada := twoOwners(t)
	session, _, err := h.Login(ctx, adaEmail, password, browser)
	must(t, err)
	must(t, h.AddDevice(ctx, deviceOf(ada.ID)))
	_, err = h.Disable(ctx, owner.ID, ada.ID)
	must(t, err)
	_, err = h.Enable(ctx, owner.ID, ada.ID)
	must(t, err)
	_, err = h.Session(ctx, session) // which was ended
	wantKind(t, err, fault.Unauthorized)
	if devices, err := h.Devices(ctx, ada.ID); err != nil || len(devices) != 0 {
		t.Errorf("the devices are %+v, %v", devices, err)
	}
	_, who, err := h.Login(ctx, adaEmail, password, browser)
	must(t, err)
	if who != ada {
		t.Errorf("it is %+v, and was %+v", who, ada)
	}
}

func TestAnAccountDisabledDuringALoginLeavesNoSessionBehind(t *testing.T) {
	h, owner, ada := twoOwners(t)
	h.OnHash(func(string) {
		_, err := h.anotherNode().Disable(ctx, owner.ID, ada.ID)
		must(t, err)
	})
	_, _, err := h.Login(ctx, adaEmail, password, browser)
	wantKind(t, err, fault.Invalid)
}

func TestNobodyChangesTheirOwnAccountNorMayAnAdmin(t *testing.T) {
	h, owner, ada := twoOwners(t)
	admin, err := h.Create(ctx, "admin@example.com", password, account.Admin)
	must(t, err)
	for _, who := range []struct{ by, id int64 }{{owner.ID, owner.ID}, {admin.ID, ada.ID}, {999, ada.ID}} {
		_, err := h.Disable(ctx, who.by, who.id)
		wantKind(t, err, fault.Forbidden)
		_, err = h.SetRole(ctx, who.by, who.id, account.Admin)
		wantKind(t, err, fault.Forbidden)
		_, err = h.Withdraw(ctx, who.by, who.id)
		wantKind(t, err, fault.Forbidden)
		_, err = h.EndAll(ctx, who.by, who.id)
		wantKind(t, err, fault.Forbidden)
		_, _, err = h.Link(ctx, who.by, who.id)
		wantKind(t, err, fault.Forbidden)
	}
	_, _, err = h.Invite(ctx, admin.ID, "new@example.com", account.Owner)
	wantKind(t, err, fault.Forbidden)
}

func TestTheLastOwnerWhoCanLogInStaysOne(t *testing.T) {
	h, owner, ada := twoOwners(t)
	_, err := h.SetRole(ctx, owner.ID, ada.ID, account.Admin)
	must(t, err)
	_, _, err = h.Invite(ctx, owner.ID, "invited@example.com", account.Owner) // who has not joined keeps no house
	must(t, err)
	off, err := h.Create(ctx, "off@example.com", password, account.Owner)
	must(t, err)
	_, err = h.Disable(ctx, owner.ID, off.ID)
	must(t, err)

	_, err = h.Disable(ctx, account.CommandLine, owner.ID)
	wantKind(t, err, fault.Conflict)
	_, err = h.SetRole(ctx, account.CommandLine, owner.ID, account.Admin)
	wantKind(t, err, fault.Conflict)
	h.login(t)
}

func TestOfTwoOwnersWhoShutEachOtherOutAtOnceOneStays(t *testing.T) {
	for name, shut := range map[string]func(node *account.Accounts, by, id int64) error{
		"by disabling": func(node *account.Accounts, by, id int64) error {
			_, err := node.Disable(ctx, by, id)
			return err
		},
		"by role": func(node *account.Accounts, by, id int64) error {
			_, err := node.SetRole(ctx, by, id, account.Admin)
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			h, owner, ada := twoOwners(t)
			one, another := h.anotherNodeOnTheStore(t), h.anotherNodeOnTheStore(t)
			var both sync.WaitGroup
			var first, second error
			both.Go(func() { first = shut(one, owner.ID, ada.ID) })
			both.Go(func() { second = shut(another, ada.ID, owner.ID) })
			both.Wait()
			if (first == nil) == (second == nil) {
				t.Fatalf("they are told %v and %v", first, second)
			}
			owners := 0
			people, err := h.People(ctx)
			must(t, err)
			for _, p := range people {
				if p.Role == account.Owner && !p.Disabled {
					owners++
				}
			}
			if owners != 1 {
				t.Fatalf("%d owners are left", owners)
			}
		})
	}
}

func TestAChangeOfRoleEndsTheSessionsAndAnAdminGetsNoPushes(t *testing.T) {
	h, owner, ada := twoOwners(t)
	session, _, err := h.Login(ctx, adaEmail, password, browser)
	must(t, err)
	must(t, h.AddDevice(ctx, deviceOf(ada.ID)))

	same, err := h.SetRole(ctx, owner.ID, ada.ID, account.Owner) // which she is
	must(t, err)
	if _, err := h.Session(ctx, session); err != nil || same.Role != account.Owner {
		t.Fatalf("nothing changed, and %v, %+v", err, same)
	}
	_, err = h.SetRole(ctx, owner.ID, ada.ID, account.Admin)
	must(t, err)
	_, err = h.Session(ctx, session)
	wantKind(t, err, fault.Unauthorized)
	if devices, err := h.Devices(ctx, ada.ID); err != nil || len(devices) != 0 {
		t.Errorf("an admin has the devices %+v, %v", devices, err)
	}
	_, err = h.SetRole(ctx, owner.ID, ada.ID, "root")
	wantKind(t, err, fault.Invalid)
}

func TestPeopleTellsWhoThereIsAndSinceWhen(t *testing.T) {
	h, owner, ada := twoOwners(t)
	begun := h.clock
	_, invited, err := h.Invite(ctx, owner.ID, "Invited@example.com", account.Admin)
	must(t, err)
	h.pass(time.Hour)
	h.login(t)
	_, err = h.Disable(ctx, owner.ID, ada.ID)
	must(t, err)

	people, err := h.People(ctx)
	must(t, err)
	ada.Disabled = true
	want := []account.Person{
		{Account: invited, At: begun, LinkEnds: begun.Add(account.InvitationFor)},
		{Account: owner, At: begun, Used: h.clock, Joined: true, Sessions: 2},
		{Account: ada, At: begun, Off: h.clock, Joined: true},
	}
	if len(people) != len(want) {
		t.Fatalf("there are %d people, want %d", len(people), len(want))
	}
	for i, p := range people {
		p.At, p.Used, p.Off, p.LinkEnds = utc(p.At), utc(p.Used), utc(p.Off), utc(p.LinkEnds)
		if p != want[i] {
			t.Errorf("person %d is %+v, want %+v", i, p, want[i])
		}
	}
}

func utc(t time.Time) time.Time {
	if t.IsZero() {
		return t
	}
	return t.UTC()
}
