package web

import (
	"bufio"
	"context"
	"encoding/csv"
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"porchlight/app/audit"
	"porchlight/app/fault"

	"github.com/gofiber/fiber/v2"
)

// exportTimeout is how long the log may take to be read: a download may be slower than what a page asks.
const exportTimeout = time.Minute

// exportedRecord is a line of the log in an export. Its fields are named to be read; the hash is that of the chain.
type exportedRecord struct {
	ID      int64     `json:"id"`
	At      time.Time `json:"at"`
	Account int64     `json:"account_id,omitempty"`
	Email   string    `json:"email,omitempty"`
	Action  string    `json:"action"`
	Subject string    `json:"subject,omitempty"`
	Detail  string    `json:"detail,omitempty"`
	Hash    string    `json:"hash"`
}

// writers write an export in its form, record by record.
var writers = map[string]func(*bufio.Writer) func(exportedRecord) error{
	"csv": func(w *bufio.Writer) func(exportedRecord) error {
		table := csv.NewWriter(w)
		_ = table.Write([]string{"id", "at", "account_id", "email", "action", "subject", "detail", "hash"}) // what fails shows when it is flushed
		return func(r exportedRecord) error {
			_ = table.Write([]string{
				strconv.FormatInt(r.ID, 10), r.At.Format(time.RFC3339Nano), strconv.FormatInt(r.Account, 10), cell(r.Email), r.Action, cell(r.Subject), cell(r.Detail), r.Hash,
			})
			table.Flush()
			return table.Error()
		}
	},
	"jsonl": func(w *bufio.Writer) func(exportedRecord) error {
		lines := json.NewEncoder(w)
		return func(r exportedRecord) error { return lines.Encode(r) }
	},
}

// cell keeps a spreadsheet from taking text for a formula (https://owasp.org/www-community/attacks/CSV_Injection).
func cell(text string) string {
	if text != "" && strings.ContainsRune("=+-@\t\r", rune(text[0])) {
		return "'" + text
	}
	return text
}

// exportAudit gives what is filtered as a file, the newest first. That it was taken is in the log itself.
func (s *Server) exportAudit(c *fiber.Ctx) error {
	form := c.Query("as")
	writer, known := writers[form]
	if !known {
		return fault.New(fault.Invalid, "Say as what to export the log: csv or jsonl.")
	}
	filter, _ := filterOfLog(c)
	s.record(c, didExport, "", "as "+form)
	c.Attachment("audit-" + s.Now().UTC().Format(time.DateOnly) + "." + form)
	c.Set(headerRobots, noIndex)
	c.Set(fiber.HeaderContentType, map[string]string{"csv": "text/csv; charset=utf-8", "jsonl": "application/jsonl; charset=utf-8"}[form])
	asked := along(c) // c is another request's when this is sent
	c.Context().SetBodyStreamWriter(func(w *bufio.Writer) {
		ctx, cancel := context.WithTimeout(asked, exportTimeout)
		defer cancel()
		write := writer(w)
		err := s.Audit.Each(ctx, filter, func(r audit.Record) error {
			return write(exportedRecord{r.ID, r.At.UTC(), r.AccountID, r.Email, r.Action, r.Subject, r.Detail, r.Hash})
		})
		if err != nil {
			s.Log.WarnContext(ctx, "an export of the audit log ended early", "error", err)
		}
	})
	return nil
}
