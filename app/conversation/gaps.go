package conversation

import "context"

// Gap is a place that visitors asked about: perhaps what they asked is missing there.
type Gap struct {
	Place         string
	Questions     int64 // messages of visitors from there
	Conversations int64
	Unanswered    int64 // conversations about it that wait for an answer
}

// Gaps counts the questions by place, those that wait for an answer first.
func (c *Conversations) Gaps(ctx context.Context) (gaps []Gap, err error) {
	rows, err := c.store.Read().Gaps(ctx)
	for _, row := range rows {
		gaps = append(gaps, Gap(row))
	}
	return gaps, err
}
