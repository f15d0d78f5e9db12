/** What differs between two texts. */
export const diff = {
  same: 'Hai bản giống nhau.',
  words: 'Thêm {{added}} chữ, bớt {{removed}} chữ.',
  pictures: 'Số ảnh: trước {{was}}, nay {{is}}.',
}

export const names = {
  somebody: 'đồng nghiệp',
}

/** The tabs beside the text in the editor. */
export const panels = {
  channels: {
    none: 'Chưa có kênh nào nhận được bản này. Quản trị kỹ thuật thêm kênh ở phần Kênh.',
    asSaved: 'Theo bản đã lưu lúc {{at}}.',
    saveFirst: 'Lưu bản rồi xem',
    follows: 'Theo bản gốc',
    changed: 'Đã sửa riêng',
    master_changed: 'Bản gốc đã đổi',
    against: 'Chưa gửi được',
    masterChanged: 'Bản gốc đã đổi sau khi viết lời riêng. Sửa lại, xác nhận vẫn đúng, hoặc trở lại bản gốc.',
    noForm: 'Kênh này không nhận lời riêng.',
    units: { graphemes: 'ký tự', utf16: 'ký tự (đếm theo nền tảng)' },
    bytes: 'byte',
    over: 'thừa {{n}}',
    near: 'gần hết chỗ',
    fields: { title: 'Tiêu đề cho kênh này', lead: 'Sapo cho kênh này', text: 'Lời cho kênh này' },
    begin: 'Viết lời riêng',
    change: 'Sửa lời riêng',
    save: 'Lưu lời riêng',
    leaveOwn: 'Thôi, theo bản gốc',
    leaveChange: 'Bỏ phần đang sửa',
    keep: 'Vẫn đúng',
    follow: 'Trở lại bản gốc',
    followed: '{{channel}} đã theo bản gốc.',
    difference: 'Khác bản gốc chỗ nào',
    history: 'Các lần sửa',
    takeUp: 'Dùng lại lời này',
    acts: { save: 'Đã sửa', keep: 'Xác nhận vẫn đúng', follow: 'Trở lại bản gốc', restore: 'Khôi phục khi bỏ đính chính' },
  },
  post: {
    label: 'Bản xem trước: {{channel}}',
    title: 'Sẽ gửi đi như sau',
    widen: 'Xem rộng',
    width: 'Bề rộng màn hình',
    phone: 'Điện thoại',
    desktop: 'Máy tính',
    body: 'Nội dung bài',
    leadCut: 'Sapo bị cắt cho vừa mức của kênh.',
    leftOut_other: 'Kênh không nhận {{count}} ảnh cuối của bài.',
    waits: 'Kênh này chờ cổng đăng xong rồi mới gửi, và dẫn về bài trên cổng.',
    marker: 'Dãy số 0 trong đường dẫn là chỗ của mã lượt phát.',
    picture: 'Ảnh: {{alt}}',
  },
}
