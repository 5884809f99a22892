namespace Loopback.Grid5000.Scheduler;

internal sealed record DeploymentRecord(string Uid, string Environment, IReadOnlyList<Machine> Machines, DateTimeOffset CreatedAt, DateTimeOffset EndsAt, IReadOnlySet<string> Bad);
