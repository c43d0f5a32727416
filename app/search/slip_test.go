package search_test

import (
	"strings"
	"testing"

	"porchlight/app/fault"
	"porchlight/app/search"
)

func TestOneSlipAWordIsForgivenFromFourLettersOn(t *testing.T) {
	x := garden(t, [2]string{"Trees", "A hornbeam by the ivy, and a fern."})
	for query, found := range map[string]bool{
		"hornbeam":      true,
		"hrnbeam":       true, // a letter missing
		"ornbeam":       true,
		"hornbea":       true,
		"hornnbeam":     true, // one too many
		"xhornbeam":     true,
		"hornbeamx":     true,
		"hornbaem":      true, // two swapped
		"ohrnbeam":      true,
		"hornboam":      true, // another one
		"xornbeam":      true,
		"hornbeax":      true,
		"hörnbéam":      true, // accents are none
		"ferm hornbaem": true, // one in each
		"hrnbeem":       false,
		"hxxnbeam":      false,
		"ivx":           false, // too short
	} {
		if a := find(t, x, query+" "); (a.Total == 1 && !a.Partly) != found {
			t.Errorf("%q: %d found, partly %v", query, a.Total, a.Partly)
		}
	}
}

func TestAnAnswerTellsWhatWasLookedForInPlaceOfASlip(t *testing.T) {
	x := garden(t, [2]string{"Trees", "A hornbeam by the ivy, and a fern."})
	for query, as := range map[string]string{
		"hrnbeam":      "hornbeam",
		"ferm horbeam": "fern hornbeam",
		"ivy hornbaem": "ivy hornbeam",
		"horbn":        "hornbeam", // what it begins
		"hornbeam":     "",
		"hornb":        "", // not finished yet
		"hornbeams":    "", // another form
	} {
		if a := find(t, x, query); a.As != as {
			t.Errorf("%q was read as %q, want %q", query, a.As, as)
		}
	}
}

func TestTheBeginningOfAWordIsForgivenASlipToo(t *testing.T) {
	x := garden(t, [2]string{"Trees", "Photosynthesis."})
	if find(t, x, "photsy").Total != 1 {
		t.Error("photsy does not find photosynthesis")
	}
}

func TestASlipComesBehindWhatIsSpeltAsTyped(t *testing.T) {
	x := garden(t, [2]string{"Slips", "Barn, barn and barn."}, [2]string{"Right", "A long text that in the end names a bark once."})
	if got := addresses(find(t, x, "bark")); len(got) == 0 || got[0] != topicAt(1) {
		t.Errorf("found are %q", got)
	}
}

func TestWhereNothingIsFoundTheNearestWordIsOffered(t *testing.T) {
	for query, want := range map[string]string{"reddiss": "redis", "postgrsqul": "postgresql", "xyzzy": "", "a": ""} {
		a := find(t, theSite(t), query+" ")
		if query != "a" && a.Total > 0 {
			t.Errorf("%q is found", query)
		}
		if a.Nearest != want {
			t.Errorf("%q: %q is offered, want %q", query, a.Nearest, want)
		}
		if want != "" && find(t, theSite(t), want).Total == 0 {
			t.Errorf("%q is offered and finds nothing", want)
		}
	}
}

func TestWhatIsNoQueryIsRefusedOrFindsNothing(t *testing.T) {
	x := theSite(t)
	for what, query := range map[string]string{
		"a NUL": "red\x00is", "bad UTF-8": "red\xffis", "one letter too many": strings.Repeat("é", search.MostLetters+1),
	} {
		if _, err := x.Find(query); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: %v", what, err)
		}
	}
	for _, query := range []string{"", " ", "?!", "<>", "...", "._.", strings.Repeat("é", search.MostLetters), strings.Repeat("a b ", search.MostLetters/4)} {
		find(t, x, query)
	}
	if a := find(t, x, "?!"); a.Total != 0 || a.Nearest != "" {
		t.Errorf("signs alone find %+v", a)
	}
}
