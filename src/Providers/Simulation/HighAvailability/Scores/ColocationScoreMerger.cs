namespace Scalewright.Providers.Simulation.HighAvailability.Scores;

/// <summary>Merges the scores of followers into those of their leaders, along the whole chain of followers.</summary>
internal sealed class ColocationScoreMerger(SchedulingState scheduling)
{
    // Far below any sum of scores.
    private const int InvalidScore = -100 * Score.Infinity;

    /// <summary>Adds the scores of a follower, scaled by a factor.</summary>
    /// <param name="scores">Current scores; returned unchanged when the follower leaves no allowed node.</param>
    public int[] Add(int[] scores, PrimitiveInstance follower, double factor) => Add(scores, follower, factor, new ScoreMergeMode());

    /// <summary>As <see cref="Add(int[], PrimitiveInstance, double)"/>, but a positive score never becomes
    /// negative.</summary>
    /// <param name="isCertain">True to add the scores even when they leave no allowed node.</param>
    public int[] AddPreferred(int[] scores, PrimitiveInstance follower, double factor, bool isCertain) =>
        Add(scores, follower, factor, new ScoreMergeMode { IsGentle = true, IsCertain = isCertain });

    /// <summary>As <see cref="Add(int[], PrimitiveInstance, double)"/>, even when no allowed node is left.</summary>
    public int[] AddCertain(int[] scores, PrimitiveInstance follower, double factor) =>
        Add(scores, follower, factor, new ScoreMergeMode { IsCertain = true });

    /// <summary>Returns the scores of a part merged with those of its leaders, to order parts.</summary>
    public int[] MergeLeaders(PrimitiveInstance part)
    {
        part.IsMerging = true;
        int[] merged = [.. part.Scores];
        foreach (ResolvedColocation colocation in scheduling.IsAnyAvailable(merged) ? part.Follows : [])
        {
            merged = Add(merged, colocation.LeaderRepresentative, colocation.Factor, new ScoreMergeMode { IsUpwards = true });
        }

        part.IsMerging = false;
        return merged;
    }

    private int[] Add(int[] scores, PrimitiveInstance other, double factor, ScoreMergeMode mode)
    {
        if (other.IsMerging)
        {
            // A circular chain of colocations ends here.
            return scores;
        }

        other.IsMerging = true;
        int[] merged = AddOwn(scores, other, factor, mode.IsGentle);
        if (scheduling.IsAnyAvailable(merged))
        {
            List<ResolvedColocation> colocations = mode.IsUpwards ? other.Follows : other.Followers;
            foreach (ResolvedColocation colocation in colocations)
            {
                // Passes on only the sign of the factor, since each colocation has its own factor.
                PrimitiveInstance next = mode.IsUpwards ? colocation.LeaderRepresentative : colocation.Follower;
                merged = Add(merged, next, (factor < 0 ? -1 : 1) * colocation.Factor, mode with { IsCertain = false });
            }
        }
        else if (!mode.IsCertain)
        {
            merged = scores;
        }

        other.IsMerging = false;
        return mode.IsGentle ? [.. merged.Select(ReplaceInvalid)] : merged;
    }

    private int[] AddOwn(int[] scores, PrimitiveInstance other, double factor, bool isGentle)
    {
        int[] merged = [.. scores];
        for (int node = 0; node < merged.Length; node++)
        {
            int otherScore =
                scheduling.IsAvailable(node) && other.Scores[node] != PrimitiveInstance.NotAllowed ? other.Scores[node] : -Score.Infinity;

            // An anti-colocation must not attract the other part to a node that this part avoids.
            if (merged[node] is PrimitiveInstance.NotAllowed or InvalidScore || (factor < 0 && otherScore < 0))
            {
                continue;
            }

            int sum = Score.Add(Scale(factor, otherScore), merged[node]);
            int kept = merged[node] > 0 ? InvalidScore : 0;
            merged[node] = !isGentle || sum >= 0 || merged[node] < 0 ? sum : kept;
        }

        return merged;
    }

    /// <summary>Returns 1 for a positive score that would have become negative.</summary>
    private static int ReplaceInvalid(int score) => score == InvalidScore ? 1 : score;

    /// <summary>Scales a score. A nonzero score counts at least 1, even with a small factor.</summary>
    private static int Scale(double factor, int score)
    {
        int scaled = (int)Math.Round(factor * score, MidpointRounding.AwayFromZero);
        return scaled == 0 && score != 0 ? Math.Sign(factor) : scaled;
    }

    private readonly record struct ScoreMergeMode
    {
        /// <summary>True to merge from leaders instead of followers.</summary>
        public bool IsUpwards { get; init; }

        /// <summary>True if a positive score must never become negative.</summary>
        public bool IsGentle { get; init; }

        /// <summary>True if scores count even when they leave no allowed node.</summary>
        public bool IsCertain { get; init; }
    }
}
