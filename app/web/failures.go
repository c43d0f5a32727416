package web

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"time"

	"porchlight/app/account"
	"porchlight/app/fault"
)

const (
	failuresTogether = 10 * time.Minute // logins that fail within it make one record for each account
	failuresMost     = 1000             // addresses that are told apart in that time
	longestAddress   = 4 * 254          // bytes: no account has a longer one, and a form takes a hundred times as much
)

// failures are logins that failed lately. They are counted here and recorded together: whoever guesses passwords does not fill the log.
type failures struct {
	mu      sync.Mutex
	since   time.Time
	byEmail map[string]int
	others  int
}

func (f *failures) add(email string, times int, now time.Time) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.byEmail == nil {
		f.since, f.byEmail = now, map[string]int{}
	}
	email = strings.ToLower(strings.TrimSpace(email))
	if _, known := f.byEmail[email]; !known && (len(f.byEmail) >= failuresMost || len(email) > longestAddress) {
		f.others += times
		return
	}
	f.byEmail[email] += times
}

// due takes what has been gathered for so long.
func (f *failures) due(now time.Time, after time.Duration) (byEmail map[string]int, others int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.byEmail == nil || now.Sub(f.since) < after {
		return nil, 0
	}
	byEmail, others = f.byEmail, f.others
	f.byEmail, f.others = nil, 0
	return byEmail, others
}

// recordFailures records the logins that failed, each account's by itself. Of addresses that have no account only the number is kept: they
// may be anybody's, or a password in the wrong field.
func (s *Server) recordFailures(ctx context.Context, after time.Duration) {
	byEmail, others := s.failures.due(s.Now(), after)
	for email, times := range byEmail {
		who, err := s.Accounts.ByEmail(ctx, email)
		switch {
		case err == nil:
			s.recordAs(ctx, account.Account{}, didFail, who.Email, attempts(times))
		case fault.Is(err, fault.NotFound):
			others += times
		default: // whose they are is asked again with the next
			s.failures.add(email, times, s.Now())
			s.warn(ctx, "logins that failed could not be recorded yet", err)
		}
	}
	if others > 0 {
		s.recordAs(ctx, account.Account{}, didGuess, "", attempts(others)+" at addresses that have no account")
	}
}

func attempts(n int) string {
	if n == 1 {
		return "1 attempt"
	}
	return fmt.Sprint(n, " attempts")
}
