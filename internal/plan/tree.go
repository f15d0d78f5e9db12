package plan

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/text"
)

// maxDepth bounds nesting; documents of this shape need six levels.
const maxDepth = 32

// readTree reads JSON into maps, slices, strings, numbers and booleans. Unlike the
// standard reader it refuses a key that stands twice, and bytes that are not UTF-8.
func readTree(b []byte) (any, error) {
	if !utf8.Valid(b) {
		return nil, malformed(errors.New("the text is not UTF-8"))
	}
	decoder := json.NewDecoder(bytes.NewReader(b))
	decoder.UseNumber()
	tree, err := readValue(decoder, 0)
	if err != nil {
		return nil, malformed(fmt.Errorf("byte %d: %w", decoder.InputOffset(), err))
	}
	if _, err := decoder.Token(); err != io.EOF {
		return nil, malformed(fmt.Errorf("byte %d: there is more after the document", decoder.InputOffset()))
	}
	return tree, nil
}

func malformed(err error) error {
	return fault.New(fault.MalformedBody, fault.Tf("Tài liệu kế hoạch không đọc được (%v).", "The plan document cannot be read (%v).", err)).Because(err)
}

func readValue(decoder *json.Decoder, depth int) (any, error) {
	if depth > maxDepth {
		return nil, errors.New("nested too deeply")
	}
	token, err := decoder.Token()
	if err != nil {
		return nil, err
	}
	switch token {
	case json.Delim('['):
		list := []any{}
		for decoder.More() {
			value, err := readValue(decoder, depth+1)
			if err != nil {
				return nil, err
			}
			list = append(list, value)
		}
		_, err = decoder.Token()
		return list, err
	case json.Delim('{'):
		return readObject(decoder, depth)
	}
	return token, nil
}

func readObject(decoder *json.Decoder, depth int) (any, error) {
	object := map[string]any{}
	for decoder.More() {
		token, err := decoder.Token()
		if err != nil {
			return nil, err
		}
		key, _ := token.(string) // the reader lets nothing else stand there
		if _, twice := object[key]; twice {
			return nil, fmt.Errorf("the key %q stands twice in one object", key)
		}
		if object[key], err = readValue(decoder, depth+1); err != nil {
			return nil, err
		}
	}
	_, err := decoder.Token()
	return object, err
}

// checker compares a tree with the Go type that it shall fill, and notes every
// difference at once, each with its place.
type checker struct{ faults fault.Fields }

// check returns the tree with its texts in stored form (NFC).
func (c *checker) check(tree any, shape reflect.Type, at string) any {
	if shape.Kind() == reflect.Pointer {
		shape = shape.Elem()
	}
	switch value := tree.(type) {
	case map[string]any:
		if shape.Kind() == reflect.Struct {
			return c.object(value, shape, at)
		}
		if shape.Kind() == reflect.Map {
			for key, one := range value {
				value[key] = c.check(one, shape.Elem(), at+"/"+escape(key))
			}
			return value
		}
	case []any:
		if shape.Kind() == reflect.Slice {
			for i, one := range value {
				value[i] = c.check(one, shape.Elem(), at+"/"+strconv.Itoa(i))
			}
			return value
		}
	case string:
		if shape.Kind() == reflect.String {
			return c.text(value, shape, at)
		}
	case json.Number:
		if _, err := strconv.Atoi(value.String()); err == nil && shape.Kind() == reflect.Int {
			return value
		}
	case bool:
		if shape.Kind() == reflect.Bool {
			return value
		}
	}
	c.faults.Add(at, fault.Tf("Sai kiểu dữ liệu; cần %s.", "Wrong type; %s is needed.", typeName(shape)))
	return tree
}

func (c *checker) object(object map[string]any, shape reflect.Type, at string) any {
	var known []string
	for i := range shape.NumField() {
		name, options, tagged := strings.Cut(shape.Field(i).Tag.Get("json"), ",")
		if name == "" {
			continue
		}
		known = append(known, name)
		optional := tagged && options == "omitempty"
		value, there := object[name]
		switch {
		case optional && (!there || value == nil):
			delete(object, name) // null and absent are the same
		case !there:
			c.faults.Add(at+"/"+name, fault.T("Thiếu trường bắt buộc này.", "This field is required."))
		default:
			object[name] = c.check(value, shape.Field(i).Type, at+"/"+name)
		}
	}
	for name := range object {
		if !slices.Contains(known, name) {
			c.faults.Add(at+"/"+escape(name), hinted(
				fault.T("Trường không được biết", "Unknown field"), fault.T("gần nhất là", "the nearest known is"), name, known))
		}
	}
	return object
}

func (c *checker) text(value string, shape reflect.Type, at string) string {
	clean, err := text.Clean(value)
	if err != nil {
		c.faults.Add(at, fault.T("Chữ không phải UTF-8.", "The text is not UTF-8."))
	}
	if shape == reflect.TypeFor[Date]() {
		if !Date(clean).Real() {
			c.faults.Add(at, fault.T("Không phải ngày có thật theo dạng 2025-12-31.", "Not a real day in the form 2025-12-31."))
		}
	}
	return clean
}

func typeName(shape reflect.Type) string {
	switch shape.Kind() {
	case reflect.Struct, reflect.Map:
		return "object"
	case reflect.Slice:
		return "array"
	case reflect.Int:
		return "integer"
	case reflect.Bool:
		return "boolean"
	}
	return "string"
}

// escape makes a key a part of a JSON pointer (RFC 6901).
func escape(key string) string {
	return strings.NewReplacer("~", "~0", "/", "~1").Replace(strings.ToValidUTF8(key, "\uFFFD"))
}
