package web_test

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"porchlight/app/contact"
	"porchlight/app/notify"
	"porchlight/app/testparts"
	"porchlight/app/web"

	"github.com/emersion/go-smtp"
)

func TestAQuestionNobodyReadIsMailedToTheOwnersWhoWantIt(t *testing.T) {
	post := testparts.NewMailServer(t, testparts.MailServerOptions{})
	s := newSite(t, func(o *setup) { o.mail = post.URL() })
	owner, colleague := s.owner(t), s.colleague(t)
	v := s.browser(t)
	say := saying("Does <b>it</b> keep\nsessions?")
	say.Set("place", redisCard)
	v.post("/conversation/messages", say)
	v.post("/conversation/messages", saying("And locks?"))
	s.forward(notify.AskedAfter - time.Second)
	if n, _ := s.Outbox.Waiting(t.Context()); n != 2 {
		t.Errorf("%d mails wait, want one for each owner", n)
	}
	s.forward(time.Second)
	eventually(t, "both owners have it", func() bool { return len(post.Delivered()) == 2 })
	var to []string
	for _, mail := range post.Delivered() {
		to = append(to, mail.To)
	}
	slices.Sort(to)
	if !slices.Equal(to, []string{ownerEmail, colleagueEmail}) {
		t.Errorf("mailed are %q", to)
	}
	letter := testparts.ReadLetter(t, post.Delivered()[0].Raw)
	name, thread := "Visitor "+v.conversation()[:4], s.public()+"/inbox/"+v.conversation()
	for _, want := range []string{"> Does <b>it</b> keep\r\n> sessions?\r\n", "> And locks?\r\n", "Redis, " + s.public() + redisCard, thread, s.public() + "/inbox/reach"} {
		if !strings.Contains(letter.Text, want) {
			t.Errorf("the text lacks %q: %s", want, letter.Text)
		}
	}
	for _, want := range []string{"Does &lt;b&gt;it&lt;/b&gt; keep\r\nsessions?", `href="` + thread + `"`, `href="` + s.public() + redisCard + `"`} {
		if !strings.Contains(letter.HTML, want) {
			t.Errorf("the page lacks %q: %s", want, letter.HTML)
		}
	}
	if letter.Subject != name+" asks about Data & realtime: 2 messages" {
		t.Errorf("the subject is %q", letter.Subject)
	}
	if got := letter.Header.Get("List-Unsubscribe"); got != "<"+s.public()+"/inbox/reach>" || letter.Header.Get("List-Unsubscribe-Post") != "" {
		t.Errorf("it is ended at %q, %q", got, letter.Header.Get("List-Unsubscribe-Post"))
	}
	if strings.Contains(letter.HTML, "src=") || strings.Contains(letter.HTML, "url(") {
		t.Errorf("the mail loads something: %s", letter.HTML)
	}

	v.post("/conversation/messages", saying("Is anybody there?"))
	if a := colleague.post("/inbox/reach/mails", url.Values{"mails": {"off"}}); a.status != http.StatusSeeOther {
		t.Fatalf("switching off: %d", a.status)
	}
	if page := colleague.get("/inbox/reach").body; !strings.Contains(page, "Off for you.") || !strings.Contains(owner.get("/inbox/reach").body, "On for you.") {
		t.Error("the page does not say who gets mails")
	}
	waits := func(want int64) func() bool {
		return func() bool { n, err := s.Outbox.Waiting(t.Context()); return err == nil && n == want }
	}
	s.forward(notify.AskedAfter)
	eventually(t, "nothing waits", waits(0))
	if n := len(post.Delivered()); n != 3 {
		t.Errorf("mailed are %d: who has just switched mails off is to get none", n)
	}
	v.post("/conversation/messages", saying("Hello?"))
	if !waits(1)() {
		t.Error("a mail waits for somebody who wants none")
	}
	owner.open("/inbox/" + v.conversation()).say(frame{"type": "read", "seq": 4, "conversation": v.conversation()})
	eventually(t, "it is read", func() bool {
		now, err := s.conversations.Get(t.Context(), v.conversation())
		return err == nil && now.Owner.Read == 4
	})
	s.forward(notify.AskedAfter)
	eventually(t, "nothing waits", waits(0))
	if n := len(post.Delivered()); n != 3 {
		t.Errorf("mailed are %d: what was read is not to be", n)
	}
}

func TestAMailQuotesTheLastQuestionsAndSaysHowManyCameBefore(t *testing.T) {
	post := testparts.NewMailServer(t, testparts.MailServerOptions{})
	s := newSite(t, func(o *setup) { o.mail = post.URL() }, only(web.Limits{}))
	s.owner(t)
	v := s.browser(t)
	for n := range 21 {
		v.post("/conversation/messages", saying(fmt.Sprintf("question %d.", n)), fragment)
	}
	s.forward(notify.AskedAfter)
	eventually(t, "it is mailed", func() bool { return len(post.Delivered()) == 1 })
	for _, text := range []string{testparts.ReadLetter(t, post.Delivered()[0].Raw).Text, testparts.ReadLetter(t, post.Delivered()[0].Raw).HTML} {
		if !strings.Contains(text, "No owner has read this yet, nor 1 earlier message, to be found in the inbox.") || strings.Contains(text, "question 0.") || !strings.Contains(text, "question 20.") {
			t.Errorf("it says %s", text)
		}
	}
}

func TestAMailToOneOwnerThatIsRefusedRepeatsNoOther(t *testing.T) {
	post := testparts.NewMailServer(t, testparts.MailServerOptions{})
	s := newSite(t, func(o *setup) { o.mail = post.URL() })
	s.colleague(t)
	refuse := testparts.MailRefuse(550, "no such mailbox")
	refused := 0
	post.At(testparts.MailTo, func(m *testparts.MailServer, c *smtp.Conn) error {
		if refused++; refused == 1 {
			return refuse(m, c)
		}
		return nil
	})
	s.visitor(t)
	s.forward(notify.AskedAfter)
	eventually(t, "one has it", func() bool { return len(post.Delivered()) == 1 })
	page := func() string { return s.owner(t).get("/inbox/reach").body }
	eventually(t, "the other was given up", func() bool { return strings.Contains(page(), "Mail about a question") })
	shown := strings.Contains(page(), contact.Mask(ownerEmail)) || strings.Contains(page(), contact.Mask(colleagueEmail))
	if !shown || strings.Contains(page(), colleagueEmail) || !strings.Contains(page(), "no such mailbox") {
		t.Errorf("the page says %s", page())
	}
	s.forward(time.Hour)
	if n := len(post.Delivered()); n != 1 {
		t.Errorf("mailed are %d", n)
	}
}
