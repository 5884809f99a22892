namespace Scalewright.Providers.Simulation.HighAvailability.Scores;

/// <summary>Ties parts by the colocations of the configuration and by those that hold a group together.</summary>
internal sealed class BondMaker(Board board)
{
    // A group hands its bonds on to its first or last member when its nodes are chosen. As each hand-over puts a bond before those of
    // equal rank, those of a group end up in the order of the configuration and those of single resources in the opposite one.
    private readonly List<(Part Follower, Bond Bond)> _followsOfGroups = [];
    private readonly List<(Part Leader, Bond Bond)> _leadsOfGroups = [];

    public void Tie(ScoreConfiguration configuration)
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
                Bond bond = new(group.Parts[member], leader, Score.Infinity)
                {
                    Led = (group, leader.Id),
                    Following = (group, group.Parts[member].Id),
                };
                bond.Follower.Follow(bond);
                leader.Lead(bond);
            }
        }

        _followsOfGroups.AsEnumerable().Reverse().ToList().ForEach(entry => entry.Follower.Follow(entry.Bond));
        _leadsOfGroups.AsEnumerable().Reverse().ToList().ForEach(entry => entry.Leader.Lead(entry.Bond));
    }

    private void Tie(Unit follower, Unit leader, ScoreColocation colocation)
    {
        // A clone follows and leads as one thing; its copies take over what concerns them when their nodes are chosen.
        // The whole group must be where a follower must be; its first member decides where one would like to be.
        Part following = follower.Whole ?? Named(follower, colocation.Resource) ?? follower.First;
        Part last = leader.Whole ?? Named(leader, colocation.With) ?? leader.Last;
        Part leading = leader.Whole ?? Named(leader, colocation.With) ?? (colocation.Value >= Score.Infinity ? leader.Last : leader.First);
        Bond bond = new(following, leading, colocation.Value) { Led = (leader, colocation.With), Following = (follower, colocation.Resource) };
        if (IsGroup(follower, colocation.Resource))
        {
            _followsOfGroups.Add((following, bond));
        }
        else
        {
            following.Follow(bond);
        }

        if (IsGroup(leader, colocation.With))
        {
            _leadsOfGroups.Add((last, bond));
        }
        else
        {
            last.Lead(bond);
        }
    }

    private static bool IsGroup(Unit unit, string id) => unit.Kind == UnitKind.Group && unit.Id == id;

    private static Part? Named(Unit unit, string id) => unit.Id == id ? null : unit.Parts.Find(part => part.Id == id);
}
