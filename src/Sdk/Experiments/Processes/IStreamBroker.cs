using Scalewright.Agents.Services;

namespace Scalewright.Experiments.Processes;

/// <summary>What the run asks of the node that makes the load and keeps what waits.</summary>
[AgentService("scalewright.experiments.broker")]
internal partial interface IStreamBroker
{
    /// <summary>Begins a job without instances and without load, in the place of one before; takes workers from now on.</summary>
    /// <returns>Where workers find it.</returns>
    Task<BrokerPlace> BeginAsync(BrokerPlan plan, CancellationToken cancellationToken);

    /// <summary>Says how many instances operators have from now on. Those before are refused at once, and what they hold waits again.</summary>
    /// <returns>The generation that the new instances are of.</returns>
    Task<long> AssignAsync(IReadOnlyDictionary<string, int> instances, CancellationToken cancellationToken);

    /// <summary>Says how much load is made from now on.</summary>
    /// <param name="rates">Records a second by the name of the load; those that are not named make none.</param>
    [AgentCall(IsRepeatable = true)]
    Task LoadAsync(IReadOnlyDictionary<string, double> rates, CancellationToken cancellationToken);

    /// <summary>What came and was done since the job began.</summary>
    [AgentCall(IsRepeatable = true)]
    Task<BrokerTally> ReadAsync(CancellationToken cancellationToken);

    /// <summary>Makes no load any more, and refuses all that instances are about to commit.</summary>
    /// <returns>What was counted, from now on for good.</returns>
    [AgentCall(IsRepeatable = true)]
    Task<BrokerTally> CloseAsync(CancellationToken cancellationToken);
}

/// <summary>A job as the broker keeps it.</summary>
/// <param name="Operators">Its operators, each after those that it reads from.</param>
/// <param name="Loads">Names of loads with the topic that each goes to.</param>
/// <param name="Secret">What workers must know, in hexadecimal digits.</param>
internal sealed record BrokerPlan(long Seed, IReadOnlyList<InboxPlan> Operators, IReadOnlyDictionary<string, string> Loads, string Secret);
