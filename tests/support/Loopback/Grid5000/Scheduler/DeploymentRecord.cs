namespace Loopback.Grid5000.Scheduler;

internal sealed record DeploymentRecord(
    string Uid,
    string User,
    string Environment,
    IReadOnlyList<Machine> Machines,
    DateTimeOffset CreatedAt,
    DateTimeOffset EndsAt,
    IReadOnlySet<string> Bad
)
{
    /// <summary>Whether it ends without a result for its machines.</summary>
    public bool IsBroken { get; init; }
}
