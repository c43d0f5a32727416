package journeys

import (
	"fmt"
	"regexp"
	"slices"
	"testing"
	"time"

	"porchlight/app/notify"
	"porchlight/app/testparts"
	"porchlight/app/web"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// postal is a site that sends its mails to a real server, and what came there.
type postal struct {
	*testparts.Site
	t     *testing.T
	mails *testparts.MailServer
}

func newPost(t *testing.T) *postal {
	t.Helper()
	t.Parallel()
	p := &postal{t: t, mails: testparts.NewMailServer(t, testparts.MailServerOptions{})}
	p.Site = testparts.NewSite(t, func(o *web.Options) {
		var err error
		o.Mailer, err = notify.NewMailer(notify.MailOptions{Server: p.mails.URL(), From: "hello@porchlight.example", Site: o.Origins.Main(), Now: o.Now})
		if err != nil {
			t.Fatal(err)
		}
	})
	return p
}

// link waits for the mail of a number, from 1, and returns the path of its link for a purpose.
func (p *postal) link(number int, purpose string) string {
	p.t.Helper()
	testparts.Within(p.t, patience, fmt.Sprintf("%d mails came", number), func() bool { return len(p.mails.Delivered()) >= number })
	text := testparts.ReadLetter(p.t, p.mails.Delivered()[number-1].Raw).Text
	path := regexp.MustCompile(`/conversation/` + purpose + `/[A-Za-z0-9_-]+`).FindString(text)
	if path == "" {
		p.t.Fatalf("mail %d has no link to %s: %s", number, purpose, text)
	}
	return path
}

// leaves leaves an address in the conversation that is open.
func (p *person) leaves(address string) {
	p.t.Helper()
	p.click("#contact summary")
	p.do(chromedp.WaitVisible(chromedp.CSS("#contact-email")), chromedp.SendKeys(chromedp.CSS("#contact-email"), address))
	p.click("#contact .btn")
}

// waitsForTheMail waits until the conversation says that a mail was sent.
func (p *person) waitsForTheMail() {
	p.t.Helper()
	p.until("it says where to look", `document.querySelector("#contact[open]")?.textContent.includes("Look into the mailbox of a…a@example.com")`)
}

const pageOfLink = `document.querySelector("#mailed-link h1")?.textContent`

func TestAnAnswerFindsAVisitorWhoHasLeftAndGoesOnElsewhere(t *testing.T) {
	site := newPost(t)
	owner, reader, mailbox, phone := arrive(t, site.Site), arrive(t, site.Site), arrive(t, site.Site), arrive(t, site.Site)
	reader.goTo(parent)
	reader.isLive()
	reader.click("#launcher")
	reader.until("nothing is offered before there is anything to answer", widgetIsOpen+` && !document.querySelector("#contact").checkVisibility()`)
	reader.write("Will you tell me when?")
	reader.sees("Will you tell me when?")
	reader.until("now it is", `document.querySelector("#contact").checkVisibility()`)
	reader.leaves("ada@example.com")
	reader.waitsForTheMail()

	mailbox.goTo(site.link(1, "confirm"))
	mailbox.click("#mailed-link .btn")
	mailbox.until("it is confirmed", pageOfLink+` === "The address is confirmed"`)
	mailbox.goTo("/conversation")
	if messages := mailbox.messages(); len(messages) > 0 {
		t.Errorf("whoever confirms reads %q", messages)
	}
	reader.goTo("/login") // a page without a conversation, as good as none
	owner.comesAsOwner()
	owner.click("#inbox-list a")
	owner.sees("Will you tell me when?")
	owner.write("I do, by mail.")
	owner.sees("I do, by mail.")
	site.Forward(2 * time.Minute)

	link := site.link(2, "resume")
	phone.goTo(link)
	phone.until("it asks", pageOfLink+` === "Go on here"`)
	phone.click("#mailed-link .btn")
	phone.sees("I do, by mail.")
	phone.isLive()
	phone.until("the address is shown by its ends", `document.querySelector("#contact summary").textContent === "Answers also go to a…a@example.com"`)
	owner.write("And live, too.")
	phone.sees("And live, too.")
	reader.goTo("/conversation")
	reader.isLive()
	phone.write("From my phone.")
	reader.sees("From my phone.")
	reader.write("From my desk.")
	phone.sees("From my desk.")
	want := []string{"Will you tell me when?", "I do, by mail.", "And live, too.", "From my phone.", "From my desk."}
	for _, p := range []*person{owner, reader, phone} {
		p.sees("From my desk.")
		if got := p.messages(); !slices.Equal(got, want) {
			t.Errorf("the thread is %q, want %q", got, want)
		}
	}
	for _, p := range []*person{owner, reader, mailbox, phone} {
		p.silentConsole()
	}
	mailbox.goTo(link)
	mailbox.until("the link is used up", pageOfLink+` === "This link was used"`)
}

func TestABrowserWithAConversationOfItsOwnIsAsked(t *testing.T) {
	site := newPost(t)
	owner, reader, other := arrive(t, site.Site), arrive(t, site.Site), arrive(t, site.Site)
	reader.asks(parent, "mine")
	reader.leaves("ada@example.com")
	reader.waitsForTheMail()
	reader.goTo(site.link(1, "confirm"))
	reader.click("#mailed-link .btn")
	owner.comesAsOwner()
	owner.click("#inbox-list a")
	owner.write("yours")
	owner.sees("yours")
	site.Forward(2 * time.Minute)
	link := site.link(2, "resume")

	other.asks(parent, "another one")
	other.goTo(link)
	other.until("it asks which", pageOfLink+` === "Which conversation?"`)
	other.click("#mailed-link a")
	other.sees("another one")
	other.goTo(link)
	other.click("#mailed-link button")
	other.sees("yours")
	if messages := other.messages(); slices.Contains(messages, "another one") {
		t.Errorf("both are there: %q", messages)
	}
}

func TestAnAddressIsLeftAndMendedByKeyboardAndGivenBackWhenItIsBad(t *testing.T) {
	site := newPost(t)
	reader := arrive(t, site.Site)
	reader.asks(parent, "hello")
	reader.click("#contact summary")
	reader.do(chromedp.WaitVisible(chromedp.CSS("#contact-email")), chromedp.SendKeys(chromedp.CSS("#contact-email"), "ada@localhost\r"))
	reader.until("it says what is wrong, and the field has the focus", `document.querySelector("#contact-error").textContent.includes("no domain") && document.activeElement.id === "contact-email" && document.activeElement.value === "ada@localhost"`)
	reader.do(chromedp.SetValue(chromedp.CSS("#contact-email"), "ada@example.com"))
	reader.press("\r")
	reader.waitsForTheMail()
	reader.until("the focus is where it was", `document.activeElement.id === "contact-email" && document.activeElement.value === ""`)
	reader.click(`#contact [action$="/remove"] button`)
	reader.until("it is gone, and that is said", `document.querySelector("#contact [role=status]")?.textContent.startsWith("The address is removed") && document.querySelector("#contact summary").textContent === "Get answers by e-mail"`)
	reader.silentBut422()
}

// silentBut422 fails if the console said anything but the browser's own note that something was refused.
func (p *person) silentBut422() {
	p.t.Helper()
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, line := range p.told {
		if !regexp.MustCompile(`status of 422`).MatchString(line) {
			p.t.Errorf("the console says %s", line)
		}
	}
}

func TestMailsWorkWithoutJavaScript(t *testing.T) {
	site := newPost(t)
	owner, reader, phone := arrive(t, site.Site), arrive(t, site.Site), arrive(t, site.Site)
	for _, p := range []*person{reader, phone} {
		p.do(command(emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true}))
	}
	reader.goTo("/conversation")
	reader.do(chromedp.SendKeys(chromedp.CSS("#body"), "without a script"))
	reader.until("a person would be that slow", thoughtful)
	reader.click("#send")
	reader.sees("without a script")
	reader.leaves("ada@example.com")
	reader.waitsForTheMail()
	reader.goTo(site.link(1, "confirm"))
	reader.click("#mailed-link .btn")
	reader.until("it is confirmed", pageOfLink+` === "The address is confirmed"`)
	owner.comesAsOwner()
	owner.click("#inbox-list a")
	owner.write("by mail")
	owner.sees("by mail")
	site.Forward(2 * time.Minute)
	phone.goTo(site.link(2, "resume"))
	phone.click("#mailed-link .btn")
	phone.sees("by mail")
}

