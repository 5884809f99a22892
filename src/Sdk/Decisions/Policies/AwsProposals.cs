namespace Scalewright.Decisions.Policies;

/// <summary>
/// Combines proposals as AWS does. Source: Amazon EC2 Auto Scaling User Guide, multiple dynamic scaling policies.
/// </summary>
internal static class AwsProposals
{
    /// <summary>
    /// Returns the largest scale-out. Without a scale-out, a group scales in only if every target-tracking policy
    /// proposes it, and then to the largest size that they propose.
    /// </summary>
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

        int withoutTracking = shrunk >= 0 ? shrunk : current;
        int withoutGrowth = tracked >= 0 ? Math.Min(tracked, current) : withoutTracking;
        return largest > current ? largest : withoutGrowth;
    }
}
