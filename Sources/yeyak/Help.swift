/// What the program says of itself.
enum Help {
    static let version = "0.1.0"

    static let overview = """
        yeyak \(version): takes bookings and never loses, doubles or oversells one.

        yeyak run [BUSINESS …]   serve one business, several, or all there are
        yeyak events             print the facts of a ledger as CloudEvents
        yeyak config             print all settings with their meaning
        yeyak version            print the version
        yeyak help COMMAND       say more; every command also takes --help

        Exit codes: 0 done, 1 refused or failed, 2 not understood.

        Example: yeyak run hairshop --data /tmp/shop
        """

    static func page(_ command: String) -> String? {
        switch command {
        case "run": run
        case "events": events
        case "config": config
        case "version", "--version": "yeyak version: prints the version.\n\nExample: yeyak version"
        default: nil
        }
    }

    private static let run = """
        yeyak run [BUSINESS …] [--port 8088] [--data DIR] [--host 127.0.0.1]
                  [--service-ports] [--without SERVICE]… [--config FILE]

        Serves the businesses named, or all there are (\(Businesses.names)). With one
        business its paths are at the root and under its name; with several only under
        their names. --service-ports also opens the documented port of every service.
        --without takes a service down: what needs its answer gets 503, what may wait
        waits, and is done at the next start without the option.
        'yeyak config' prints all other settings; each is an option, too.
        SIGTERM ends it: what is under way is finished first.

        Example: yeyak run hairshop --port 8088 --data /tmp/shop --without payment
        """

    private static let events = """
        yeyak events [--data DIR] [--follow] [--business B] [--correlation ID]

        Prints the facts of a ledger, oldest first, one CloudEvents 1.0 JSON a line.
        --follow goes on as new ones come; --business and --correlation print only those
        of one business, or of one chain (the id of its first fact).

        Example: yeyak events --data /tmp/shop --correlation 17
        """

    private static let config = """
        yeyak config [OPTION …] [--config FILE]

        Prints every setting: its value, where that comes from (option before environment
        before file before default) and its meaning, in the form that a file takes.

        Example: yeyak config > yeyak.conf && yeyak run --config yeyak.conf
        """
}
