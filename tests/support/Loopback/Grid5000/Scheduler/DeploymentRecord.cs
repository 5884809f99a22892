namespace Loopback.Grid5000.Scheduler;

/// <summary>A deployment.</summary>
/// <param name="Environment">What is deployed.</param>
/// <param name="Machines">On what.</param>
/// <param name="CreatedAt">When it was asked for.</param>
/// <param name="EndsAt">When it is over.</param>
/// <param name="Bad">The machines that it fails on.</param>
internal sealed record DeploymentRecord(string Uid, string Environment, IReadOnlyList<Machine> Machines, DateTimeOffset CreatedAt, DateTimeOffset EndsAt, IReadOnlySet<string> Bad);
