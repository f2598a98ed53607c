/// Requests of which two readers could take different parts for the end.
enum Ambiguous {
    static let hidden = "GET /hidden HTTP/1.1\r\nHost: a\r\n\r\n"
    static let long = "Content-Length: \(hidden.utf8.count)"
    private static let chunked = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n"

    /// Framing in the body.
    private static let chunks: [String] = [
        "\r\n", "-1\r\n", "+2\r\nhi\r\n0\r\n\r\n", "0x2\r\nhi\r\n0\r\n\r\n",
        " 2\r\nhi\r\n0\r\n\r\n", "2\r\nhiX\r\n0\r\n\r\n", "2\r\nhi0\r\n\r\n",
        "2\u{B}\r\nhi\r\n0\r\n\r\n", "2 2\r\nhi\r\n0\r\n\r\n", "2\rhi\r\n0\r\n\r\n", "\0\r\n\r\n",
        ";a=b\r\n\r\n", "2\r\nhi\r\n0\r\n: y\r\n\r\n", "2\r\nhi\r\n0\r\nContent-Length: 9\r\n\r\n",
        "2\r\nhi\r\n0\r\nHost: b\r\n\r\n", "2\r\nhi\r\n0\r\nX\u{B}: y\r\n\r\n",
        "2\r\nhi\r\n0\r\n X: y\r\n\r\n",
    ].map { "\(chunked)\r\n\($0)" }

    /// What the C library takes for the end of a chunk's line or of a trailer, and others do not.
    /// Such a request is answered, since we cannot tell, but nothing behind it is read.
    static let hiddenFromUs: [String] = [
        "2\nhi\r\n0\r\n\r\n", "2\r\nhi\n0\r\n\r\n", "2\r\nhi\r\n0\n\r\n",
        "2;a\nb\r\nhi\r\n0\r\n\r\n", "2\r\nhi\r\n0\r\nX: y\n\n",
        "2\r\nhi\r\n0\r\nX: y\r\n z\r\n\r\n",
    ].map { "\(chunked)\r\n\($0)" }

    /// Framing in the head.
    private static let heads: [String] = [
        "\(chunked)Content-Length: 0\r\n\r\n0\r\n\r\n",
        "\(chunked)Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "\(chunked)transfer_encoding: x\r\n Transfer-Encoding: identity\r\n\r\n0\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked,\r\n\r\n0\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: \"chunked\"\r\n\r\n0\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked;q=1\r\n\r\n0\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding:\r\n\r\n0\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1e1\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1_0\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3 6\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: \u{FF13}\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\0\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\n\u{B}Content-Length: 36\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length\u{B}: 36\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nContent\u{A0}Length: 36\r\n\r\n",
        "POST  / HTTP/1.1\r\nHost: a\r\n\r\n",
        "POST / HTTP/1.1\r\n Host: a\r\n\r\n", "POST / HTTP/1.1\r\nHost : a\r\n\r\n",
        "POST / HTTP/1.1\rHost: a\r\n\r\n", "POST /\u{B} HTTP/1.1\r\nHost: a\r\n\r\n",
        "POST /\0 HTTP/1.1\r\nHost: a\r\n\r\n", "POST\0 / HTTP/1.1\r\nHost: a\r\n\r\n",
        "POST https://a/ HTTP/1.1\r\nHost: b\r\n\r\n", "POST //a/ HTTP/1.1\r\n\r\n",
        "POST a:80 HTTP/1.1\r\nHost: a\r\n\r\n", "GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nX:\u{7F}\r\n\r\n", "GET / HTTP/1.1\r\nHost: a\r\nX\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\n\"X\": y\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nX@: y\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\n\n\r\n", "GET / HTTP/1.1\r\nHost: a\r\n\r\u{B}\n",
    ]

    /// Each is refused with 400, and what follows it is not read.
    static let shapes: [String] =
        heads + chunks + [
            "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\(long)\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: a\r\n\(long)\r\nContent-Length: 0\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\nContent-Length: 0\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: a\r\nContent-Length : 36\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: a\r\nContent-Length\t: 36\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: a\r\n Content-Length: 36\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: a\r\nX: y\r\n Content-Length: 36\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n 36\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: a\r\nContent-Length:\r\n 0\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +0\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -0\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0x0\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0, 36\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: \r\n\r\n",
            "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\u{B}\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\(long)\r\n\r\n0\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: a\r\n\(long)\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: identity\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n"
                + "Transfer-Encoding: identity\r\n\r\n0\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: \u{B}chunked\r\n\r\n0\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n",
            "POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
            "GET / HTTP/1.1\r\nX: y\r\n\r\n",
            "GET / HTTP/1.1\r\n\r\n",
            "GET / HTTP/1.0\r\nHost: a\r\nHost: b\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: a\r\nX: a\rb\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: a\r\nX: a\u{1}b\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: a\r\nX: a\0b\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: a\r\nX\0: b\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: a\r\n: b\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: a\r\nX(y): b\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: a\r\n: b\r\nX: y\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: a\r\nX: a\0b\r\nY: c\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n 36\r\nX: y\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: a\r\nX: y\r\n\tContent-Length: 36\r\nY: z\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: a\r\nno colon\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: a\nX: b\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: a\r\nX: b\n\n",
            "GET / HTTP/1.1\nHost: a\r\n\r\n",
            "GET http://a/ HTTP/1.1\r\nHost: a\r\n\r\n",
            "GET * HTTP/1.1\r\nHost: a\r\n\r\n",
            "GET a HTTP/1.1\r\nHost: a\r\n\r\n",
            "CONNECT a:80 HTTP/1.1\r\nHost: a\r\n\r\n",
            "GET /a b HTTP/1.1\r\nHost: a\r\n\r\n",
            "GET /a\tb HTTP/1.1\r\nHost: a\r\n\r\n",
            "GET /é HTTP/1.1\r\nHost: a\r\n\r\n",
            "GET / HTTP/1.1 \r\nHost: a\r\n\r\n",
            "G(T / HTTP/1.1\r\nHost: a\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n\r\n",
        ]
}
