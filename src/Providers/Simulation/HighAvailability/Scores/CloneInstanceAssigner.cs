namespace Scalewright.Providers.Simulation.HighAvailability.Scores;

/// <summary>Assigns nodes to the copies of a clone: at most one copy per node, current nodes first.</summary>
/// <param name="wholeClone">The clone as a whole, with the colocations and allowed nodes of all copies.</param>
/// <param name="assign">Assigns a part, to the preferred node if possible.</param>
internal sealed class CloneInstanceAssigner(
    PrimitiveInstance wholeClone,
    SchedulingState scheduling,
    ColocationScoreMerger merging,
    Action<PrimitiveInstance, int> assign
)
{
    private readonly ConfiguredResource _clone = wholeClone.Unit;
    private readonly HashSet<int> _usedNodes = [];

    public void AssignAll()
    {
        AssignLeaders();
        AddFollowerScores();
        SortCopies();

        // Optional colocations count only if some allowed nodes get no copy.
        bool hasSpareNodes = _clone.MaxCopies < CountAllowedNodes();
        int assignedCount = AssignToCurrentNodes(hasSpareNodes);
        AssignOthers(hasSpareNodes, assignedCount);
    }

    private void AssignLeaders()
    {
        foreach (ResolvedColocation colocation in wholeClone.Follows)
        {
            assign(colocation.Leader, PrimitiveInstance.NoNode);
        }
    }

    private void AddFollowerScores()
    {
        foreach (ResolvedColocation colocation in wholeClone.Followers)
        {
            wholeClone.Scores = merging.AddPreferred(wholeClone.Scores, colocation.Follower, colocation.Factor, isCertain: false);
        }
    }

    private void SortCopies()
    {
        PrimitiveInstance[] copies = [.. _clone.Parts.Order(new CloneInstanceOrder(scheduling, merging, _clone))];
        _clone.Parts.Clear();
        _clone.Parts.AddRange(copies);
    }

    private int CountAllowedNodes() =>
        Enumerable
            .Range(0, wholeClone.Scores.Length)
            .Count(node => wholeClone.Scores[node] != PrimitiveInstance.NotAllowed && scheduling.IsAvailable(node));

    /// <summary>Keeps running copies on their nodes. Returns the number of assigned copies.</summary>
    private int AssignToCurrentNodes(bool hasSpareNodes)
    {
        int assignedCount = 0;
        foreach (
            PrimitiveInstance copy in _clone.Parts.Where(copy =>
                copy.RunningNodes.Count > 0 && !copy.IsFailed && scheduling.IsAvailable(copy.Current) && !copy.IsAssigned
            )
        )
        {
            if (assignedCount < _clone.MaxCopies && !_usedNodes.Contains(copy.Current) && TryAssign(copy, copy.Current, hasSpareNodes))
            {
                assignedCount++;
            }
        }

        return assignedCount;
    }

    /// <summary>Assigns the other copies to free nodes. Copies above the maximum get no node.</summary>
    private void AssignOthers(bool hasSpareNodes, int assignedCount)
    {
        foreach (PrimitiveInstance copy in _clone.Parts.Where(copy => !copy.IsAssigned))
        {
            if (assignedCount >= _clone.MaxCopies)
            {
                copy.AddAll(-Score.Infinity);
                assign(copy, PrimitiveInstance.NoNode);
            }
            else if (TryAssign(copy, PrimitiveInstance.NoNode, hasSpareNodes))
            {
                assignedCount++;
            }
        }
    }

    /// <summary>Assigns a node and returns true if successful. Assigns only the preferred node, if there is
    /// one.</summary>
    private bool TryAssign(PrimitiveInstance copy, int preferredNode, bool hasSpareNodes)
    {
        AddColocations(copy, hasSpareNodes);
        if (
            preferredNode != PrimitiveInstance.NoNode
            && (copy.Scores[preferredNode] == PrimitiveInstance.NotAllowed || copy.Scores[preferredNode] < 0)
        )
        {
            return false;
        }

        BanUsedNodes(copy);
        int[] originalScores = [.. copy.Scores];
        assign(copy, preferredNode);
        if (preferredNode != PrimitiveInstance.NoNode && copy.Node != PrimitiveInstance.NoNode && copy.Node != preferredNode)
        {
            scheduling.Unassign(copy);
            copy.Scores = originalScores;
            return false;
        }

        return copy.Node != PrimitiveInstance.NoNode && _usedNodes.Add(copy.Node);
    }

    /// <summary>Adds the colocations of the clone to a copy, the optional ones only if some nodes get no
    /// copy.</summary>
    /// <remarks>As in Pacemaker 2.1 (<c>append_parent_colocation</c>), each attempt adds them again, so that they count
    /// twice for a copy whose current node was refused.</remarks>
    private void AddColocations(PrimitiveInstance copy, bool hasSpareNodes)
    {
        foreach (ResolvedColocation colocation in wholeClone.Follows)
        {
            if (hasSpareNodes || colocation.Value is < 0 or >= Score.Infinity)
            {
                copy.Follow(colocation);
            }
        }

        foreach (ResolvedColocation colocation in wholeClone.Followers)
        {
            if (hasSpareNodes || colocation.Value < 0)
            {
                copy.Lead(colocation);
            }
        }
    }

    private void BanUsedNodes(PrimitiveInstance copy)
    {
        for (int node = 0; node < wholeClone.Scores.Length; node++)
        {
            if (!scheduling.IsAvailable(node) || wholeClone.Scores[node] < 0 || _usedNodes.Contains(node))
            {
                copy.Add(node, -Score.Infinity);
            }
        }
    }
}
