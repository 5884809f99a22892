using Scalewright.Providers.Simulation.HighAvailability;

namespace Scalewright.Providers.Simulation.Worlds;

/// <summary>What decides in a group of nodes where resources run.</summary>
internal interface IGroupModel
{
    /// <summary>Where each resource runs, by its label.</summary>
    ValueMap<ValueList<string>> Places { get; }

    /// <summary>Takes what became of the nodes.</summary>
    /// <param name="view">The nodes as they are now.</param>
    /// <returns>What moved, and the nodes that must not run on.</returns>
    (ValueList<HaMove> Moves, ValueList<string> Fenced) Take(MemberView view);
}
