namespace Scalewright.Providers.Simulation.HighAvailability.Scores;

/// <summary>Scores that are known before any node is chosen: symmetry, locations, stickiness, failures.</summary>
internal sealed class BoardScores(Board board, ScoreState state)
{
    public void Apply()
    {
        foreach (Part part in board.Units.SelectMany(unit => unit.Scored))
        {
            Array.Fill(part.Scores, board.Options.IsSymmetric ? 0 : Part.NotListed);
        }

        foreach (ScoreLocation location in state.Configuration.Locations)
        {
            Locate(location);
        }

        foreach (Part part in board.Units.SelectMany(unit => unit.Scored))
        {
            Stick(part);
            BanAfterFailures(part);
        }
    }

    private void Locate(ScoreLocation location)
    {
        int node = board.IndexOf(location.Node);
        if (node == Part.Nowhere || board.Find(location.Resource) is not { } unit)
        {
            return;
        }

        foreach (Part part in unit.Scored)
        {
            bool isMeant = unit.Id == location.Resource || part.Id == location.Resource;
            if (isMeant)
            {
                // Members of a group follow the first, so only that one has the score.
                part.List(node, unit.Kind == UnitKind.Group && unit.Id == location.Resource && part != unit.First ? 0 : location.Value);
            }
        }
    }

    /// <summary>What nobody moves wants to be where it is and nowhere else, whatever locations say: so it is for those that are bound to it.</summary>
    private static void Stick(Part part)
    {
        if (part.IsUnmanaged)
        {
            part.On.ForEach(node => part.List(node, Score.Infinity));
        }
        else if (part.Meta.Stickiness != 0 && part.On.Count == 1)
        {
            part.Add(part.Current, part.Meta.Stickiness);
        }
    }

    private void BanAfterFailures(Part part)
    {
        foreach ((int node, string name) in board.Names.Index())
        {
            NodeHistory history = state.Nodes[name].Of(part.Id);
            if (part.Meta.Threshold > 0 && history.FailCount >= part.Meta.Threshold)
            {
                part.Add(node, -Score.Infinity);
            }
        }
    }
}
