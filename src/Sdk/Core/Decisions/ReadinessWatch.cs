using System.Runtime.InteropServices;
using Scalewright.Clusters;
using Scalewright.Topologies;

namespace Scalewright.Decisions;

/// <summary>Remembers since when nodes run and since when they are as ready as they are, as far as an engine saw it.</summary>
internal sealed class ReadinessWatch
{
    private readonly Dictionary<string, Readiness> _seen = new(StringComparer.Ordinal);
    private bool _hasLooked;
    private long _round;

    /// <summary>Takes over how the nodes are. What runs at the first look has been running for long.</summary>
    public void Look(ValueList<NodeSpec> nodes, ReadOnlySpan<NodeState> states, DateTimeOffset at)
    {
        DateTimeOffset began = _hasLooked ? at : DateTimeOffset.MinValue;
        (_hasLooked, _round) = (true, _round + 1);
        int running = 0;
        for (int index = 0; index < states.Length; index++)
        {
            NodeState state = states[index];
            if (state is NodeState.Starting or NodeState.Missing or NodeState.Failed)
            {
                continue;
            }

            running++;
            bool isReady = DomainCensus.IsReady(state);
            ref Readiness known = ref CollectionsMarshal.GetValueRefOrAddDefault(_seen, nodes[index].Name, out bool isKnown);
            known = !isKnown ? new Readiness(began, began, isReady, _round)
                : known.IsReady == isReady ? known with { Round = _round }
                : known with { ChangedAt = at, IsReady = isReady, Round = _round };
        }

        if (_seen.Count > running)
        {
            foreach (string gone in _seen.Where(entry => entry.Value.Round != _round).Select(entry => entry.Key).ToArray())
            {
                _seen.Remove(gone);
            }
        }
    }

    /// <summary>Adds to readings of nodes since when they are so.</summary>
    /// <param name="nodes">The nodes.</param>
    /// <param name="readings">A reading for each.</param>
    public void Date(ValueList<NodeSpec> nodes, Span<NodeReading> readings)
    {
        for (int index = 0; index < readings.Length && _seen.Count > 0; index++)
        {
            if (_seen.TryGetValue(nodes[index].Name, out Readiness known))
            {
                readings[index] = readings[index] with { StartedAt = known.StartedAt, ReadyChangedAt = known.ChangedAt };
            }
        }
    }

    private readonly record struct Readiness(DateTimeOffset StartedAt, DateTimeOffset ChangedAt, bool IsReady, long Round);
}