func TestWhatIsSaidOfMailsIsAccessibleByDayAndByNight(t *testing.T) {
	script := axe(t)
	site := newPost(t)
	owner, reader, phone := arrive(t, site.Site), arrive(t, site.Site), arrive(t, site.Site)
	reader.asks(parent, "hello")
	look := func(p *person, what string) {
		t.Helper()
		p.isAccessible(script, what)
		p.do(chromedp.EmulateViewport(360, 800))
		if over := ask[int](p, `document.documentElement.scrollWidth - document.documentElement.clientWidth`); over > 0 {
			t.Errorf("%s is %d px too wide", what, over)
		}
		p.do(chromedp.EmulateViewport(1280, 850))
	}
	reader.click("#contact summary")
	look(reader, "an address is asked for")
	reader.do(chromedp.SendKeys(chromedp.CSS("#contact-email"), "ada@example.com"))
	reader.click("#contact .btn")
	reader.waitsForTheMail()
	look(reader, "a confirmation is waited for")
	phone.goTo(site.link(1, "confirm"))
	look(phone, "the page that confirms")
	phone.click("#mailed-link .btn")
	phone.until("it is confirmed", pageOfLink+` === "The address is confirmed"`)
	reader.goTo("/login")
	owner.comesAsOwner()
	owner.click("#inbox-list a")
	owner.write("hi")
	owner.sees("hi")
	site.Forward(2 * time.Minute)
	phone.goTo(site.link(2, "unsubscribe"))
	look(phone, "the page that ends mails")
	phone.goTo(site.link(2, "resume"))
	look(phone, "the page that resumes")
	phone.click("#mailed-link .btn")
	phone.sees("hi")
	phone.click("#contact summary")
	look(phone, "a browser that a mail opened")
	reader.goTo("/conversation")
	reader.click("#contact summary")
	look(reader, "the first browser")
}
