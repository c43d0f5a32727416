package web

import (
	"encoding/json"
	"time"

	"porchlight/app/conversation"

	"github.com/gofiber/fiber/v2"
)

// exportVersion grows when a field of the export changes its meaning or goes. New fields may come at any time.
const exportVersion = 1

// exported is the file that a visitor takes with them. Its fields are named to be read; times are RFC 3339 in UTC.
type exported struct {
	What         string                `json:"what_this_is"`
	Version      int                   `json:"version"`
	Site         string                `json:"site"`
	At           time.Time             `json:"made_at"`
	Browser      exportedBrowser       `json:"browser"`
	Conversation *exportedConversation `json:"conversation"`
	Notes        []exportedNote        `json:"notes_of_owners_about_you"`
	Email        *exportedEmail        `json:"email_address,omitempty"`
	Browsers     []exportedOther       `json:"other_browsers_let_in_by_a_mail"`
	Notices      []exportedNotice      `json:"notices_waiting_to_be_sent"`
	Told         []exportedBroadcast   `json:"broadcasts_to_you_alone"`
	Presence     exportedPresence      `json:"presence"`
	NotIncluded  string                `json:"not_included"`
}

type exportedBrowser struct {
	Named      bool   `json:"has_a_name"`
	Name       string `json:"name_that_owners_see,omitempty"`
	ID         string `json:"id_made_from_the_cookie,omitempty"`
	Unfollowed bool   `json:"asks_every_site_not_to_follow"`
	Unlisted   bool   `json:"asked_here_not_to_be_listed"`
	Language   string `json:"language,omitempty"`
	TimeZone   string `json:"time_zone,omitempty"`
	Device     string `json:"device,omitempty"`
}

type exportedConversation struct {
	Began         time.Time         `json:"began_at"`
	Changed       time.Time         `json:"last_changed_at"`
	Place         string            `json:"last_asked_from,omitempty"`
	Closed        bool              `json:"closed"`
	SnoozedUntil  *time.Time        `json:"put_away_until,omitempty"`
	BlockedUntil  *time.Time        `json:"blocked_until,omitempty"`
	Received      int64             `json:"you_received_up_to_number"`
	Read          int64             `json:"you_read_up_to_number"`
	OwnerReceived int64             `json:"owner_received_up_to_number"`
	OwnerRead     int64             `json:"owner_read_up_to_number"`
	Messages      []exportedMessage `json:"messages"`
}

type exportedMessage struct {
	Number  int64     `json:"number"`
	From    string    `json:"from"` // you or owner
	At      time.Time `json:"sent_at"`
	Place   string    `json:"about,omitempty"`
	Text    string    `json:"text"` // empty once it was deleted
	Edited  bool      `json:"edited"`
	Deleted bool      `json:"deleted"`
}

type exportedNote struct {
	At   time.Time `json:"written_at"`
	Text string    `json:"text"`
}

type exportedEmail struct {
	Address   string     `json:"address"`
	Left      time.Time  `json:"left_at"`
	Confirmed *time.Time `json:"confirmed_at,omitempty"`
	Mailed    int64      `json:"answers_mailed_up_to_number"`
}

type exportedOther struct {
	Since time.Time `json:"since"`
	Until time.Time `json:"until"`
}

type exportedNotice struct {
	Channel string    `json:"channel"` // mail, push or webhook
	Kind    string    `json:"kind"`
	At      time.Time `json:"made_at"`
	Due     time.Time `json:"not_before"`
}

type exportedBroadcast struct {
	At   time.Time `json:"sent_at"`
	Ends time.Time `json:"ends_at"`
	Text string    `json:"text"`
	Card string    `json:"about,omitempty"`
}

type exportedPresence struct {
	Tabs  int            `json:"open_tabs"`
	Since *time.Time     `json:"here_since,omitempty"`
	Trail []exportedStep `json:"places_of_this_visit"`

	Seen     *time.Time `json:"last_did_something_at,omitempty"`
	Language string     `json:"language,omitempty"`
	Device   string     `json:"device,omitempty"`
	Referrer string     `json:"led_here_by,omitempty"`
}

