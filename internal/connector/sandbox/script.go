package sandbox

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/fault"
)

const (
	maxSteps = 100
	maxWait  = 24 * time.Hour
)

// step is what one try meets.
type step struct {
	class connector.Class
	// applied tells that the post is there afterwards, whatever the answer was.
	applied bool
	wait    time.Duration // with throttled and transient; 0 names no time
}

// parse reads a script: steps parted by commas, each "class", "class*times" or
// "class:wait" (also "class:wait*times"); "ambiguous+" was applied, "ambiguous-" and
// plain "ambiguous" were not.
func parse(script string) ([]step, error) {
	var steps []step
	for part := range strings.SplitSeq(script, ",") {
		word, times, err := repeated(strings.TrimSpace(part))
		if err != nil {
			return nil, err
		}
		one, err := parseStep(word)
		if err != nil {
			return nil, err
		}
		steps = append(steps, slices.Repeat([]step{one}, times)...)
		if len(steps) > maxSteps {
			return nil, unread(fault.Tf("nhiều hơn %d bước", "more than %d steps", maxSteps))
		}
	}
	return steps, nil
}

func repeated(part string) (string, int, error) {
	word, number, found := strings.Cut(part, "*")
	if !found {
		return word, 1, nil
	}
	times, err := strconv.Atoi(number)
	if err != nil || times < 1 || times > maxSteps {
		return "", 0, unread(fault.Tf("%q cần lặp lại theo một số từ 1 đến %d", "%q repeats by no number from 1 to %d", part, maxSteps))
	}
	return word, times, nil
}

func parseStep(word string) (step, error) {
	name, wait, waits := strings.Cut(word, ":")
	one := step{class: connector.Class(strings.TrimRight(name, "+-"))}
	sign := strings.TrimPrefix(name, string(one.class))
	if !slices.Contains(connector.Classes(), one.class) {
		return step{}, unread(fault.Tf("không có kết quả %q; chỉ nhận: %s", "there is no result %q; takes one of: %s", name, classes()))
	}
	if sign != "" && (one.class != connector.Ambiguous || len(sign) != 1) {
		return step{}, unread(fault.Tf("%q: chỉ ambiguous mang một dấu + hoặc -", "%q: only ambiguous takes one + or -", name))
	}
	one.applied = one.class == connector.OK || one.class == connector.Duplicate || sign == "+"
	if !waits {
		return one, nil
	}
	var err error
	one.wait, err = time.ParseDuration(wait)
	if err != nil || one.wait <= 0 || one.wait > maxWait {
		return step{}, unread(fault.Tf("%q không phải thời gian chờ từ 1s đến 24h", "%q is no wait from 1s to 24h", wait))
	}
	if one.class != connector.Throttled && one.class != connector.Transient {
		return step{}, unread(fault.Tf("%q nêu thời gian chờ, mà chỉ throttled và transient mới có", "%q names a wait, which only throttled and transient have", word))
	}
	return one, nil
}

// unread says what is wrong with a script.
func unread(why fault.Text) error {
	return fault.Invalid("/settings/script", fault.T("kịch bản không đọc được: "+why.VI, "the script cannot be read: "+why.EN))
}

// classes names what a step may be.
func classes() string {
	var names []string
	for _, one := range connector.Classes() {
		names = append(names, string(one))
	}
	return strings.Join(names, ", ")
}
