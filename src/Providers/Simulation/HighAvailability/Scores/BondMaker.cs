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
                Tie(new Bond(group.Parts[member], leader, Score.Infinity) { Led = (group, leader.Id), Following = (group, group.Parts[member].Id) }, leader);
            }
        }

        foreach (Part part in board.Units.SelectMany(unit => unit.Scored))
        {
            part.Sort();
        }
    }

    private static void Tie(Unit follower, Unit leader, ScoreColocation colocation)
    {
        // A clone follows and leads as one thing; its copies take over what concerns them when their nodes are chosen.
        // The whole group must be where a follower must be; its first member decides where one would like to be.
        Part following = follower.Whole ?? Named(follower, colocation.Resource) ?? follower.First;
        Part last = leader.Whole ?? Named(leader, colocation.With) ?? leader.Last;
        Part leading = leader.Whole ?? Named(leader, colocation.With) ?? (colocation.Value >= Score.Infinity ? leader.Last : leader.First);
        Tie(new Bond(following, leading, colocation.Value) { Led = (leader, colocation.With), Following = (follower, colocation.Resource) }, last);
    }

    private static void Tie(Bond bond, Part followed)
    {
        bond.Follower.Follows.Add(bond);
        followed.Followers.Add(bond);
    }

    private static Part? Named(Unit unit, string id) => unit.Id == id ? null : unit.Parts.Find(part => part.Id == id);
}
