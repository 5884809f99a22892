using Scalewright.Providers.IotLab.Experiments;

namespace Scalewright.Providers.IotLab;

internal static class IotLabProblems
{
    public const string Provider = "iotlab";

    private static readonly ProblemCode Rejected = new("SW4602", "iotlab-refused");

    public static RestProblems Rest { get; } = new(Provider, Rejected, failure => failure switch
            {
                _ when Contains(failure, "enough resources") || Contains(failure, "not available") => (
                    ProblemCode.InsufficientCapacity,
                    "want fewer nodes, another site or kind of board, or a later start"
                ),
                _ when Contains(failure, "quota") || Contains(failure, "maximum number") => (
                    ProblemCode.QuotaExceeded,
                    "end experiments that are no longer needed, or put more nodes into one"
                ),
                _ => null,
            });

    public static Problem NotFound(string node) =>
        new(ProblemCode.ResourceNotFound, "its experiment is over", "check what exists and plan again") { Field = node };

    public static Problem TokenUsed(string node) =>
        new(ProblemCode.IdempotencyTokenUsed, "the experiment that the token made is over", "plan again, with a new token")
        {
            Field = node,
        };

    public static Problem NotStarted(string node) =>
        new(ProblemCode.ResourceNotFound, "its experiment has not started", "wait until it runs") { Field = node };

    public static Problem NotDone(string node, string board) =>
        new(Rejected, $"the command failed on the board {TextEscaping.Escape(board)}", "repeat it, or remove the node") { Field = node };

    public static Problem InvalidPlacement(string node, string cloud) =>
        new(
            ProblemCode.UnknownCloud,
            $"'{TextEscaping.Escape(cloud)}' is not a valid placement at this testbed",
            "use SITE, SITE/ARCHI, SITE/ARCHI/mobile or SITE/BOARD, as in grenoble/m3:at86rf231 or grenoble/m3-7"
        )
        {
            Field = node,
        };

    public static Problem UnknownKind(string node, string location, IEnumerable<string> kinds) =>
        new(ProblemCode.UnknownCloud, $"there are no boards '{TextEscaping.Escape(location)}'", $"use one of {string.Join(", ", kinds)}")
        {
            Field = node,
        };

    public static Problem UnknownBoard(string node, string board) =>
        new(
            ProblemCode.UnknownCloud,
            $"there is no board '{TextEscaping.Escape(board)}'",
            "use the name of another board, or a kind of board"
        )
        {
            Field = node,
        };

    public static Problem BrokenBoard(string node, string board, string state) =>
        new(
            ProblemCode.InsufficientCapacity,
            $"the board '{TextEscaping.Escape(board)}' is {TextEscaping.Escape(state)}",
            "use the name of another board, or a kind of board"
        )
        {
            Field = node,
        };

    public static Problem TwiceNamed(string node, string board) =>
        new(
            ProblemCode.InsufficientCapacity,
            $"the board '{TextEscaping.Escape(board)}' is already requested for another node",
            "use the name of another board, or a kind of board"
        )
        {
            Field = node,
        };

    public static Problem TooMany(string location, int desired, int available) =>
        new(
            ProblemCode.InsufficientCapacity,
            $"{Pluralizer.Format(desired, "node")} {(desired == 1 ? "is" : "are")} requested, but only "
                + $"{Pluralizer.Format(available, "suitable board")} {(available == 1 ? "exists" : "exist")} for {location}",
            "want fewer nodes, or use more sites"
        )
        {
            Field = location,
        };

    public static Problem TagTooLong(string node, int length, int maxLength) =>
        new(
            Rejected,
            string.Create(
                CultureInfo.InvariantCulture,
                $"its ownership tag has {length} characters, but names at the testbed can have at most {maxLength}"
            ),
            "use shorter names for the cluster, the node, its group or its image"
        )
        {
            Field = node,
        };

    public static Problem NoLinux(string node, string board, ValueList<string> linux) =>
        new(
            ProblemCode.ConnectionLost,
            $"its board {TextEscaping.Escape(board)} runs firmware, and does not accept connections",
            $"use nodes of {string.Join(" or ", linux)}, or {nameof(IotLabProvider.SendCommandAsync)} and "
                + $"{nameof(IotLabProvider.FlashAsync)}"
        )
        {
            Field = node,
        };

    public static Problem NoStartReported(string state) =>
        new(Rejected, $"the scheduler reports no start of an experiment that was submitted to query one: it is {state}", "ask again later");

    public static Problem NoStartFound(DateTimeOffset from, DateTimeOffset until) =>
        new(
            ProblemCode.InsufficientCapacity,
            string.Create(
                CultureInfo.InvariantCulture,
                $"no start from {from:yyyy-MM-dd HH:mm:ss} to {until:yyyy-MM-dd HH:mm:ss} UTC was free for all nodes"
            ),
            "ask for a later one, or want fewer nodes or a shorter time"
        );

    public static Problem ProbeRemains(string experiment, string reason) =>
        new(
            ProblemCode.CallOutcomeUnknown,
            $"the probe experiment '{experiment}' may not have ended: {reason}",
            $"end it, or reap the clusters called {SlotProbe.Cluster}"
        );

    // Only a refused request has a reason of the testbed. The text of other failures comes from the service or a proxy.
    private static bool Contains(RestException failure, string text) =>
        failure.Status is 400 or 403 && failure.Message.Contains(text, StringComparison.OrdinalIgnoreCase);
}
