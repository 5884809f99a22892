namespace Scalewright.Providers.Simulation.HighAvailability.Scores;

/// <summary>Takes the wishes of followers into the scores of what they follow, however far the chain of followers goes.</summary>
internal sealed class Merging(Board board)
{
    /// <summary>Scores of a part with those of a follower added in their share.</summary>
    /// <param name="scores">The scores so far; they come back unchanged when the follower's leave no node.</param>
    /// <param name="follower">Whose wishes are added.</param>
    /// <param name="share">How much of them.</param>
    public int[] Add(int[] scores, Part follower, double share)
    {
        if (follower.IsMerging)
        {
            return scores;
        }

        follower.IsMerging = true;
        int[] work = AddOwn(scores, follower, share);
        if (!board.IsAnyAvailable(work))
        {
            follower.IsMerging = false;
            return scores;
        }

        foreach (Bond bond in follower.Followers)
        {
            work = Add(work, bond.Follower, share * bond.Share);
        }

        follower.IsMerging = false;
        return work;
    }

    /// <summary>All wishes that a part has of itself and of what it follows; to find out which part goes first.</summary>
    public int[] Wishes(Part part)
    {
        part.IsMerging = true;
        int[] work = [.. part.Scores];
        foreach (Bond bond in part.Follows)
        {
            work = bond.Leader is { } leader ? Follow(work, leader, bond.Share) : work;
        }

        part.IsMerging = false;
        return work;
    }

    private int[] Follow(int[] scores, Part leader, double share)
    {
        if (leader.IsMerging)
        {
            return scores;
        }

        leader.IsMerging = true;
        int[] work = AddOwn(scores, leader, share);
        if (!board.IsAnyAvailable(work))
        {
            leader.IsMerging = false;
            return scores;
        }

        foreach (Bond bond in leader.Follows)
        {
            work = bond.Leader is { } next ? Follow(work, next, share * bond.Share) : work;
        }

        leader.IsMerging = false;
        return work;
    }

    private int[] AddOwn(int[] scores, Part other, double share)
    {
        int[] work = [.. scores];
        for (int node = 0; node < work.Length; node++)
        {
            int wish = board.IsAvailable(node) && other.Scores[node] != Part.NotListed ? other.Scores[node] : -Score.Infinity;

            // What wants to be apart must not pull the other to where it does not want to be itself.
            if (work[node] != Part.NotListed && !(share < 0 && wish < 0))
            {
                work[node] = Score.Add(Rounded(share, wish), work[node]);
            }
        }

        return work;
    }

    /// <summary>Small wishes count for something, however small the share.</summary>
    private static int Rounded(double share, int wish)
    {
        int value = (int)Math.Round(share * wish, MidpointRounding.AwayFromZero);
        return value == 0 && wish != 0 ? Math.Sign(share) : value;
    }
}
