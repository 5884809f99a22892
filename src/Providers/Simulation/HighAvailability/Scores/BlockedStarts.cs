namespace Scalewright.Providers.Simulation.HighAvailability.Scores;

/// <summary>
/// Finds the parts that have a node and may not start on it: what they need first does not run, or they must be with something that
/// may not start itself. Source: Pacemaker's scheduler: a start that cannot run blocks those of mandatory colocations with it.
/// </summary>
internal sealed class BlockedStarts(Board board, ScoreState state)
{
    private readonly HashSet<Part> _blocked = [];

    /// <summary>Finds them all, until no more follow.</summary>
    public HashSet<Part> Find()
    {
        bool isMore = true;
        while (isMore)
        {
            Part[] found = [.. board.Parts.Where(part => HasStart(part) && !_blocked.Contains(part) && IsBlocked(part))];
            _blocked.UnionWith(found);
            isMore = found.Length > 0;
        }

        return _blocked;
    }

    private static bool HasStart(Part part) => part.Node != Part.Nowhere && !part.IsLeftAlone;

    private bool IsBlocked(Part part) =>
        !state.MayStart(part.On.Count > 0)
        || board.FirstOf(part.Unit).Any(first => !IsServed(part, first))
        || (part.Unit.Kind == UnitKind.Group && part.Unit.Parts.TakeWhile(other => other != part).Any(other => !Runs(other)))
        || MandatoryLeaders(part).Any(IsBlocked);

    private bool IsServed(Part part, Unit first)
    {
        if (Unit.IsPaired(first, part.Unit))
        {
            return first.Parts.Exists(copy => copy.Node == part.Node && Runs(copy));
        }

        return first.Kind == UnitKind.Clone ? first.Parts.Exists(Runs) : first.Parts.TrueForAll(Runs);
    }

    private bool Runs(Part part) => part.IsLeftAlone ? part.On.Count > 0 : part.Node != Part.Nowhere && !_blocked.Contains(part);

    /// <summary>The units outside of its own that it, or its whole unit, must be with.</summary>
    private static IEnumerable<Unit> MandatoryLeaders(Part part) => part.Unit.Scored
        .Where(other => part.Unit.Kind == UnitKind.Group || other == part || other == part.Unit.Whole)
        .SelectMany(other => other.Follows)
        .Where(bond => bond.Value >= Score.Infinity && bond.Leader.Unit != part.Unit)
        .Select(bond => bond.Leader.Unit);

    /// <summary>Dependents are blocked only where a unit has nodes and none of its parts can start.</summary>
    private bool IsBlocked(Unit leader) =>
        leader.Parts.Exists(HasStart)
        && leader.Parts.TrueForAll(part => part.Node == Part.Nowhere || (HasStart(part) && _blocked.Contains(part)));
}
