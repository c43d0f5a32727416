package health

import (
	"fmt"
	"math"
	"strconv"
	"time"
)

// Seconds says how long something takes.
func Seconds(s float64) string {
	switch {
	case s >= 10:
		return fmt.Sprintf("%.0f s", s)
	case s >= 1:
		return fmt.Sprintf("%.1f s", s)
	case s >= .01:
		return fmt.Sprintf("%.0f ms", s*1000)
	case s >= .001:
		return fmt.Sprintf("%.1f ms", s*1000)
	}
	return fmt.Sprintf("%.2f ms", s*1000)
}

// Size says how much something is; 1 KB is 1,024 bytes.
func Size(bytes float64) string {
	unit := 0
	for bytes >= 1000 && unit < 4 {
		bytes /= 1024
		unit++
	}
	if unit == 0 {
		return Number(bytes) + " B"
	}
	return Number(bytes) + " " + []string{"", "KB", "MB", "GB", "TB"}[unit]
}

// Number says how many: a tenth counts below ten, and thousands are set apart.
func Number(n float64) string {
	if n = math.Round(n*10) / 10; n < 10 && n != math.Trunc(n) {
		return strconv.FormatFloat(n, 'f', 1, 64)
	}
	digits := strconv.FormatFloat(math.Round(n), 'f', 0, 64)
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}

// Span says how long something lasts, in its two largest units, or one where the other is none.
func Span(d time.Duration) string {
	d = d.Round(time.Second)
	days, hours, minutes := int(d.Hours())/24, int(d.Hours())%24, int(d.Minutes())%60
	switch {
	case days > 0 && hours == 0:
		return fmt.Sprintf("%d d", days)
	case days > 0:
		return fmt.Sprintf("%d d %d h", days, hours)
	case hours > 0 && minutes == 0:
		return fmt.Sprintf("%d h", hours)
	case hours > 0:
		return fmt.Sprintf("%d h %d min", hours, minutes)
	case minutes > 0:
		return fmt.Sprintf("%d min", minutes)
	}
	return fmt.Sprintf("%d s", int(d.Seconds()))
}
