import Glibc

/// A bound socket that listens.
struct ListeningSocket {
    let descriptor: CInt
    let port: UInt16

    init(host: String, port: UInt16) throws(HTTPServerError) {
        let failure = { (reason: String) -> HTTPServerError in
            .cannotListen(host: host, port: port, reason: reason)
        }
        guard let address = Address(host: host, port: port) else {
            throw failure("not an IPv4 or IPv6 address")
        }
        let type = CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
        let descriptor = socket(address.family, type, 0)
        guard descriptor >= 0 else { throw failure(lastError()) }
        var on: CInt = 1
        let size = socklen_t(MemoryLayout<CInt>.size)
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, size)
        // Each answer is sent whole: there is nothing to wait for. To Linux this goes for the
        // connections that are accepted, too.
        setsockopt(descriptor, CInt(IPPROTO_TCP), TCP_NODELAY, &on, size)
        guard address.bind(descriptor), listen(descriptor, 4_096) == 0,
            let actual = Address.port(of: descriptor)
        else {
            let reason = lastError()
            close(descriptor)
            throw failure(reason)
        }
        self.descriptor = descriptor
        self.port = actual
    }
}

/// The address of one end of a connection, in either version of IP.
private enum Address {
    case version4(sockaddr_in)
    case version6(sockaddr_in6)

    init?(host: String, port: UInt16) {
        let literal = host == "localhost" ? "127.0.0.1" : host
        var four = sockaddr_in()
        var six = sockaddr_in6()
        if inet_pton(AF_INET, literal, &four.sin_addr) == 1 {
            four.sin_family = sa_family_t(AF_INET)
            four.sin_port = port.bigEndian
            self = .version4(four)
        } else if inet_pton(AF_INET6, literal, &six.sin6_addr) == 1 {
            six.sin6_family = sa_family_t(AF_INET6)
            six.sin6_port = port.bigEndian
            self = .version6(six)
        } else {
            return nil
        }
    }

    var family: CInt {
        switch self {
        case .version4: AF_INET
        case .version6: AF_INET6
        }
    }

    func bind(_ descriptor: CInt) -> Bool {
        switch self {
        case .version4(let address): bind(descriptor, to: address)
        case .version6(let address): bind(descriptor, to: address)
        }
    }

    private func bind<Value>(_ descriptor: CInt, to address: Value) -> Bool {
        withUnsafeBytes(of: address) { bytes in
            guard let base = bytes.baseAddress else { return false }
            let generic = base.assumingMemoryBound(to: sockaddr.self)
            return Glibc.bind(descriptor, generic, socklen_t(bytes.count)) == 0
        }
    }

    static func port(of descriptor: CInt) -> UInt16? {
        var storage = sockaddr_storage()
        var size = socklen_t(MemoryLayout<sockaddr_storage>.size)
        return withUnsafeMutableBytes(of: &storage) { bytes -> UInt16? in
            guard let base = bytes.baseAddress else { return nil }
            let generic = base.assumingMemoryBound(to: sockaddr.self)
            guard getsockname(descriptor, generic, &size) == 0 else { return nil }
            // Both versions keep the port in the same place, after the family.
            return UInt16(bigEndian: bytes.loadUnaligned(fromByteOffset: 2, as: UInt16.self))
        }
    }
}

func lastError() -> String {
    guard let text = strerror(errno) else { return "unknown error" }
    return String(cString: text)
}
