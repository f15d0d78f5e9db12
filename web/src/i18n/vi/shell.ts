export const shell = {
  skip: 'Tới nội dung',
  rail: 'Các phần của bàn biên tập',
  bar: 'Phần chính',
  fold: 'Thu gọn',
  unfold: 'Mở rộng',
  account: 'Tài khoản của {{name}}',
  mine: 'Tài khoản của tôi',
  light: 'Nền sáng',
  dark: 'Nền tối',
  compact: 'Hàng sít',
  comfortable: 'Hàng thoáng',
  signOut: 'Đăng xuất',
  rooms: {
    articles: 'Bài viết',
    audit: 'Nhật ký',
    home: 'Tổng quan',
    reviews: 'Duyệt',
    people: 'Người dùng',
    plans: 'Kế hoạch',
    press: 'Báo chí',
    settings: 'Thiết đặt',
    units: 'Đơn vị',
  },
  missing: { title: 'Không có trang này', text: 'Có thể địa chỉ đã gõ nhầm, hoặc nội dung đã chuyển đi.', home: 'Về trang tổng quan' },
  newVersion: { title: 'Có phiên bản mới', text: 'Nội dung bạn đang viết được giữ trên máy này.', reload: 'Tải lại' },
}

export const problem = {
  unreachable: 'Không kết nối được với máy chủ',
  unreachableRemedy: 'Nội dung đang viết vẫn còn trên máy này. Kiểm tra mạng rồi thử lại.',
  request: 'Mã yêu cầu: {{id}}',
  retry: 'Thử lại',
}
