namespace Loopback.Services.Flink;

/// <summary>A savepoint that was asked for.</summary>
/// <param name="Location">Where it will be.</param>
/// <param name="Due">When it is whole.</param>
/// <param name="Stops">Whether the job ends with it.</param>
internal sealed record FlinkTrigger(string Id, string Location, DateTimeOffset Due, bool Stops)
{
    /// <summary>Why it fails; null when it does not.</summary>
    public string? Failure { get; init; }

    public bool IsOver { get; set; }
}
