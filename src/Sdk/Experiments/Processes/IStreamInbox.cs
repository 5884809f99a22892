using Scalewright.Agents.Services;

namespace Scalewright.Experiments.Processes;

/// <summary>Requests of instances on other nodes to the broker, over the network between them.</summary>
[AgentService("scalewright.experiments.inbox")]
internal partial interface IStreamInbox
{
    /// <summary>Fetches records, or waits for some. Uncommitted records are returned again.</summary>
    /// <param name="max">Maximum number of records.</param>
    Task<RecordBatch> FetchAsync(InstanceIdentity ticket, int max, CancellationToken cancellationToken);

    /// <summary>Commits the fetched records with their outputs, once there is capacity for the outputs.</summary>
    /// <returns>False if another instance has taken over, so that nothing is committed.</returns>
    [AgentCall(TimeoutSeconds = double.PositiveInfinity)]
    Task<bool> CommitAsync(InstanceIdentity ticket, BatchResult result, CancellationToken cancellationToken);
}

/// <summary>Result of processing the fetched records.</summary>
/// <param name="Outputs">Records for other operators by name, in the format of <see cref="StreamRecord.Pack"/>.</param>
internal sealed record BatchResult(double BusySeconds, IReadOnlyDictionary<string, byte[]> Outputs);
