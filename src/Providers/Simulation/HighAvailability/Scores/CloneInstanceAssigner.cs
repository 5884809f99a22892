namespace Scalewright.Providers.Simulation.HighAvailability.Scores;

/// <summary>Assigns nodes to the copies of a clone: at most one copy per node, current nodes first.</summary>
internal sealed class CloneInstanceAssigner(
    SchedulingState scheduling,
    ColocationScoreMerger merging,
    Action<PrimitiveInstance, int> assign
)
{
    private readonly HashSet<int> _used = [];

    public void Spread(ConfiguredResource clone)
    {
        PrimitiveInstance whole = clone.Whole!;
        whole.Follows.ForEach(colocation => assign(colocation.Leader, PrimitiveInstance.NoNode));
        whole.Followers.ForEach(colocation =>
            whole.Scores = merging.AddPreferred(whole.Scores, colocation.Follower, colocation.Share, isCertain: false)
        );

        int nodes = Enumerable
            .Range(0, whole.Scores.Length)
            .Count(node => whole.Scores[node] != PrimitiveInstance.NotAllowed && scheduling.IsAvailable(node));
        PrimitiveInstance[] copies = [.. clone.Parts.Order(new CloneInstanceOrder(scheduling, merging, clone))];
        clone.Parts.Clear();
        clone.Parts.AddRange(copies);
        int count = 0;
        foreach (
            PrimitiveInstance copy in copies.Where(copy =>
                copy.RunningNodes.Count > 0 && !copy.IsFailed && scheduling.IsAvailable(copy.Current) && !copy.IsAssigned
            )
        )
        {
            if (count < clone.MaxCopies && !_used.Contains(copy.Current) && TryAssign(copy, copy.Current, clone.MaxCopies < nodes))
            {
                count++;
            }
        }

        foreach (PrimitiveInstance copy in copies.Where(copy => !copy.IsAssigned))
        {
            if (count >= clone.MaxCopies)
            {
                copy.AddAll(-Score.Infinity);
                assign(copy, PrimitiveInstance.NoNode);
            }
            else if (TryAssign(copy, PrimitiveInstance.NoNode, clone.MaxCopies < nodes))
            {
                count++;
            }
        }
    }

    /// <summary>Assigns a node and returns true if successful. Assigns only the preferred node, if there is
    /// one.</summary>
    private bool TryAssign(PrimitiveInstance copy, int prefer, bool isAnyLeftOver)
    {
        Bind(copy, isAnyLeftOver);
        if (prefer != PrimitiveInstance.NoNode && (copy.Scores[prefer] == PrimitiveInstance.NotAllowed || copy.Scores[prefer] < 0))
        {
            return false;
        }

        Limit(copy);
        int[] before = [.. copy.Scores];
        assign(copy, prefer);
        if (prefer != PrimitiveInstance.NoNode && copy.Node != PrimitiveInstance.NoNode && copy.Node != prefer)
        {
            scheduling.Unassign(copy);
            copy.Scores = before;
            return false;
        }

        return copy.Node != PrimitiveInstance.NoNode && _used.Add(copy.Node);
    }

    /// <summary>Adds preferred colocations if some nodes get no copy. Each attempt adds them again.</summary>
    private static void Bind(PrimitiveInstance copy, bool isAnyLeftOver)
    {
        PrimitiveInstance whole = copy.Unit.Whole!;
        whole.Follows.Where(colocation => isAnyLeftOver || colocation.Value is < 0 or >= Score.Infinity).ToList().ForEach(copy.Follow);
        whole.Followers.Where(colocation => isAnyLeftOver || colocation.Value < 0).ToList().ForEach(copy.Lead);
    }

    private void Limit(PrimitiveInstance copy)
    {
        int[] allowed = copy.Unit.Whole!.Scores;
        for (int node = 0; node < allowed.Length; node++)
        {
            if (!scheduling.IsAvailable(node) || allowed[node] < 0 || _used.Contains(node))
            {
                copy.Add(node, -Score.Infinity);
            }
        }
    }
}

/// <summary>Order of copies in assignment: allowed on its node, running, node online, failed, colocations.</summary>
internal sealed class CloneInstanceOrder(SchedulingState scheduling, ColocationScoreMerger merging, ConfiguredResource clone)
    : IComparer<PrimitiveInstance>
{
    public int Compare(PrimitiveInstance? x, PrimitiveInstance? y)
    {
        int left = GetNode(x!);
        int right = GetNode(y!);
        int byPermission = IsMisplaced(x!).CompareTo(IsMisplaced(y!));
        if (byPermission != 0)
        {
            return byPermission;
        }

        if (left == PrimitiveInstance.NoNode || right == PrimitiveInstance.NoNode)
        {
            return right.CompareTo(PrimitiveInstance.NoNode) - left.CompareTo(PrimitiveInstance.NoNode);
        }

        int byHealth = scheduling.IsAvailable(right).CompareTo(scheduling.IsAvailable(left));
        int byFailure = byHealth != 0 ? byHealth : y!.IsFailed.CompareTo(x!.IsFailed);
        int byBonds = byFailure != 0 ? byFailure : Wish(right).CompareTo(Wish(left));
        return byBonds != 0 ? byBonds : clone.Parts.IndexOf(x!).CompareTo(clone.Parts.IndexOf(y!));
    }

    private static int GetNode(PrimitiveInstance copy) => IsMisplaced(copy) ? PrimitiveInstance.NoNode : copy.Current;

    private static bool IsMisplaced(PrimitiveInstance copy) => copy.Current != PrimitiveInstance.NoNode && copy.Scores[copy.Current] < 0;

    /// <summary>Returns the score of a node from all colocations of the clone.</summary>
    private int Wish(int node)
    {
        int[] scores = [.. Enumerable.Range(0, scheduling.Names.Length).Select(other => other == node ? 0 : PrimitiveInstance.NotAllowed)];
        foreach (ResolvedColocation colocation in clone.Whole!.Follows)
        {
            scores = merging.AddCertain(scores, colocation.Leader, colocation.Share);
        }

        foreach (ResolvedColocation colocation in clone.Whole.Followers)
        {
            scores = merging.AddPreferred(scores, colocation.Follower, colocation.Share, isCertain: true);
        }

        return scores[node];
    }
}
