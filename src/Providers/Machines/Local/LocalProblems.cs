using Scalewright.Providers.Local.Links.Relays;

namespace Scalewright.Providers.Local;

internal static class LocalProblems
{
    public const string Provider = "local";

    private static readonly ProblemCode NeedsRoot = new("SW4301", "local-needs-root");
    private static readonly ProblemCode CommandFailed = new("SW4302", "local-command-failed");
    private static readonly ProblemCode StateMismatch = new("SW4303", "local-state-mismatch");
    private static readonly ProblemCode LinkNotSupported = new("SW4304", "local-link-not-supported");

    private static readonly ProblemCode RecordDamaged = new("SW4305", "local-record-damaged");

    public static Problem NotRoot { get; } =
        new(
            NeedsRoot,
            "only root can create network namespaces, and this program runs as another user",
            "run it as root, or choose LocalIsolation.Processes"
        );

    public static Problem NotLinux { get; } = new(NeedsRoot, "this machine does not run Linux", "use a simulation, or machines over SSH");

    public static Problem NoTap { get; } =
        new(
            LinkNotSupported,
            $"link delays require {FrameTap.Device}, which does not exist",
            "load the kernel's module 'tun', or use the simulation, whose links have a latency"
        )
        {
            Field = nameof(LinkConditions.Delay),
        };

    public static WaitingReason RemovalInterrupted { get; } =
        new("its removal was interrupted; the next change removes it", CanResolve: true);

    public static Problem NoLinks { get; } =
        new(LinkNotSupported, "plain processes have no links to shape", "choose LocalIsolation.Namespaces");

    public static Problem NoDisk { get; } =
        new(LinkNotSupported, "a full disk requires nodes with disks of their own", "set LocalOptions.DiskMiB");

    public static Problem NoProgram(string program, string subject, string package) =>
        new(LinkNotSupported, $"{subject} of links require the program '{program}', which was not found", $"install {package}");

    public static Problem NoRelay(string link, string reason) =>
        new(
            CommandFailed,
            $"forwarding frames over {TextEscaping.Escape(link)} failed: {TextEscaping.Escape(reason)}",
            $"check that this program may open {FrameTap.Device} and sockets for whole frames, and that the link exists"
        );

    public static Problem Failed(string command, string reason) =>
        new(
            CommandFailed,
            $"'{TextEscaping.Escape(command)}' failed: {TextEscaping.Escape(reason)}",
            "check that iproute2 and util-linux are installed and that this machine allows namespaces"
        );

    /// <summary>Returns true if an exception is a failure of a file or folder.</summary>
    public static bool IsFolderFailure(Exception failure) => failure is IOException or UnauthorizedAccessException;

    public static Problem FolderFailed(string subject, Exception failure)
    {
        // errno(3): 28 is ENOSPC and 122 is EDQUOT. On a full disk, .NET sometimes reports 112 instead.
        bool isFull = failure is IOException && (failure.HResult & 0xFFFF) is 28 or 112 or 122;
        return new Problem(
            CommandFailed,
            $"{TextEscaping.Escape(subject)} failed: {TextEscaping.Escape(failure.Message.TrimEnd('.'))}",
            isFull ? "free space on this disk, then retry" : "check this file or folder and its permissions, then retry"
        );
    }

    public static Problem DamagedRecord(DamagedNode node)
    {
        string affectedCluster = node.Owner is { } owner
            ? $"it belongs to cluster '{TextEscaping.Escape(owner.Cluster)}', which cannot be observed until the record is fixed"
            : "no cluster in this folder can be observed until the record is fixed";
        return new Problem(
            RecordDamaged,
            node.Fault,
            $"restore the file, or remove all damaged nodes of the folder by LocalProvider.RemoveDamagedNodesAsync; " + affectedCluster
        )
        {
            Source = node.Path,
            Severity = ProblemSeverity.Warning,
        };
    }

    public static Problem NotWritten(string folder, string reason) =>
        new(
            ProblemCode.OutputNotWritable,
            $"'{TextEscaping.Escape(folder)}' cannot be written: {TextEscaping.Escape(reason)}",
            "choose a writable folder with enough free space"
        );

    public static Problem Differs(string subject, string expected, string found) =>
        new(
            StateMismatch,
            $"{subject} is {TextEscaping.Escape(found)} instead of {TextEscaping.Escape(expected)}",
            "check whether another program changes it, or whether this kernel supports it"
        );

    public static Problem NoAddress(string range) =>
        new(
            ProblemCode.InsufficientCapacity,
            $"all addresses of {range} are in use",
            "choose a larger range, or remove nodes that are no longer needed"
        );

    public static Problem AddressTaken(string address, string range, string node) =>
        new(
            ProblemCode.InsufficientCapacity,
            $"{address} is reserved in {range}, and the node in {TextEscaping.Escape(node)} has it",
            "choose a range that does not overlap with others on this machine"
        );

    public static WaitingReason AddressShared(string address, string node) =>
        new($"the node in {node} has its address {address} too; a repair creates it with another address", CanResolve: true);

    public static Problem AddressesNotWritten(string folder, string reason) =>
        new(
            ProblemCode.OutputNotWritable,
            $"'{folder}' registers the addresses of all nodes of this machine, and cannot be written: "
                + TextEscaping.Escape(reason.TrimEnd('.')),
            $"make {Path.GetDirectoryName(folder)} writable for this user, and {folder} for all users (mode 1777)"
        );

    public static Problem UntrustedFolder(string folder, string fault) =>
        new(
            StateMismatch,
            $"the folder {TextEscaping.Escape(folder)} is not trusted: {fault}",
            "choose another LocalOptions.Folder, or find out whose it is, and remove it when it holds no nodes"
        );

    public static Problem Off(string node) =>
        new(
            ProblemCode.ConnectionLost,
            $"{TextEscaping.Escape(node)} is powered off by an injected fault",
            "wait until the fault is reverted, or revert it"
        );

    public static Problem Crashed(string node) =>
        new(
            ProblemCode.ConnectionLost,
            $"{TextEscaping.Escape(node)} crashed during the call",
            "check whether the call took effect before you retry it"
        );

    public static Problem NotFound(string node) =>
        new(
            ProblemCode.ResourceNotFound,
            $"node {TextEscaping.Escape(node)} no longer exists",
            "check the existing nodes and create it again"
        );
}