type exportedStep struct {
	Place string    `json:"place"`
	At    time.Time `json:"at"`
}

// export gives a visitor everything that is known of them as a file.
func (s *Server) export(c *fiber.Ctx) error {
	if err := s.proved(c); err != nil {
		return err
	}
	known, err := s.knownOf(c)
	if err != nil {
		return err
	}
	ctx, cancel := asking(c)
	defer cancel()
	file, err := s.inBulk(ctx, known.id, known.Conversation.Rev, func() ([]byte, error) {
		all, err := s.Conversations.Since(ctx, known.id, 0)
		if err != nil {
			return nil, err
		}
		return json.MarshalIndent(s.exportOf(known, all.Messages), "", "  ")
	})
	if err != nil {
		return err
	}
	c.Attachment("porchlight-" + s.Now().UTC().Format(time.DateOnly) + ".json")
	c.Set(headerRobots, noIndex)
	c.Set(fiber.HeaderContentType, fiber.MIMEApplicationJSONCharsetUTF8)
	return c.Send(file)
}

func (s *Server) exportOf(k known, messages []conversation.Message) exported {
	now, facts := k.Conversation, k.Conversation.Facts
	e := exported{
		What:    "Everything that " + s.Press.Current().Catalog.Site.Name + " knows of the visitor who uses this browser.",
		Version: exportVersion, Site: s.Origins.Main(), At: s.Now().UTC(),
		Browser: exportedBrowser{k.Named, k.Name, k.id, k.Unfollowed, k.Unlisted, facts.Language, facts.TimeZone, facts.Device},
		Notes:   []exportedNote{}, Browsers: []exportedOther{}, Notices: []exportedNotice{}, Told: []exportedBroadcast{},
		Presence:    exportedPresence{Tabs: k.Tabs, Since: moment(k.Since), Trail: []exportedStep{}, Seen: moment(k.About.Seen), Language: k.About.Language, Device: k.About.Device, Referrer: k.About.Referrer},
		NotIncluded: "The cookie itself, which opens the conversation; your address, which is not kept; who of the owners wrote a note.",
	}
	for _, n := range k.Notes {
		e.Notes = append(e.Notes, exportedNote{n.At.UTC(), n.Body})
	}
	if k.Reached {
		e.Email = &exportedEmail{k.Contact.Email, k.Contact.AskedAt.UTC(), moment(k.Contact.ConfirmedAt), k.Contact.MailedSeq}
	}
	for _, b := range k.Browsers {
		e.Browsers = append(e.Browsers, exportedOther{b.CreatedAt.UTC(), b.ExpiresAt.UTC()})
	}
	for _, n := range k.Waiting {
		e.Notices = append(e.Notices, exportedNotice{string(n.Channel), n.Kind, n.CreatedAt.UTC(), n.Due.UTC()})
	}
	for _, b := range k.Told {
		e.Told = append(e.Told, exportedBroadcast{b.Sent.UTC(), b.Ends.UTC(), b.Text, b.Card})
	}
	for _, step := range k.Trail {
		e.Presence.Trail = append(e.Presence.Trail, exportedStep{step.Place, step.At.UTC()})
	}
	if now.Rev == 0 {
		return e
	}
	e.Conversation = &exportedConversation{
		Began: now.CreatedAt.UTC(), Changed: now.UpdatedAt.UTC(), Place: now.Place, Closed: now.Closed,
		SnoozedUntil: moment(now.SnoozedUntil), BlockedUntil: moment(now.BlockedUntil), Received: now.Visitor.Received, Read: now.Visitor.Read,
		OwnerReceived: now.Owner.Received, OwnerRead: now.Owner.Read, Messages: []exportedMessage{},
	}
	for _, m := range messages {
		from := "owner"
		if m.From == conversation.Visitor {
			from = "you"
		}
		e.Conversation.Messages = append(e.Conversation.Messages, exportedMessage{m.Seq, from, m.At.UTC(), m.Place, m.Body, m.Edited, m.Deleted})
	}
	return e
}

// moment is a time in an export; none is left out.
func moment(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = t.UTC()
	return &t
}
