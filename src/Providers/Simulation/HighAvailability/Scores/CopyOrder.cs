namespace Scalewright.Providers.Simulation.HighAvailability.Scores;

/// <summary>Which copy of a clone gets its node first: one that is where it may be, that runs, whose node works, that failed, whose bonds like its node.</summary>
internal sealed class CopyOrder(Board board, Merging merging, Unit clone) : IComparer<Part>
{
    public int Compare(Part? x, Part? y)
    {
        int left = PlaceOf(x!);
        int right = PlaceOf(y!);
        int byPermission = IsMisplaced(x!).CompareTo(IsMisplaced(y!));
        if (byPermission != 0)
        {
            return byPermission;
        }

        if (left == Part.Nowhere || right == Part.Nowhere)
        {
            return right.CompareTo(Part.Nowhere) - left.CompareTo(Part.Nowhere);
        }

        int byHealth = board.IsAvailable(right).CompareTo(board.IsAvailable(left));
        int byFailure = byHealth != 0 ? byHealth : y!.IsFailed.CompareTo(x!.IsFailed);
        int byBonds = byFailure != 0 ? byFailure : Wish(right).CompareTo(Wish(left));
        return byBonds != 0 ? byBonds : clone.Parts.IndexOf(x!).CompareTo(clone.Parts.IndexOf(y!));
    }

    private static int PlaceOf(Part copy) => IsMisplaced(copy) ? Part.Nowhere : copy.Current;

    private static bool IsMisplaced(Part copy) => copy.Current != Part.Nowhere && copy.Scores[copy.Current] < 0;

    /// <summary>What all that is bound to the clone thinks of a node.</summary>
    private int Wish(int node)
    {
        int[] scores = [.. Enumerable.Range(0, board.Names.Length).Select(other => other == node ? 0 : Part.NotListed)];
        foreach (Bond bond in clone.Whole!.Follows)
        {
            scores = merging.AddCertain(scores, bond.Leader, bond.Share);
        }

        foreach (Bond bond in clone.Whole.Followers)
        {
            scores = merging.AddWanted(scores, bond.Follower, bond.Share, isCertain: true);
        }

        return scores[node];
    }
}
