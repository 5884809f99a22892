namespace Scalewright.Providers.Simulation.HighAvailability.Scores;

/// <summary>Order of copies in assignment: allowed on its node, running, node online, failed, colocations.</summary>
internal sealed class CloneInstanceOrder(SchedulingState scheduling, ColocationScoreMerger merging, ConfiguredResource clone)
    : IComparer<PrimitiveInstance>
{
    public int Compare(PrimitiveInstance? x, PrimitiveInstance? y)
    {
        int byPermission = IsMisplaced(x!).CompareTo(IsMisplaced(y!));
        if (byPermission != 0)
        {
            return byPermission;
        }

        int xNode = GetNode(x!);
        int yNode = GetNode(y!);
        if (xNode == PrimitiveInstance.NoNode || yNode == PrimitiveInstance.NoNode)
        {
            // Copies without a node are last, and equal to each other.
            return (xNode == PrimitiveInstance.NoNode).CompareTo(yNode == PrimitiveInstance.NoNode);
        }

        int byHealth = scheduling.IsAvailable(yNode).CompareTo(scheduling.IsAvailable(xNode));
        if (byHealth != 0)
        {
            return byHealth;
        }

        int byFailure = y!.IsFailed.CompareTo(x!.IsFailed);
        if (byFailure != 0)
        {
            return byFailure;
        }

        int byColocations = ScoreByColocations(yNode).CompareTo(ScoreByColocations(xNode));
        return byColocations != 0 ? byColocations : clone.Parts.IndexOf(x).CompareTo(clone.Parts.IndexOf(y));
    }

    private static int GetNode(PrimitiveInstance copy) => IsMisplaced(copy) ? PrimitiveInstance.NoNode : copy.Current;

    private static bool IsMisplaced(PrimitiveInstance copy) => copy.Current != PrimitiveInstance.NoNode && copy.Scores[copy.Current] < 0;

    /// <summary>Returns the score of a node from all colocations of the clone.</summary>
    private int ScoreByColocations(int node)
    {
        int[] scores = [.. Enumerable.Range(0, scheduling.Names.Length).Select(index => index == node ? 0 : PrimitiveInstance.NotAllowed)];
        foreach (ResolvedColocation colocation in clone.WholeClone!.Follows)
        {
            scores = merging.AddCertain(scores, colocation.Leader, colocation.Factor);
        }

        foreach (ResolvedColocation colocation in clone.WholeClone.Followers)
        {
            scores = merging.AddPreferred(scores, colocation.Follower, colocation.Factor, isCertain: true);
        }

        return scores[node];
    }
}
