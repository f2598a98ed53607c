import CMicrohttpd
import Glibc
import Synchronization
import Threads

// Requests that the C library cannot read it refuses by itself, with a page in HTML, and offers
// no way to have a say: its logger hears of it, but not whose request it is. That page passes
// through its own public function, though, and the dynamic linker lets a program put another in
// that function's place, for all of the process. So here it stands; our own answers take the way
// around it.
//
// It needs the library to be linked dynamically, as Debian ships it: linked statically, or with its
// symbols bound to itself, there is no way around, and no answer of ours could be queued. The tests
// of this module say so at once.

private typealias Queue = @convention(c) (OpaquePointer?, UInt32, OpaquePointer?) -> UInt32

/// What the library means by the name: the next of that name after ours.
private let queueOfLibrary: Queue? = {
    guard let symbol = dlsym(UnsafeMutableRawPointer(bitPattern: -1), "MHD_queue_response") else {
        return nil
    }
    return unsafeBitCast(symbol, to: Queue.self)
}()

/// Queues a response of ours.
func queueAnswer(_ response: OpaquePointer, status: Int, on connection: OpaquePointer) -> MHD_Result
{
    guard let queueOfLibrary else { return .NO }
    return queueOfLibrary(connection, UInt32(status), response) == 0 ? .NO : .YES
}

/// Not for use: called by the C library alone, with an answer of its own making.
///
/// Writes one of ours instead, to the socket and past the library, which would send the head of
/// its refusal of a bad `Content-Length` twice. Returns 0, upon which it ends the connection.
@c(MHD_queue_response)
public func libraryQueuesResponse(
    _ connection: OpaquePointer?,
    _ status: UInt32,
    _ response: OpaquePointer?
) -> UInt32 {
    guard let connection, let context = cmhd_socket_context(connection) else { return 0 }
    let client = Unmanaged<Client>.fromOpaque(context).takeUnretainedValue()
    let origin = MHD_lookup_connection_value(connection, .HEADER_KIND, "Origin")
    let answer = client.core.answer(
        to: Refusal(ofLibrary: Int(status), limits: client.core.limits),
        path: client.path.locked { $0 },
        origin: origin.map { String(cString: $0) }
    )
    Answer(answer, isLast: true).write(to: cmhd_socket(connection))
    return 0
}
