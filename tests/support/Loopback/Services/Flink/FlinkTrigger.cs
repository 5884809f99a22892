namespace Loopback.Services.Flink;

/// <param name="Due">When the savepoint is complete.</param>
/// <param name="Stops">Whether the job stops with it.</param>
internal sealed record FlinkTrigger(string Id, string Job, string Location, DateTimeOffset Due, bool Stops)
{
    public string? Failure { get; init; }

    public bool IsOver { get; set; }
}
