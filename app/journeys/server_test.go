package journeys

import (
	"testing"

	"porchlight/app/testparts"
)

func TestADatabaseServerThatIsAwayKeepsNoPageAndLosesNoWord(t *testing.T) {
	t.Parallel()
	server := testparts.Postgres(t)
	n := testparts.StartNode(t, testparts.Settings{"DATABASE": server.Database(t), "OWNER_EMAIL": testparts.OwnerEmail, "OWNER_PASSWORD": testparts.OwnerPassword})
	site := &testparts.Site{URL: n.URL, Addr: n.Addr}
	reader, owner := arrive(t, site), arrive(t, site)
	owner.logIn()
	reader.goTo(hammer)
	reader.isLive()
	reader.click("#launcher")
	reader.write("while there is a server")
	reader.sees("while there is a server")
	owner.until("the question is there", `document.querySelector("#inbox-list a")`)
	owner.click("#inbox-list a")
	owner.sees("while there is a server")
	owner.isLive()

	server.Stop(t)
	reader.write("while there is none")
	reader.until("the reader is told", notStored)
	owner.write("nor here")
	owner.until("the owner is told", notStored)
	reader.goTo("/workshop")
	reader.isLive()
	reader.until("they are there, and counted", `location.pathname === "/workshop" && document.querySelector("[data-present='/workshop']").textContent === "1"`)
	privacy := reader.anotherTab()
	privacy.goTo("/privacy")
	privacy.until("it says that it cannot be looked up", `document.querySelector("#failure .lead").textContent.startsWith("The site cannot look that up right now.")`)

	server.Restart(t)
	privacy.until("the page comes by itself", `document.querySelector("#known")`)
	reader.until("what was open is open again, on the page that they read", `!document.querySelector("#widget").hidden && location.pathname === "/workshop"`)
	for _, p := range []*person{reader, owner} {
		p.sees("while there is none")
		p.sees("nor here")
	}
}
