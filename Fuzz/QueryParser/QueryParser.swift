import Foundation
import FuzzSupport
import HTTP
import Runtime
import Wire

@testable import REST

private let columns: [(name: String, shape: Shape)] = [
    ("customerId", .text), ("date", .text), ("status", .word(["RSV_REQUESTED"])),
    ("shopId", .number), ("open", .boolean),
]

/// The target of a request: a path, and a query behind its first `?`.
@c(LLVMFuzzerTestOneInput)
public func fuzz(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let halves = shown(input(data, count))
        .split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    checkDecoding(String(halves[0]))
    checkPath(String(halves[0]))
    if halves.count > 1 { checkQuery(String(halves[1])) }
    return 0
}

/// Foundation decodes the same, but lets NUL pass, and repairs some bytes that are not UTF-8.
private func checkDecoding(_ text: String) {
    let ours = try? percentDecoded(text)
    let theirs = text.removingPercentEncoding.flatMap { $0.utf8.contains(0) ? nil : $0 }
    let isRepaired = theirs?.unicodeScalars.contains("\u{FFFD}") ?? false
    expect(
        ours.map { Array($0.utf8) } == theirs.map { Array($0.utf8) } || ours == nil && isRepaired,
        "we decode \(ours ?? "nothing"), Foundation \(theirs ?? "nothing")"
    )
}

/// Segments written again lead to the same place.
private func checkPath(_ path: String) {
    guard let segments = try? pathSegments(path) else { return }
    let again = try? pathSegments("/" + segments.map(encoded).joined(separator: "/"))
    expect(again == segments || segments == [""], "\(path) is \(segments), then \(again ?? [])")
}

/// Pairs written again are the same pairs, and the page's link to itself asks for that page.
private func checkQuery(_ query: String) {
    guard let items = try? queryItems(query) else { return }
    let written = items.map { "\(encoded($0.name))=\(encoded($0.value))" }.joined(separator: "&")
    let again = try? queryItems(written)
    expect(again == items, "\(query) is \(items), then \(again ?? [])")
    guard let page = try? PageRequest(items, columns: columns) else { return }
    expect((1...PageRequest.greatestSize).contains(page.query.limit), "\(page.query.limit) rows")
    expect(page.query.offset >= 0, "from row \(page.query.offset)")
    let link = String(decoding: page.link(to: page.page), as: UTF8.self)
    let linked = (try? queryItems(link)).flatMap { try? PageRequest($0, columns: columns) }
    expect(linked?.query == page.query, "\(query) is linked as \(link)")
}

private func encoded(_ text: String) -> String {
    text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
}
