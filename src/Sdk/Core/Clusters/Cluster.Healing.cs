using Scalewright.Providers;

namespace Scalewright.Clusters;

/// <content>Reverts injected faults that an earlier program left behind.</content>
public sealed partial class Cluster
{
    private ValueList<Problem> _pendingFaultReverts = [];

    /// <summary>
    /// Reverts faults that an earlier lease holder injected and left behind. A failure becomes a warning.
    /// </summary>
    internal async Task RevertFaultsAsync(CancellationToken cancellationToken)
    {
        if (Provider.Find<INodeFaultInjection>() is not { } faultInjection)
        {
            return;
        }

        foreach (Resource[] some in (await Provider.ObserveAsync(Owner, cancellationToken)).Chunk(_settings.MaxConcurrency))
        {
            ValueList<Problem>[] left = await Task.WhenAll(some.Select(node => RevertFaultsAsync(faultInjection, node, cancellationToken)));
            _pendingFaultReverts = _pendingFaultReverts.AddRange(left.SelectMany(static problems => problems));
        }
    }

    private async Task<ValueList<Problem>> RevertFaultsAsync(
        INodeFaultInjection faultInjection,
        Resource node,
        CancellationToken cancellationToken
    )
    {
        try
        {
            if (await faultInjection.ReadFaultAsync(node, cancellationToken) != NodeFault.None)
            {
                await faultInjection.InjectFaultAsync(node, NodeFault.None, cancellationToken);
                _events.Publish(ClusterEventKind.FaultReverted, node.Tag.Name, "reverted the fault that an earlier program injected");
            }

            return [];
        }
        catch (ScalewrightException failure)
        {
            return failure.Problems.Select(static problem => problem with { Severity = ProblemSeverity.Warning }).ToValueList();
        }
    }
}
