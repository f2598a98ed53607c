/// What the program says of itself.
enum Help {
    static let version = "0.1.0"

    static let overview = """
        yeyak \(version): takes bookings and never loses, doubles or oversells one.

        yeyak run [BUSINESS …]   serve one business, several, or all there are
        yeyak events             print the facts of a ledger as CloudEvents
        yeyak verify             find whatever in a ledger is not as it was written
        yeyak backup FILE        copy a ledger into one file, also while it is served
        yeyak dead-letters       show what waits for a person, try it again, drop it
        yeyak rebuild            build a view again from the facts
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
        case "verify": verify
        case "backup": backup
        case "dead-letters": deadLetters
        case "rebuild": rebuild
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

    private static let verify = """
        yeyak verify [--data DIR]

        Reads a whole ledger: the checksums of every page, of the log and of every fact, that
        nothing is missing, and that what belongs to the facts agrees with them. A server may
        go on writing meanwhile; nothing in the folder is changed. Ends with 0 and one line
        when all is sound, else with 1 and a list of what is wrong and where.

        Example: yeyak verify --data /tmp/shop
        """

    private static let backup = """
        yeyak backup FILE [--data DIR]

        Copies a ledger as it is now into FILE, which must not be there yet. A server may go
        on writing meanwhile. FILE appears when the copy is durable and verified; a ledger
        that is damaged is not copied. To restore it, put FILE as ledger.sqlite into an empty
        folder and start there: what there is to be read is built again from it.

        Example: yeyak backup /backup/shop.ledger --data /tmp/shop
        """

    private static let deadLetters = """
        yeyak dead-letters list [--follower F] [--dropped]
        yeyak dead-letters show POSITION [--follower F]
        yeyak dead-letters retry POSITION [--follower F] | --follower F | --all
        yeyak dead-letters drop POSITION [--follower F] --yes
              [--data DIR] [--json] [--config FILE]

        What a policy or a timer could not do waits as a letter, and later facts of the
        same subject wait behind it. POSITION is that of the fact; --follower says whose
        letter it is where several have one. 'retry' tries at once, in order, and all that
        waits behind follows. 'drop' takes the letter away for good: who did it is kept
        ('list --dropped'), and those behind it go on.
        The process that uses the folder does it; without one it is done on the folder.

        Example: yeyak dead-letters retry 17 --data /tmp/shop
        """

    private static let rebuild = """
        yeyak rebuild BUSINESS/VIEW … | --all
              [--data DIR] [--json] [--config FILE]

        Builds a view again from the first fact. Readers are served from the rows there are
        until the new ones are complete; then both are compared as of the same fact, and
        the new ones take their place. Ends with 1 when rows had been wrong, and says which.
        No policy runs. When it is interrupted, nothing has changed.

        Example: yeyak rebuild hairshop/MyPage --data /tmp/shop
        """

    private static let config = """
        yeyak config [OPTION …] [--config FILE]

        Prints every setting: its value, where that comes from (option before environment
        before file before default) and its meaning, in the form that a file takes.

        Example: yeyak config > yeyak.conf && yeyak run --config yeyak.conf
        """
}
