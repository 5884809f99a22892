using Scalewright.Providers;

namespace Scalewright.Clusters;

/// <content>Injected faults that an earlier program left.</content>
public sealed partial class Cluster
{
    private ValueList<Problem> _unhealed = [];

    /// <summary>Reverts faults that an earlier lease holder injected and left. A failure becomes a warning.</summary>
    internal async Task HealAsync(CancellationToken cancellationToken)
    {
        if (Provider.Find<IHarmsNodes>() is not { } place)
        {
            return;
        }

        foreach (Resource[] some in (await Provider.ObserveAsync(Owner, cancellationToken)).Chunk(_settings.FanOutMax))
        {
            ValueList<Problem>[] left = await Task.WhenAll(some.Select(node => HealAsync(place, node, cancellationToken)));
            _unhealed = _unhealed.AddRange(left.SelectMany(static problems => problems));
        }
    }

    private async Task<ValueList<Problem>> HealAsync(IHarmsNodes place, Resource node, CancellationToken cancellationToken)
    {
        try
        {
            if (await place.ReadHarmAsync(node, cancellationToken) != NodeHarm.None)
            {
                await place.HarmAsync(node, NodeHarm.None, cancellationToken);
                _events.Tell(ClusterEventKind.NodeHealed, node.Tag.Name, "what an earlier program did to it on purpose is undone");
            }

            return [];
        }
        catch (ScalewrightException failure)
        {
            return failure.Problems.Select(static problem => problem with { Severity = ProblemSeverity.Warning }).ToValueList();
        }
    }
}
