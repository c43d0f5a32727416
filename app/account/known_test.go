package account_test

import (
	"strings"
	"testing"
	"time"

	"porchlight/app/account"
	"porchlight/app/fault"
)

func TestABrowserIsKnownToTheAccountThatItLoggedInToForHalfAYear(t *testing.T) {
	d := atDesk(t)
	kept, err := d.Remember(ctx, d.who)
	must(t, err)
	again, err := d.Remember(ctx, d.who)
	must(t, err)
	known := func(on *account.Accounts, kept, email string) string {
		name, err := on.Known(ctx, kept, email)
		must(t, err)
		return name
	}
	name := known(d.Accounts, kept, email)
	if name == "" || name != known(d.anotherNode(), kept, " "+strings.ToUpper(email)) || name == known(d.Accounts, again, email) {
		t.Errorf("the browser is called %q", name)
	}
	for what, kept := range map[string]string{
		"nothing": "", "no base64": strings.Repeat("!", len(kept)), "one that was made up": strings.Repeat("A", len(kept)), "one that was cut": kept[1:],
		"another name":      "AAAA" + kept[4:],
		"a later time":      kept[:26] + "D" + kept[27:],
		"another signature": kept[:32] + again[32:],
	} {
		if name := known(d.Accounts, kept, email); name != "" {
			t.Errorf("%s: known as %q", what, name)
		}
	}
	if name := known(d.Accounts, kept, "nobody@example.com"); name != "" {
		t.Errorf("another account knows it as %q", name)
	}
	_, err = d.Session(ctx, kept)
	wantKind(t, err, fault.Unauthorized)
	must(t, d.SetPassword(ctx, email, "another horse battery"))
	if name := known(d.Accounts, kept, email); name != "" {
		t.Errorf("who knew the password before is known by the next one as %q", name)
	}
	kept, err = d.Remember(ctx, d.who)
	must(t, err)
	name = known(d.Accounts, kept, email)
	d.pass(account.KnownFor)
	if known(d.Accounts, kept, email) != name {
		t.Error("it is forgotten early")
	}
	d.pass(time.Second)
	if name := known(d.Accounts, kept, email); name != "" {
		t.Errorf("it is known for ever, as %q", name)
	}
}
