namespace Scalewright.Providers.Simulation.HighAvailability.Scores;

/// <summary>Bans nodes without capacity for a part, and for its mandatory colocations if any node has it.</summary>
internal sealed class Capacity(Board board)
{
    /// <summary>Returns the node with the most free capacity when none can run all; otherwise none.</summary>
    public int Ban(Part part)
    {
        if (board.Options.Strategy == PlacementStrategy.Default)
        {
            return Part.Nowhere;
        }

        Dictionary<string, int> together = Rooms.Sum(Together(part).Where(other => !other.IsAssigned));
        List<int> usable = [.. board.Listed.AsEnumerable().Reverse().Where(node => board.IsAvailable(node, part.Scores[node]))];
        if (usable.Exists(node => Rooms.Fits(board.Room[node], together)))
        {
            Ban(part, usable, together);
            return Part.Nowhere;
        }

        int most = usable.Count == 0 ? Part.Nowhere : usable.Aggregate((best, node) => Rooms.Compare(board.Room[node], board.Room[best]) < 0 ? node : best);
        Ban(part, usable, part.Resource.Needs);
        return most;
    }

    private void Ban(Part part, List<int> nodes, IReadOnlyDictionary<string, int> needs)
    {
        foreach (int node in nodes.Where(node => !Rooms.Fits(board.Room[node], needs)))
        {
            part.Add(node, -Score.Infinity);
            part.LacksRoom = true;
        }
    }

    private static HashSet<Part> Together(Part part)
    {
        HashSet<Part> found = [];
        Queue<Part> waiting = new([part]);
        while (waiting.TryDequeue(out Part? next))
        {
            if (found.Add(next))
            {
                next.Follows.Where(bond => bond.Value >= Score.Infinity && bond.LeadingClone is null).ToList().ForEach(bond => waiting.Enqueue(bond.Leader));
                next.Followers.Where(bond => bond.Value >= Score.Infinity).ToList().ForEach(bond => waiting.Enqueue(bond.Follower));
            }
        }

        return found;
    }
}
