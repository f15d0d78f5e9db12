package sandbox

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/lantoa/lantoa/internal/connector"
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
			return nil, fmt.Errorf("more than %d steps", maxSteps)
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
		return "", 0, fmt.Errorf("%q repeats by no number from 1 to %d", part, maxSteps)
	}
	return word, times, nil
}

func parseStep(word string) (step, error) {
	name, wait, waits := strings.Cut(word, ":")
	one := step{class: connector.Class(strings.TrimRight(name, "+-"))}
	sign := strings.TrimPrefix(name, string(one.class))
	if !slices.Contains(connector.Classes(), one.class) {
		return step{}, fmt.Errorf("%q is no class", name)
	}
	if sign != "" && (one.class != connector.Ambiguous || len(sign) != 1) {
		return step{}, fmt.Errorf("%q: only ambiguous takes one + or -", name)
	}
	one.applied = one.class == connector.OK || one.class == connector.Duplicate || sign == "+"
	if !waits {
		return one, nil
	}
	var err error
	one.wait, err = time.ParseDuration(wait)
	if err != nil || one.wait <= 0 || one.wait > maxWait {
		return step{}, fmt.Errorf("%q is no wait from 1s to 24h", wait)
	}
	if one.class != connector.Throttled && one.class != connector.Transient {
		return step{}, fmt.Errorf("%q names a time to come back and is neither throttled nor transient", word)
	}
	return one, nil
}
