using Scalewright.Topologies;

namespace Scalewright.Decisions;

/// <summary>What an engine wants, and what its memory is when that is taken.</summary>
internal sealed record EngineProposal(Decision Decision, Placement Placement, ValueList<int> Counts, Topology Wanted, DomainCensus Census, long[] Sizing, long[] Placing, ValueList<string> PlacedIn)
{
    public EngineCycle ToCycle(long number) => new()
    {
        Number = number,
        Decision = Decision,
        Placement = Placement,
        Counts = Counts,
        Ready = Census.Ready,
        InFlight = Census.InFlight,
        Replaced = Census.Broken.ToValueList(),
    };
}
