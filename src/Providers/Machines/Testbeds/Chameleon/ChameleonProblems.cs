namespace Scalewright.Providers.Chameleon;

internal static class ChameleonProblems
{
    public const string Provider = "chameleon";

    private static readonly ProblemCode Rejected = new("SW4603", "chameleon-refused");

    public static RestProblems Rest { get; } = new(Provider, Rejected, failure => failure switch
            {
                { IsRefusal: true } => (
                    ProblemCode.AuthenticationFailed,
                    "check that the application credential belongs to this site and has not expired"
                ),
                { IsInvalidResponse: true } => (
                    ProblemCode.ProviderContractViolation,
                    "check that the address is that of the site's identity service, and the region is in its catalog"
                ),
                _ when Contains(failure, "not enough hosts") => (
                    ProblemCode.InsufficientCapacity,
                    "want fewer nodes, another type of node or site, or a later start"
                ),
                _ when IsQuota(failure) => (ProblemCode.QuotaExceeded, "remove unneeded resources, or request a higher quota"),
                { Status: 409 } => (ProblemCode.ResourceInUse, "retry after the operation in progress has ended"),
                _ => null,
            }) { CanRetry = failure => failure.IsTransient || (failure.Status == 409 && !IsQuota(failure)) };

    /// <summary>Returns true if a project has exceeded its quota.</summary>
    public static bool IsQuota(RestException failure) => failure.Status is 403 or 409 or 413 && Contains(failure, "quota");

    public static ProviderException BrokenList(string found) =>
        new(Provider, [new Problem(ProblemCode.EndlessListing, found, "retry later")]) { IsTransient = true };

    public static Problem QuotaWith(Problem quota, string numbers) => quota with { Message = $"{quota.Message}; {numbers}" };

    public static Problem LeaseFailed(string node, string lease, string status) =>
        new(
            Rejected,
            $"its lease '{TextEscaping.Escape(lease)}' is {TextEscaping.Escape(status)}",
            "look at the lease, or want other machines or another start"
        )
        {
            Field = node,
        };

    public static Problem ServerFailed(string node, string message) =>
        new(Rejected, $"its server failed: {TextEscaping.Escape(message)}", "remove it and make it again, or want another type of node")
        {
            Field = node,
        };

    public static Problem LeaseWaits(string node, string lease, string found) =>
        new(ProblemCode.ProviderUnavailable, $"its lease '{TextEscaping.Escape(lease)}' {found}", "repeat the step later") { Field = node };

    public static Problem NoCapacity(string node, string lease, int capacity) =>
        new(
            ProblemCode.InsufficientCapacity,
            capacity < 0
                ? $"there is no lease '{TextEscaping.Escape(lease)}' for it"
                : $"the lease '{TextEscaping.Escape(lease)}' has room for {Pluralizer.Format(capacity, "node")}",
            "reserve more machines, or want fewer nodes"
        )
        {
            Field = node,
        };

    public static Problem NotFound(string node) =>
        new(ProblemCode.ResourceNotFound, "its server is gone", "check what exists and plan again") { Field = node };

    public static Problem TokenUsed(string node) =>
        new(ProblemCode.IdempotencyTokenUsed, "the server created with this token is being removed", "plan again, with a new token")
        {
            Field = node,
        };

    public static Problem UnknownType(string node, string region, string type, IEnumerable<string> types) =>
        new(
            ProblemCode.UnknownCloud,
            $"{region} has no machines of the type '{TextEscaping.Escape(type)}'",
            $"use one of {string.Join(", ", types)}"
        )
        {
            Field = node,
        };

    public static Problem TooLarge(string node, string found) =>
        new(ProblemCode.NodeTooLarge, found, "use a smaller node, or another type of node") { Field = node };

    public static Problem MayBeTooSmall(string node, string found, string[] types) =>
        new(
            ProblemCode.NodeTooLarge,
            found,
            types.Length > 0 ? $"use the cloud {string.Join(" or ", types)}" : "use a smaller node, or another site"
        )
        {
            Field = node,
        };

    public static Problem UnknownName(string found) => new(Rejected, found, "use a name that the site knows");

    public static Problem TagTooLong(string node, int length, int maxLength) =>
        new(
            Rejected,
            $"its ownership tag has a value of {length} bytes",
            $"use shorter names for the cluster and its nodes: each value can have at most {maxLength} bytes"
        )
        {
            Field = node,
        };

    private static bool Contains(RestException failure, string text) => failure.Message.Contains(text, StringComparison.OrdinalIgnoreCase);
}
