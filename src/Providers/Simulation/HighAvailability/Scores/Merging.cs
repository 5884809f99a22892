namespace Scalewright.Providers.Simulation.HighAvailability.Scores;

/// <summary>Takes the wishes of followers into the scores of what they follow, however far the chain of followers goes.</summary>
internal sealed class Merging(Board board)
{
    // Far below anything that a sum of scores can be.
    private const int Spoilt = -100 * Score.Infinity;

    /// <summary>Scores of a part with those of a follower added in their share.</summary>
    /// <param name="scores">The scores so far; they come back unchanged when the follower's leave no node.</param>
    /// <param name="follower">Whose wishes are added.</param>
    /// <param name="share">How much of them.</param>
    public int[] Add(int[] scores, Part follower, double share) => Add(scores, follower, share, new Way());

    /// <summary>As <see cref="Add(int[], Part, double)"/>, but nothing that is wanted becomes unwanted, as for the nodes of a clone that other copies may have.</summary>
    /// <param name="follower">Whose wishes are added.</param>
    /// <param name="share">How much of them.</param>
    /// <param name="isCertain">Whether the wishes count even when they leave no node.</param>
    public int[] AddWanted(int[] scores, Part follower, double share, bool isCertain) => Add(scores, follower, share, new Way { IsGentle = true, IsCertain = isCertain });

    /// <summary>As <see cref="Add(int[], Part, double)"/>, but the wishes count even when they leave no node.</summary>
    public int[] AddCertain(int[] scores, Part follower, double share) => Add(scores, follower, share, new Way { IsCertain = true });

    /// <summary>All wishes that a part has of itself and of what it follows; to find out which part goes first.</summary>
    public int[] Wishes(Part part)
    {
        part.IsMerging = true;
        int[] work = [.. part.Scores];
        foreach (Bond bond in board.IsAnyAvailable(work) ? part.Follows : [])
        {
            work = Add(work, bond.LedFace, bond.Share, new Way { IsUpwards = true });
        }

        part.IsMerging = false;
        return work;
    }

    private int[] Add(int[] scores, Part other, double share, Way way)
    {
        if (other.IsMerging)
        {
            return scores;
        }

        other.IsMerging = true;
        int[] work = AddOwn(scores, other, share, way.IsGentle);
        if (board.IsAnyAvailable(work))
        {
            foreach (Bond bond in way.IsUpwards ? other.Follows : other.Followers)
            {
                // Only the sign of the share goes on: each bond counts for itself.
                Part next = way.IsUpwards ? bond.LedFace : bond.Follower;
                work = Add(work, next, (share < 0 ? -1 : 1) * bond.Share, way with { IsCertain = false });
            }
        }
        else if (!way.IsCertain)
        {
            work = scores;
        }

        other.IsMerging = false;
        return way.IsGentle ? [.. work.Select(score => score == Spoilt ? 1 : score)] : work;
    }

    private int[] AddOwn(int[] scores, Part other, double share, bool isGentle)
    {
        int[] work = [.. scores];
        for (int node = 0; node < work.Length; node++)
        {
            int wish = board.IsAvailable(node) && other.Scores[node] != Part.NotListed ? other.Scores[node] : -Score.Infinity;

            // What wants to be apart must not pull the other to where it does not want to be itself.
            if (work[node] is Part.NotListed or Spoilt || (share < 0 && wish < 0))
            {
                continue;
            }

            int sum = Score.Add(Rounded(share, wish), work[node]);
            work[node] = !isGentle || sum >= 0 || work[node] < 0 ? sum : work[node] > 0 ? Spoilt : 0;
        }

        return work;
    }

    /// <summary>Small wishes count for something, however small the share.</summary>
    private static int Rounded(double share, int wish)
    {
        int value = (int)Math.Round(share * wish, MidpointRounding.AwayFromZero);
        return value == 0 && wish != 0 ? Math.Sign(share) : value;
    }

    /// <summary>How wishes are added.</summary>
    private readonly record struct Way
    {
        /// <summary>From what is followed, not from followers.</summary>
        public bool IsUpwards { get; init; }

        /// <summary>Nothing that is wanted becomes unwanted.</summary>
        public bool IsGentle { get; init; }

        /// <summary>They count even when they leave no node.</summary>
        public bool IsCertain { get; init; }
    }
}
