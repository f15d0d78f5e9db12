package archive

import "strings"

// readme tells people what lies in an archive.
func readme() []byte {
	var b strings.Builder
	b.WriteString(`Bản lưu trữ của lantoa: toàn bộ một nơi cài đặt, ở dạng mở.

manifest.json  độ dài và SHA-256 của từng tệp, đầu các chuỗi đã niêm, bảng được để lại
data/*.jsonl   mỗi bảng một tệp, mỗi dòng một đối tượng JSON (UTF-8), theo thứ tự khóa
schema/*.json  JSON Schema của các dòng đó
media/ab/…     ảnh và bản gốc, tên là SHA-256 của nội dung

Mốc thời gian là RFC 3339, giờ UTC. release.canonical là đúng từng byte bản đã duyệt (RFC 8785);
audit, event, seal là sổ việc đã niêm: sau khi nhập, "lantoa audit verify" chứng minh.
Không có bí mật nào trong này; mọi kênh đều tạm dừng. Bảng để lại, và việc cần làm:

`)
	for _, one := range LeftOut() {
		b.WriteString("  " + one.Table + ": " + one.VI + "\n")
	}
	b.WriteString(`
An archive of lantoa: all of an installation, in open formats.

manifest.json  length and SHA-256 of each file, the ends of the sealed streams, what is left out
data/*.jsonl   a file for each table, a JSON object (UTF-8) for each row, in the order of its key
schema/*.json  JSON Schema of those lines
media/ab/…     pictures and originals, named by the SHA-256 of their bytes

Instants are RFC 3339, UTC. release.canonical is what was approved, to the byte (RFC 8785);
audit, event and seal are the record as it was sealed: "lantoa audit verify" proves it once it is taken in.
There is no secret in here, and every channel is paused. Left out, and what is to be done:

`)
	for _, one := range LeftOut() {
		b.WriteString("  " + one.Table + ": " + one.EN + "\n")
	}
	return []byte(b.String())
}
