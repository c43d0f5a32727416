package main

import (
	"fmt"
	"time"
)

const (
	patience  = 500 * time.Millisecond // what a session may take before it is asked whether it waits
	lookAgain = 20 * time.Millisecond
	playLimit = time.Minute // for one statement
)

// voice is a session in a play, with what it has not been told yet.
type voice struct {
	session
	asked  step
	answer chan answer
	late   bool // it was said that it waits
}

type answer struct {
	reply reply
	err   error
}

// play lets sessions speak in turn, and returns what each was told. Who is made to wait by another is overtaken, and is
// heard as soon as it has its answer.
func play(e engine, steps []step, write form) (string, error) {
	t := &transcript{write: write}
	var voices []*voice
	defer func() {
		for _, v := range voices {
			v.close()
		}
	}()
	named := map[string]*voice{}
	for _, s := range steps {
		if s.sleep > 0 {
			t.sleeps(s.sleep)
			time.Sleep(s.sleep)
			continue
		}
		v := named[s.session]
		if v == nil {
			opened, err := e.open()
			if err != nil {
				return "", err
			}
			v = &voice{session: opened}
			named[s.session], voices = v, append(voices, v)
		}
		if v.late {
			return "", fmt.Errorf("%s is asked %q while it waits", s.session, s.text)
		}
		v.ask(s)
		if err := t.hear(v); err != nil {
			return "", err
		}
		for _, other := range voices {
			if other != v && other.late {
				if err := t.hear(other); err != nil {
					return "", err
				}
			}
		}
	}
	return t.String(), nil
}

func (v *voice) ask(s step) {
	v.asked, v.answer = s, make(chan answer, 1)
	go func() {
		r, err := v.session.ask(s.text)
		v.answer <- answer{r, err}
	}()
}

// hear writes what a voice was told, or once that it waits.
func (t *transcript) hear(v *voice) error {
	a, waits, err := v.settle()
	switch {
	case err != nil:
		return fmt.Errorf("%s: %q: %w", v.asked.session, v.asked.text, err)
	case !waits:
		v.late = false
		t.exchange(v.asked, a)
	case !v.late:
		v.late = true
		t.exchange(v.asked, reply{lines: []string{"… waits"}})
	}
	return nil
}

// settle returns the answer, or that there is none because another session holds what it needs. A statement that is only
// slow is waited for.
func (v *voice) settle() (r reply, waits bool, err error) {
	limit := time.After(playLimit)
	for look := time.After(patience); ; look = time.After(lookAgain) {
		select {
		case a := <-v.answer:
			return a.reply, false, a.err
		case <-limit:
			return reply{}, false, fmt.Errorf("no answer within %s, and no lock that it waits for", playLimit)
		case <-look:
			if waits, err := v.waits(); waits || err != nil {
				return reply{}, waits, err
			}
		}
	}
}
