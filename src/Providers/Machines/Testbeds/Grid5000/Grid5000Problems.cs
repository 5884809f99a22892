namespace Scalewright.Providers.Grid5000;

internal static class Grid5000Problems
{
    public const string Provider = "grid5000";

    private static readonly ProblemCode Rejected = new("SW4601", "testbed-refused");

    public static RestProblems Rest { get; } = new(Provider, Rejected, failure => failure switch
            {
                _ when Contains(failure, "enough resources") => (
                    ProblemCode.InsufficientCapacity,
                    "want fewer nodes, another cluster or site, or a later start"
                ),
                _ when Contains(failure, "maximum number") || Contains(failure, "cannot have more than") || Contains(failure, "quota") => (
                    ProblemCode.QuotaExceeded,
                    "end jobs that are no longer needed, or put more nodes into one job"
                ),
                _ when IsKadeployError(failure) => (Rejected, "check the environment, and that the job of the node still runs"),
                _ => null,
            });

    /// <summary>
    /// True if the deployment service refused a request. The API reports this like a failure of its own.
    /// </summary>
    public static bool IsKadeployError(RestException failure) =>
        failure.Status == 500 && failure.Message.Contains("Kadeploy error #", StringComparison.Ordinal);

    public static Problem Ended(string node, string message) =>
        new(Rejected, $"its job was refused: {TextEscaping.Escape(message)}", "change the rejected option, or the start") { Field = node };

    public static Problem NotFound(string node) =>
        new(ProblemCode.ResourceNotFound, "its job is over", "check what exists and plan again") { Field = node };

    public static Problem TokenUsed(string node) =>
        new(
            ProblemCode.IdempotencyTokenUsed,
            "the job created with this token has ended, or the node was released",
            "plan again, with a new token"
        )
        {
            Field = node,
        };

    public static Problem UnknownCluster(string node, string site, string cluster, IEnumerable<string> clusters) =>
        new(
            ProblemCode.UnknownCloud,
            $"{site} has no cluster '{TextEscaping.Escape(cluster)}'",
            $"use one of {string.Join(", ", clusters)}"
        )
        {
            Field = node,
        };

    public static Problem TooLarge(string node, string found) =>
        new(ProblemCode.NodeTooLarge, found, "use a smaller node, or another cluster") { Field = node };

    public static Problem MayBeTooSmall(string node, string found, string[] clusters) =>
        new(
            ProblemCode.NodeTooLarge,
            found,
            $"{(clusters.Length > 0 ? $"use the cloud {string.Join(" or ", clusters)}, or " : "")}require "
                + $"suitable machines with {nameof(Grid5000Options)}.{nameof(Grid5000Options.Properties)}, for example "
                + "'core_count >= 32 and memnode >= 262144'"
        )
        {
            Field = node,
        };

    public static Problem NoKey() =>
        new(
            Rejected,
            "machines are deployed, but no public key for logging in to them is set",
            $"set {nameof(Grid5000Options)}.{nameof(Grid5000Options.PublicKey)}"
        );

    public static Problem NoZone() =>
        new(
            Rejected,
            "the time zone Europe/Paris, in which start times are sent, is not available on this machine",
            $"install the time zones (tzdata), or set {nameof(Grid5000Options)}.{nameof(Grid5000Options.TimeZone)}"
        );

    // Only a refused request has a reason of the testbed. The text of other failures comes from the service or a proxy.
    private static bool Contains(RestException failure, string text) =>
        failure.Status is 400 or 403 && failure.Message.Contains(text, StringComparison.OrdinalIgnoreCase);
}
