package docx

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"

	"github.com/lantoa/lantoa/internal/fault"
)

// pack is an opened file with its table of contents judged.
type pack struct {
	parts map[string]*zip.File // by name in lower case, as names are compared (ECMA-376 part 2, 6.2.2)
	types contentTypes
}

// contentTypes are the types of parts (ECMA-376 part 2, 7.3.7).
type contentTypes struct {
	byName map[string]string
	byEnd  map[string]string
}

// relation leads from one part to another, or outside (ECMA-376 part 2, 6.5).
type relation struct {
	kind     string // the last word of its type, such as "image"
	target   string // name of the part, or address where it is outside
	external bool
}

// TooLarge is the refusal of a file with more than [MaxBytes].
func TooLarge() error {
	return fault.New(fault.BodyTooLarge, fault.Tf("Tệp Word lớn hơn %d MB; thu nhỏ ảnh trong tệp (Nén ảnh) rồi gửi lại.",
		"The Word file is larger than %d MB; make its pictures smaller (Compress Pictures) and send it again.", MaxBytes>>20))
}

func bomb() error {
	return fault.New(fault.BodyTooLarge, fault.T("Tệp Word bung ra quá lớn; chép riêng nội dung bài sang một tệp mới rồi gửi lại.",
		"The Word file unpacks to too much; copy the story alone into a new file and send that."))
}

func damaged(cause error) error {
	return fault.New(fault.ValidationFailed, fault.T("Tệp Word hỏng hoặc không đúng dạng .docx; mở bằng Word hoặc LibreOffice, lưu lại thành .docx rồi gửi lại.",
		"The Word file is damaged or no proper .docx; open it in Word or LibreOffice, save it as .docx and send that.")).Because(cause)
}

func notWord(vi, en string) error { return fault.New(fault.MediaTypeUnknown, fault.T(vi, en)) }

// open judges a file by its first bytes and its table of contents.
func open(file []byte) (*pack, error) {
	switch {
	case len(file) > MaxBytes:
		return nil, TooLarge()
	case len(bytes.TrimSpace(file)) == 0:
		return nil, notWord("Tệp rỗng; chọn tệp khác.", "The file is empty; choose another one.")
	case bytes.HasPrefix(file, []byte("\xd0\xcf\x11\xe0")):
		return nil, compound(file)
	case bytes.HasPrefix(file, []byte("{\\rtf")):
		return nil, notWord("Tệp là RTF; mở bằng Word, lưu lại thành .docx rồi gửi lại.", "The file is RTF; open it in Word, save it as .docx and send that.")
	case bytes.HasPrefix(file, []byte("%PDF")):
		return nil, notWord("Tệp là PDF, không phải Word; gửi tệp .docx gốc.", "The file is a PDF and no Word file; send the original .docx.")
	case !bytes.HasPrefix(file, []byte("PK")):
		return nil, notWord("Tệp không phải .docx; mở bằng Word hoặc LibreOffice, lưu lại thành .docx rồi gửi lại.",
			"The file is no .docx; open it in Word or LibreOffice, save it as .docx and send that.")
	}
	return unpack(file)
}

// compound tells the two things apart that begin with the same old header: .doc, and .docx
// under a password, whose stream is called EncryptedPackage.
func compound(file []byte) error {
	if bytes.Contains(file, utf16le("EncryptedPackage")) {
		return notWord("Tệp được bảo vệ bằng mật khẩu; bỏ mật khẩu (Tệp › Thông tin › Bảo vệ tài liệu) rồi gửi lại.",
			"The file is protected by a password; take the password off (File › Info › Protect Document) and send it again.")
	}
	return notWord("Tệp là .doc cũ; mở bằng Word hoặc LibreOffice, lưu lại thành .docx rồi gửi lại.",
		"The file is an old .doc; open it in Word or LibreOffice, save it as .docx and send that.")
}

func utf16le(s string) []byte {
	out := make([]byte, 0, 2*len(s))
	for i := range len(s) {
		out = append(out, s[i], 0)
	}
	return out
}

// unpack reads the table of contents and holds it to the bounds.
func unpack(file []byte) (*pack, error) {
	archive, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		return nil, damaged(err)
	}
	if len(archive.File) > maxParts {
		return nil, bomb()
	}
	p := &pack{parts: map[string]*zip.File{}}
	var sum uint64
	for _, one := range archive.File {
		if sum += min(one.UncompressedSize64, maxUnpacked+1); sum > maxUnpacked {
			return nil, bomb()
		}
		name := key(one.Name)
		if _, twice := p.parts[name]; twice {
			return nil, damaged(fmt.Errorf("part %q stands twice", one.Name)) // two readers would read two files
		}
		if one.Flags&1 != 0 {
			return nil, damaged(errors.New("a part is encrypted"))
		}
		p.parts[name] = one
	}
	return p, p.readTypes()
}

