namespace Scalewright.Providers.Simulation.HighAvailability.Scores;

/// <summary>Merges the scores of followers into those of their leaders, along the whole chain of followers.</summary>
internal sealed class ColocationScoreMerger(SchedulingState board)
{
    // Far below any sum of scores.
    private const int InvalidScore = -100 * Score.Infinity;

    /// <summary>Adds the scores of a follower, scaled by a factor.</summary>
    /// <param name="scores">Current scores; returned unchanged when the follower leaves no allowed node.</param>
    public int[] Add(int[] scores, PrimitiveInstance follower, double share) => Add(scores, follower, share, new ScoreMergeMode());

    /// <summary>As <see cref="Add(int[], PrimitiveInstance, double)"/>, but a positive score never becomes
    /// negative.</summary>
    /// <param name="isCertain">True to add the scores even when they leave no allowed node.</param>
    public int[] AddPreferred(int[] scores, PrimitiveInstance follower, double share, bool isCertain) =>
        Add(scores, follower, share, new ScoreMergeMode { IsGentle = true, IsCertain = isCertain });

    /// <summary>As <see cref="Add(int[], PrimitiveInstance, double)"/>, even when no allowed node is left.</summary>
    public int[] AddCertain(int[] scores, PrimitiveInstance follower, double share) =>
        Add(scores, follower, share, new ScoreMergeMode { IsCertain = true });

    /// <summary>Returns the scores of a part merged with those of its leaders, to order parts.</summary>
    public int[] Wishes(PrimitiveInstance part)
    {
        part.IsMerging = true;
        int[] work = [.. part.Scores];
        foreach (ResolvedColocation bond in board.IsAnyAvailable(work) ? part.Follows : [])
        {
            work = Add(work, bond.LedFace, bond.Share, new ScoreMergeMode { IsUpwards = true });
        }

        part.IsMerging = false;
        return work;
    }

    private int[] Add(int[] scores, PrimitiveInstance other, double share, ScoreMergeMode way)
    {
        if (other.IsMerging)
        {
            return scores;
        }

        other.IsMerging = true;
        int[] work = AddOwn(scores, other, share, way.IsGentle);
        if (board.IsAnyAvailable(work))
        {
            List<ResolvedColocation> bonds = way.IsUpwards ? other.Follows : other.Followers;
            foreach (ResolvedColocation bond in bonds)
            {
                // Passes on only the sign of the factor, since each colocation has its own factor.
                PrimitiveInstance next = way.IsUpwards ? bond.LedFace : bond.Follower;
                work = Add(work, next, (share < 0 ? -1 : 1) * bond.Share, way with { IsCertain = false });
            }
        }
        else if (!way.IsCertain)
        {
            work = scores;
        }

        other.IsMerging = false;
        static int Gentle(int score) => score == InvalidScore ? 1 : score;
        return way.IsGentle ? [.. work.Select(Gentle)] : work;
    }

    private int[] AddOwn(int[] scores, PrimitiveInstance other, double share, bool isGentle)
    {
        int[] work = [.. scores];
        for (int node = 0; node < work.Length; node++)
        {
            int wish = board.IsAvailable(node) && other.Scores[node] != PrimitiveInstance.NotAllowed ? other.Scores[node] : -Score.Infinity;

            // An anti-colocation must not attract the other part to a node that this part avoids.
            if (work[node] is PrimitiveInstance.NotAllowed or InvalidScore || (share < 0 && wish < 0))
            {
                continue;
            }

            int sum = Score.Add(Rounded(share, wish), work[node]);
            int kept = work[node] > 0 ? InvalidScore : 0;
            work[node] = !isGentle || sum >= 0 || work[node] < 0 ? sum : kept;
        }

        return work;
    }

    /// <summary>Scales a score. A nonzero score counts at least 1, even with a small factor.</summary>
    private static int Rounded(double share, int wish)
    {
        int value = (int)Math.Round(share * wish, MidpointRounding.AwayFromZero);
        return value == 0 && wish != 0 ? Math.Sign(share) : value;
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
