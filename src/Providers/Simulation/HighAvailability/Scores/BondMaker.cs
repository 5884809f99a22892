namespace Scalewright.Providers.Simulation.HighAvailability.Scores;

/// <summary>Ties parts by the colocations of the configuration and by those that hold a group together.</summary>
internal static class BondMaker
{
    public static void Tie(Board board, ScoreConfiguration configuration)
    {
        foreach (ScoreColocation colocation in configuration.Colocations)
        {
            if (colocation.Value != 0 && board.Find(colocation.Resource) is { } follower && board.Find(colocation.With) is { } leader)
            {
                Tie(follower, leader, colocation);
            }
        }

        foreach (Unit group in board.Units.Where(unit => unit.Kind == UnitKind.Group))
        {
            for (int member = 1; member < group.Parts.Count; member++)
            {
                Part leader = group.Parts[member - 1];
                Tie(new Bond(group.Parts[member], leader, null, Score.Infinity) { Led = (group, leader.Id), Following = (group, group.Parts[member].Id) }, leader);
            }
        }

        foreach (Part part in board.Parts)
        {
            part.Follows.Sort((left, right) => Compare(left.Led, right.Led));
            part.Followers.Sort((left, right) => Compare(left.Following, right.Following));
        }
    }

    /// <summary>Higher priority first, clones before groups before single ones, then by id.</summary>
    private static int Compare((Unit Unit, string Id) left, (Unit Unit, string Id) right)
    {
        int byPriority = right.Unit.Priority.CompareTo(left.Unit.Priority);
        int byKind = byPriority != 0 ? byPriority : right.Unit.Kind.CompareTo(left.Unit.Kind);
        return byKind != 0 ? byKind : string.CompareOrdinal(left.Id, right.Id);
    }

    private static void Tie(Unit follower, Unit leader, ScoreColocation colocation)
    {
        IEnumerable<Part> following = follower.Kind == UnitKind.Clone ? follower.Parts : [Named(follower, colocation.Resource) ?? follower.First];
        foreach (Part part in following)
        {
            if (leader.Kind == UnitKind.Clone)
            {
                part.Follows.Add(new Bond(part, null, leader, colocation.Value) { Led = (leader, colocation.With), Following = (follower, colocation.Resource) });
                continue;
            }

            // The whole group must be where a follower must be; its first member decides where one would like to be.
            Part last = Named(leader, colocation.With) ?? leader.Last;
            Part leading = Named(leader, colocation.With) ?? (colocation.Value >= Score.Infinity ? leader.Last : leader.First);
            Tie(new Bond(part, leading, null, colocation.Value) { Led = (leader, colocation.With), Following = (follower, colocation.Resource) }, last);
        }
    }

    private static void Tie(Bond bond, Part followed)
    {
        bond.Follower.Follows.Add(bond);
        followed.Followers.Add(bond);
    }

    private static Part? Named(Unit unit, string id) => unit.Id == id ? null : unit.Parts.Find(part => part.Id == id);
}
