package catalog_test

import (
	"testing"

	"porchlight/app/catalog"
)

func TestRepliesAreReadInTheOrderOfTheirFilesAndFilledIn(t *testing.T) {
	c, err := catalog.Load(contentWith(t,
		put("replies/b.md", "---\ntitle: Second\n---\n\n\"{title}\" by {owner}.\n{title}, {hours}\n\n"),
		put("replies/a.md", "---\ntitle: First\n---\n{ title } and {\"json\": 1} and {} are no variables\n"),
		put("replies/notes.txt", "no reply"), put("replies/old.md/c.md", "no reply"),
	), nil)
	if err != nil {
		t.Fatal(err)
	}
	if len(c.Replies) != 2 || c.Replies[0].Slug != "a" || c.Replies[0].Title != "First" || c.Replies[1].Slug != "b" {
		t.Fatalf("%+v", c.Replies)
	}
	for _, f := range []struct {
		reply  *catalog.Reply
		values map[string]string
		want   string
	}{
		{c.Replies[0], map[string]string{"title": "Redis"}, `{ title } and {"json": 1} and {} are no variables`},
		{c.Replies[1], map[string]string{"title": "Redis", "owner": "Robin {hours}", "hours": "always"}, "\"Redis\" by Robin {hours}.\nRedis, always"},
		{c.Replies[1], map[string]string{"title": "$1", "owner": "Robin"}, "\"$1\" by Robin.\n$1, "},
	} {
		if got := f.reply.Fill(f.values); got != f.want {
			t.Errorf("%s is %q, want %q", f.reply.Slug, got, f.want)
		}
	}
}

func TestASiteMayHaveNoReplies(t *testing.T) {
	if c, err := catalog.Load(contentWith(t), nil); err != nil || len(c.Replies) > 0 {
		t.Errorf("%+v, %v", c, err)
	}
}
