namespace Scalewright.Providers.Simulation.HighAvailability.Scores;

/// <summary>Chooses nodes for the copies of a clone: at most one on each, first where they are.</summary>
internal sealed class CopySpread(Board board, Action<Part, int> assign)
{
    public void Spread(Unit clone)
    {
        foreach (Bond bond in clone.First.Follows.Where(bond => bond.Leader is not null))
        {
            assign(bond.Leader!, Part.Nowhere);
        }

        HashSet<int> taken = [];
        int count = 0;
        NodeOrder order = new(board, clone.First.Scores, Part.Nowhere);
        foreach (Part copy in clone.Parts.Where(part => part.On.Count > 0 && !part.IsFailed).OrderBy(part => part.Current, order))
        {
            if (count < clone.CopiesMax && board.IsAvailable(copy.Current, copy.Scores[copy.Current]) && TryStay(copy, taken))
            {
                count++;
            }
        }

        foreach (Part copy in clone.Parts.Where(part => !part.IsAssigned).OrderBy(part => part.On.Count > 0 ? 0 : 1))
        {
            if (count >= clone.CopiesMax)
            {
                copy.AddAll(-Score.Infinity);
            }

            Block(copy, taken);
            assign(copy, Part.Nowhere);
            if (copy.Node != Part.Nowhere)
            {
                taken.Add(copy.Node);
                count++;
            }
        }
    }

    private bool TryStay(Part copy, HashSet<int> taken)
    {
        int[] before = [.. copy.Scores];
        Block(copy, taken);
        if (copy.Scores.Where((_, node) => board.IsAvailable(node)).Any(score => score > copy.Scores[copy.Current]) || !board.IsAvailable(copy.Current, copy.Scores[copy.Current]))
        {
            copy.Scores = before;
            return false;
        }

        assign(copy, copy.Current);
        if (copy.Node != Part.Nowhere)
        {
            taken.Add(copy.Node);
        }

        return copy.Node != Part.Nowhere;
    }

    private static void Block(Part copy, HashSet<int> taken)
    {
        foreach (int node in taken)
        {
            copy.Add(node, -Score.Infinity);
        }
    }
}
