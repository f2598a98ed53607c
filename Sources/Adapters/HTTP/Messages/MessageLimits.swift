/// How much of a message is read before it is refused.
package struct MessageLimits: Sendable {
    /// More body than this is refused with 413.
    package var bodyBytes: Int
    /// The first line and all header fields. More is refused with 431.
    package var headerBytes: Int
    /// More header fields than this are refused with 431.
    package var fieldCount: Int
    /// Path and query together. More is refused with 414.
    package var targetBytes: Int

    package init(bodyBytes: Int, headerBytes: Int, fieldCount: Int, targetBytes: Int) {
        self.bodyBytes = bodyBytes
        self.headerBytes = headerBytes
        self.fieldCount = fieldCount
        self.targetBytes = targetBytes
    }
}
