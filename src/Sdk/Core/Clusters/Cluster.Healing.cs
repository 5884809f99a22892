using Scalewright.Providers;

namespace Scalewright.Clusters;

/// <content>Reverts injected faults that an earlier program left behind.</content>
public sealed partial class Cluster
{
    private ValueList<Problem> _pendingFaultReverts = [];

    /// <summary>
    /// Reverts faults that an earlier lease holder injected and left behind. A failure becomes a warning.
    /// </summary>
    /// <param name="survey">Resources that were listed under the lock.</param>
    /// <returns>The survey for the next step. Its resources must be listed again if a revert changed the states of nodes,
    /// or if a request of the earlier lease holder may have completed meanwhile.</returns>
    internal async Task<Survey> RevertFaultsAsync(Survey survey, CancellationToken cancellationToken)
    {
        if (Provider.Find<INodeFaultInjection>() is not { } faultInjection)
        {
            return survey;
        }

        ValueList<Resource> resources = survey.Resources ?? await Provider.ObserveAsync(Owner, cancellationToken);
        bool isChanged = false;
        foreach (Resource[] chunk in resources.Chunk(_settings.MaxConcurrency))
        {
            FaultRevert[] reverts = await Task.WhenAll(chunk.Select(node => RevertFaultsAsync(faultInjection, node, cancellationToken)));
            isChanged |= reverts.Any(static revert => revert.IsReverted || revert.Problems.Count > 0);
            _pendingFaultReverts = _pendingFaultReverts.AddRange(reverts.SelectMany(static revert => revert.Problems));
        }

        return isChanged || (resources.Count > 0 && _journal.State.HasIntents) ? survey with { Resources = null } : survey;
    }

    private async Task<FaultRevert> RevertFaultsAsync(
        INodeFaultInjection faultInjection,
        Resource node,
        CancellationToken cancellationToken
    )
    {
        try
        {
            if (await faultInjection.ReadFaultAsync(node, cancellationToken) == NodeFault.None)
            {
                return new FaultRevert(IsReverted: false, []);
            }

            await faultInjection.InjectFaultAsync(node, NodeFault.None, cancellationToken);
            _events.Publish(ClusterEventKind.FaultReverted, node.Tag.Name, "reverted the fault that an earlier program injected");
            return new FaultRevert(IsReverted: true, []);
        }
        catch (ScalewrightException failure)
        {
            return new FaultRevert(
                IsReverted: false,
                failure.Problems.Select(static problem => problem with { Severity = ProblemSeverity.Warning }).ToValueList()
            );
        }
    }

    /// <param name="Problems">Reasons why a fault may remain.</param>
    private readonly record struct FaultRevert(bool IsReverted, ValueList<Problem> Problems);
}
