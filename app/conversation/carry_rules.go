package conversation

import (
	"encoding/json"
	"io"
	"slices"

	"porchlight/app/fault"
)

// carriedThread is what the lines of a conversation must go on from.
type carriedThread struct {
	carriedConversation
	seq   int64               // of the last message
	plain int64               // rev of the last message that is as it was sent: revs of those grow with their seqs
	ids   map[string]struct{} // of its messages, with their sides
	noted bool
}

// begin reads the header.
func (r *carryReader) begin(text []byte) error {
	var h struct {
		Format  string `json:"format"`
		Version int    `json:"version"`
	}
	switch err := json.Unmarshal(text, &h); {
	case err != nil || h.Format != carryFormat:
		return r.wrong("is not the beginning of an export: it must be %s", `{"format":"`+carryFormat+`","version":1,…}`)
	case h.Version > carryVersion:
		return r.wrong("says that a newer Porchlight wrote this, in version %d of the format; this one reads %d. Import it with the newer one", h.Version, carryVersion)
	case h.Version < 1:
		return r.wrong("names no version of the format; it is %d", carryVersion)
	}
	r.header = &carriedHeader{} // a newer one may have fields of which this one knows nothing: only now it is looked at closely
	return r.decode(text, r.header)
}

func (r *carryReader) conversation(c *carriedConversation) error {
	if err := r.complete(); err != nil {
		return err
	}
	numbers := []int64{c.FirstSeq, c.LastSeq, c.Rev, c.MarksRev, c.VisitorReceived, c.VisitorRead, c.OwnerReceived, c.OwnerRead}
	marks := max(c.VisitorReceived, c.VisitorRead, c.OwnerReceived, c.OwnerRead)
	switch {
	case !ValidID(c.ID):
		return r.wrong(`its "id" %.40q is not 32 hexadecimal digits`, c.ID)
	case c.ID <= r.thread.ID:
		return r.wrong("conversation %s does not come behind %s: they must be in the order of their ids, each once", c.ID, r.thread.ID)
	case slices.Min(numbers) < 0:
		return r.wrong("has the number %d, and none can be below 0", slices.Min(numbers))
	case slices.Max(numbers) > numberMost:
		return r.wrong("has the number %d, which no conversation reaches", slices.Max(numbers))
	case c.FirstSeq < 1 || c.LastSeq < c.FirstSeq-1:
		return r.wrong(`"first_seq" %d and "last_seq" %d are no beginning and end of a thread`, c.FirstSeq, c.LastSeq)
	case c.Rev < max(c.LastSeq, 1) || c.MarksRev > c.Rev:
		return r.wrong(`"rev" %d is too low: it grows with every message and every change`, c.Rev)
	case marks > c.LastSeq:
		return r.wrong(`something beyond the last message, %d, is said to be received or read: %d`, c.LastSeq, marks)
	}
	r.thread = carriedThread{carriedConversation: *c, seq: c.FirstSeq - 1, ids: map[string]struct{}{}}
	r.read.Conversations++
	return first(r.place(c.Place), r.past("began_at", c.Began), r.past("changed_at", c.Changed),
		r.fact("language", c.Language), r.fact("time_zone", c.TimeZone), r.fact("device", c.Device))
}

func (r *carryReader) message(m *carriedMessage) error {
	t, key := &r.thread, string(m.From)+m.ID
	if err := r.belongs(m.Conversation); err != nil {
		return err
	}
	_, taken := t.ids[key]
	plain := m.Edited.IsZero() && m.Deleted.IsZero()
	switch {
	case m.Seq != t.seq+1 || m.Seq > t.LastSeq:
		return r.wrong(`its "seq" is %d, where %d to %d are to come, one after the other`, m.Seq, t.seq+1, t.LastSeq)
	case t.noted:
		return r.wrong("is a message behind the notes; messages come first")
	case m.Rev <= t.plain || m.Rev < m.Seq || m.Rev > t.Rev:
		return r.wrong(`its "rev" is %d, and must be above %d and not above the conversation's, %d`, m.Rev, max(t.plain, m.Seq-1), t.Rev)
	case m.From != Visitor && m.From != Owner:
		return r.wrong(`is from %.40q, and can be from visitor or owner`, m.From)
	case m.From == Visitor && m.By != "":
		return r.wrong(`is from the visitor, and "by" names an owner`)
	case !uuidForm.MatchString(m.ID):
		return r.wrong(`its "id" %.40q is not a UUID in lower case`, m.ID)
	case taken:
		return r.wrong("has the id %s of a message before it", m.ID)
	case !m.Deleted.IsZero() && m.Body != "":
		return r.wrong("was deleted and has a body; take one of them out")
	}
	t.seq = m.Seq
	t.ids[key] = struct{}{}
	if plain {
		t.plain = m.Rev
	}
	r.read.Messages++
	if m.Deleted.IsZero() {
		if err := r.body(&m.Body); err != nil {
			return err
		}
	}
	return first(r.author(m.By), r.place(m.Place), r.past("sent_at", m.Sent))
}

func (r *carryReader) note(n *carriedNote) error {
	r.thread.noted = true
	r.read.Notes++
	return first(r.belongs(n.Conversation), r.author(n.By), r.past("written_at", n.Written), r.body(&n.Body))
}

// belongs refuses what does not follow its conversation.
func (r *carryReader) belongs(conversation string) error {
	if r.thread.ID == "" || conversation != r.thread.ID {
		return r.wrong("belongs to conversation %.40q and does not follow it", conversation)
	}
	return nil
}

// complete refuses a conversation that ends early.
func (r *carryReader) complete() error {
	if t := r.thread; t.ID != "" && t.seq != t.LastSeq {
		return r.wrong("ends conversation %s, of which the messages %d to %d are missing", t.ID, t.seq+1, t.LastSeq)
	}
	return nil
}

// end returns io.EOF where the file holds what its header says.
func (r *carryReader) end() error {
	switch {
	case r.header == nil:
		return fault.New(fault.Invalid, "the file is empty")
	case r.complete() != nil:
		return r.complete()
	case r.header.Carried != nil && *r.header.Carried != r.read:
		said := *r.header.Carried
		return fault.New(fault.Invalid, "the file is not whole: line 1 speaks of %d conversations, %d messages and %d notes, and there are %d, %d and %d. If that is meant, take the three numbers out of line 1",
			said.Conversations, said.Messages, said.Notes, r.read.Conversations, r.read.Messages, r.read.Notes)
	}
	return io.EOF
}
