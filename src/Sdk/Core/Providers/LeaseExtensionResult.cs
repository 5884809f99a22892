namespace Scalewright.Providers;

/// <summary>Result of a request to extend a lease.</summary>
/// <param name="Site">Part of the backend that holds the lease, for example a site.</param>
/// <param name="LeaseId">Id of the lease in that part.</param>
/// <param name="EndsAt">End of the lease according to the decisions made so far. Null if the lease has not
/// started.</param>
public sealed record LeaseExtensionResult(string Site, string LeaseId, DateTimeOffset? EndsAt)
{
    /// <summary>Message of the backend about the lease, unchanged. Empty if there is no message.</summary>
    public string Message { get; init; } = "";

    /// <summary>Reason why the lease was not extended. Null if it was extended or the decision is pending.</summary>
    public Problem? Problem { get; init; }
}
