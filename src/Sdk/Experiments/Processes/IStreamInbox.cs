using Scalewright.Agents.Services;

namespace Scalewright.Experiments.Processes;

/// <summary>What instances on other nodes ask of the broker, over the network between them.</summary>
[AgentService("scalewright.experiments.inbox")]
internal partial interface IStreamInbox
{
    /// <summary>Takes records, or waits a while for some. Who did not commit those before gets them again.</summary>
    /// <param name="ticket">Who asks.</param>
    /// <param name="most">How many at most.</param>
    Task<RecordBatch> FetchAsync(InstanceTicket ticket, int most, CancellationToken cancellationToken);

    /// <summary>Says that what was fetched is done and hands on what came of it, in one step, as soon as there is room for that.</summary>
    /// <param name="ticket">Who did it.</param>
    /// <param name="result">What came of it.</param>
    /// <returns>False when somebody else has taken over, and nothing counts.</returns>
    [AgentCall(DeadlineSeconds = double.PositiveInfinity)]
    Task<bool> CommitAsync(InstanceTicket ticket, BatchResult result, CancellationToken cancellationToken);
}

/// <summary>What came of the records that were fetched.</summary>
/// <param name="BusySeconds">How long they took.</param>
/// <param name="Outputs">Records for other operators, by name, as <see cref="StreamRecord.Pack"/> writes them.</param>
internal sealed record BatchResult(double BusySeconds, IReadOnlyDictionary<string, byte[]> Outputs);
