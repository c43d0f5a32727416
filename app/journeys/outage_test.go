package journeys

import (
	"testing"
)

func TestARestartOfTheSiteLosesNothingAndThePageIsLiveAgain(t *testing.T) {
	k := beginTalk(t)
	k.site.Stop(t)
	k.reader.says("reconnecting")
	k.asks("typed while the site is down")
	k.site.Start(t)
	k.reader.isBack(afterOutage, "typed while the site is down")
	k.isWhole()
}

func TestAConnectionThatIsResetComesBackWithoutAHoleOrADouble(t *testing.T) {
	k := beginTalk(t)
	k.proxy.Down()
	k.reader.says("reconnecting")
	k.asks("first of two")
	k.asks("second of two")
	k.reader.until("both wait", `document.querySelectorAll(".message.pending").length === 2`)
	k.proxy.Heal()
	k.reader.isBack(afterOutage, "second of two")
	k.answers("you are back")
	k.isWhole()
}
