package archive

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// instant is the form of instants; it has one spelling for each.
const instant = "2006-01-02T15:04:05.000000Z"

// Line writes a row as one line of JSON, without its line feed.
func Line(r Row) ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, c := range r.Noun.Columns {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(strconv.Quote(c.Name) + ":")
		if err := write(&b, c, r.Values[i]); err != nil {
			return nil, fmt.Errorf("%s, %v: %s %w", r.Noun.Name, r.Values[0], c.Name, err)
		}
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

var (
	errKind = errors.New("is of another kind")
	errText = errors.New("is not UTF-8, or holds a zero byte")
	errYear = errors.New("is before the year 0 or after 9999")
)

func write(b *bytes.Buffer, c Column, value any) error {
	if value == nil {
		if !c.Nullable {
			return errKind
		}
		b.WriteString("null")
		return nil
	}
	switch v := value.(type) {
	case bool:
		if c.Kind != Bool {
			return errKind
		}
		b.WriteString(strconv.FormatBool(v))
	case int64:
		return writeNumber(b, c.Kind, v)
	case string:
		if c.Kind != Text && c.Kind != JSON {
			return errKind
		}
		return writeText(b, v)
	case []byte:
		if c.Kind != Bytes {
			return errKind
		}
		return writeText(b, string(v))
	default:
		return errKind
	}
	return nil
}

func writeNumber(b *bytes.Buffer, kind Kind, v int64) error {
	switch kind {
	case Int:
		b.WriteString(strconv.FormatInt(v, 10))
		return nil
	case At:
		at := time.UnixMicro(v).UTC()
		if at.Year() < 0 || at.Year() > 9999 {
			return errYear
		}
		b.WriteString(at.Format(`"` + instant + `"`))
		return nil
	}
	return errKind
}

func writeText(b *bytes.Buffer, s string) error {
	if !utf8.ValidString(s) || strings.ContainsRune(s, 0) {
		return errText
	}
	encoder := json.NewEncoder(b)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(s); err != nil {
		return err
	}
	b.Truncate(b.Len() - 1) // its line feed
	return nil
}

// ParseLine reads what [Line] wrote, and nothing else: a line has one spelling.
func ParseLine(n *Noun, line []byte) (Row, error) {
	fields := map[string]json.RawMessage{}
	if err := json.Unmarshal(line, &fields); err != nil {
		return Row{}, fmt.Errorf("is no JSON object: %w", err)
	}
	r := Row{Noun: n, Values: make([]any, len(n.Columns))}
	for i, c := range n.Columns {
		raw, there := fields[c.Name]
		if !there {
			return Row{}, fmt.Errorf("%s is missing", c.Name)
		}
		delete(fields, c.Name)
		value, err := parse(c, raw)
		if err != nil {
			return Row{}, fmt.Errorf("%s: %w", c.Name, err)
		}
		r.Values[i] = value
	}
	for name := range fields {
		return Row{}, fmt.Errorf("%q is no field of %s", name, n.Name)
	}
	again, err := Line(r)
	if err != nil {
		return Row{}, err
	}
	if !bytes.Equal(again, line) {
		return Row{}, errors.New("is spelled otherwise than lantoa writes it")
	}
	return r, nil
}

func parse(c Column, raw json.RawMessage) (any, error) {
	if string(raw) == "null" {
		if !c.Nullable {
			return nil, errors.New("may not be null")
		}
		return nil, nil
	}
	switch c.Kind {
	case Bool:
		var v bool
		err := json.Unmarshal(raw, &v)
		return v, err
	case Int:
		var v int64
		err := json.Unmarshal(raw, &v)
		return v, err
	}
	var s string
	if err := json.Unmarshal(raw, &s); err != nil {
		return nil, err
	}
	switch c.Kind {
	case Bytes:
		return []byte(s), nil
	case At:
		at, err := time.Parse(instant, s)
		return at.UnixMicro(), err
	}
	return s, nil
}
