namespace Scalewright.Decisions.Policies;

/// <summary>How AWS makes one size of what several policies want. Source: Amazon EC2 Auto Scaling User Guide, multiple dynamic scaling policies.</summary>
internal static class AwsProposals
{
    /// <summary>Any growth wins, the largest of them; a group shrinks only when every target-tracking policy wants it, to the largest of these.</summary>
    /// <param name="proposals">What the policies want; those that want nothing say the current size.</param>
    public static int Combine(int current, ReadOnlySpan<AwsProposal> proposals)
    {
        int largest = current;
        int shrunk = -1;
        int tracked = -1;
        foreach (AwsProposal proposal in proposals)
        {
            largest = Math.Max(largest, proposal.Capacity);
            shrunk = proposal.Capacity < current ? Math.Max(shrunk, proposal.Capacity) : shrunk;
            tracked = proposal.IsTargetTracking ? Math.Max(tracked, proposal.Capacity) : tracked;
        }

        return largest > current ? largest
            : tracked >= 0 ? Math.Min(tracked, current)
            : shrunk >= 0 ? shrunk : current;
    }
}
