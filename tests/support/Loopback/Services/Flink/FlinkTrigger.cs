namespace Loopback.Services.Flink;

/// <param name="Due">When the savepoint is complete.</param>
internal sealed record FlinkTrigger(string Id, string Job, string Location, DateTimeOffset Due)
{
    public string? Failure { get; init; }

    public bool IsOver { get; set; }
}
