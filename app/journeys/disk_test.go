package journeys

import (
	"testing"

	"porchlight/app/testparts"
)

// notStored is what stands under the last message of a page while the site's disk is full.
const notStored = `(m => m?.matches(".pending") && m.querySelector(".state").textContent === "not stored yet: tried again")([...document.querySelectorAll("#messages .message")].at(-1))`

func TestAFullDiskIsToldToBothSidesAsNotStoredAndWhatTheyWroteIsStoredOnceThereIsSpace(t *testing.T) {
	t.Parallel()
	disk := testparts.SmallDisk(t, "8m")
	n := disk.StartNode(t, testparts.Settings{"OWNER_EMAIL": testparts.OwnerEmail, "OWNER_PASSWORD": testparts.OwnerPassword})
	site := &testparts.Site{URL: n.URL, Addr: n.Addr}
	reader, owner := arrive(t, site), arrive(t, site)
	owner.logIn()
	reader.goTo(hammer)
	reader.isLive()
	reader.click("#launcher")
	reader.write("while there is space")
	reader.sees("while there is space")
	owner.until("the question is there", `document.querySelector("#inbox-list a")`)
	owner.click("#inbox-list a")
	owner.sees("while there is space")
	owner.isLive()

	disk.Fill(t)
	reader.write("while there is none")
	reader.until("the reader is told", notStored)
	owner.write("nor here")
	owner.until("the owner is told", notStored)
	disk.Free(t)
	for _, p := range []*person{reader, owner} {
		p.sees("while there is none")
		p.sees("nor here")
	}
}