// key is a name of a part as it is compared.
func key(name string) string {
	return strings.ToLower(strings.TrimPrefix(path.Clean("/"+strings.ReplaceAll(name, "\\", "/")), "/"))
}

// bytes reads a part of at most some bytes.
func (p *pack) bytes(name string, most int64) ([]byte, error) {
	part, ok := p.parts[key(name)]
	if !ok {
		return nil, fmt.Errorf("there is no part %q", name)
	}
	if part.UncompressedSize64 > uint64(most) {
		return nil, bomb()
	}
	body, err := part.Open()
	if err != nil {
		return nil, damaged(err)
	}
	defer func() { _ = body.Close() }()
	data, err := io.ReadAll(io.LimitReader(body, most+1))
	switch {
	case err != nil:
		return nil, damaged(err)
	case int64(len(data)) > most:
		return nil, bomb()
	}
	return data, nil
}

// tree reads a part as XML; nil where there is none of the name.
func (p *pack) tree(name string) (*node, error) {
	if _, ok := p.parts[key(name)]; !ok || name == "" {
		return nil, nil //nolint:nilnil // a part that a file may lack
	}
	data, err := p.bytes(name, maxXML)
	if err != nil {
		return nil, err
	}
	return parse(data)
}

func (p *pack) readTypes() error {
	root, err := p.tree("[Content_Types].xml")
	if err != nil {
		return err
	}
	if root == nil {
		return notWord("Tệp nén này không phải tệp Word; gửi tệp .docx.", "This archive is no Word file; send the .docx.")
	}
	p.types = contentTypes{byName: map[string]string{}, byEnd: map[string]string{}}
	for _, one := range root.kids {
		switch kind := one.get("ContentType"); local(one.name) {
		case "Override":
			p.types.byName[key(one.get("PartName"))] = kind
		case "Default":
			p.types.byEnd[strings.ToLower(one.get("Extension"))] = kind
		}
	}
	return nil
}

func (p *pack) typeOf(name string) string {
	if kind, ok := p.types.byName[key(name)]; ok {
		return kind
	}
	return p.types.byEnd[strings.TrimPrefix(path.Ext(key(name)), ".")]
}

// relations reads where a part leads, by id; those of the whole file for "".
func (p *pack) relations(name string) (map[string]relation, error) {
	dir, base := path.Split(name)
	root, err := p.tree(dir + "_rels/" + base + ".rels")
	if err != nil || root == nil {
		return nil, err
	}
	all := map[string]relation{}
	for _, one := range root.kids {
		kind := one.get("Type")
		r := relation{kind: kind[strings.LastIndexByte(kind, '/')+1:], target: one.get("Target"), external: one.get("TargetMode") == "External"}
		if !r.external && strings.HasPrefix(r.target, "/") {
			r.target = strings.TrimPrefix(path.Clean(r.target), "/")
		} else if !r.external {
			r.target = strings.TrimPrefix(path.Clean("/"+dir+r.target), "/")
		}
		all[one.get("Id")] = r
	}
	return all, nil
}

// main finds the part with the text.
func (p *pack) main() (string, error) {
	relations, err := p.relations("")
	if err != nil {
		return "", err
	}
	for _, one := range relations {
		if one.kind != "officeDocument" || one.external {
			continue
		}
		kind := p.typeOf(one.target)
		switch {
		case strings.Contains(kind, "spreadsheetml"):
			return "", notWord("Tệp là bảng tính Excel, không phải Word; chép nội dung sang Word rồi gửi tệp .docx.",
				"The file is an Excel workbook and no Word file; copy the text into Word and send the .docx.")
		case strings.Contains(kind, "presentationml"):
			return "", notWord("Tệp là bản trình chiếu PowerPoint, không phải Word; chép nội dung sang Word rồi gửi tệp .docx.",
				"The file is a PowerPoint presentation and no Word file; copy the text into Word and send the .docx.")
		}
		return one.target, nil
	}
	return "", notWord("Tệp nén này không có văn bản Word; gửi tệp .docx.", "This archive holds no Word text; send the .docx.")
}
