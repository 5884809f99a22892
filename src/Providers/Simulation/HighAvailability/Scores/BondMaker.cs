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
                Tie(new Bond(group.Parts[member], group.Parts[member - 1], null, Score.Infinity), group.Parts[member - 1]);
            }
        }
    }

    private static void Tie(Unit follower, Unit leader, ScoreColocation colocation)
    {
        IEnumerable<Part> following = follower.Kind == UnitKind.Clone ? follower.Parts : [Named(follower, colocation.Resource) ?? follower.First];
        foreach (Part part in following)
        {
            if (leader.Kind == UnitKind.Clone)
            {
                part.Follows.Add(new Bond(part, null, leader, colocation.Value));
                continue;
            }

            // The whole group must be where a follower must be; its first member decides where one would like to be.
            Part last = Named(leader, colocation.With) ?? leader.Last;
            Part leading = Named(leader, colocation.With) ?? (colocation.Value >= Score.Infinity ? leader.Last : leader.First);
            Tie(new Bond(part, leading, null, colocation.Value), last);
        }
    }

    private static void Tie(Bond bond, Part followed)
    {
        bond.Follower.Follows.Add(bond);
        followed.Followers.Add(bond);
    }

    private static Part? Named(Unit unit, string id) => unit.Id == id ? null : unit.Parts.Find(part => part.Id == id);
}
