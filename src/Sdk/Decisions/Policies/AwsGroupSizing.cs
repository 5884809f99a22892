namespace Scalewright.Decisions.Policies;

/// <summary>
/// Combines several policies of one AWS group. The largest scale-out wins. The group scales in only if every
/// target-tracking policy with scale-in enabled proposes it. A policy whose scale-in was rejected keeps proposing it
/// and starts no cooldown. Source: Amazon EC2 Auto Scaling User Guide, multiple dynamic scaling policies.
/// </summary>
public sealed record AwsGroupSizing : ISizingPolicy
{
    /// <summary>Maximum number of policies of a group: 50, as in AWS.</summary>
    public const int MaxPolicies = 50;

    /// <summary>
    /// The policies, 1 to <see cref="MaxPolicies"/>: <see cref="TargetTrackingSizing"/>, <see cref="StepSizing"/>,
    /// <see cref="SimpleSizing"/>.
    /// </summary>
    public required ValueList<ISizingPolicy> Policies { get; init; }

    ValueList<string> ISizingPolicy.MetricNames => Policies.SelectMany(policy => policy.MetricNames).ToValueList();

    /// <inheritdoc/>
    public int StateLength => 2 * LengthOfAll;

    string ISizingPolicy.StateLayout => PolicyStateLayouts.Join("states before and after a step", Policies);

    private int LengthOfAll => CompositeState.GetLength(Policies);

    /// <inheritdoc/>
    public void Initialize(in DomainObservation observation, Span<long> state) => CompositeState.Initialize(Policies, observation, state);

    /// <inheritdoc/>
    public Decision Decide(in DomainObservation observation, Span<long> state)
    {
        int length = LengthOfAll;
        Span<long> now = state[..length];
        Span<long> before = state[length..];
        now.CopyTo(before);
        int size = observation.DesiredCount;
        Span<AwsProposal> proposals = stackalloc AwsProposal[Math.Min(Policies.Count, MaxPolicies)];
        (Decision? largest, Decision? tracked, Decision? shrunk) = (null, null, null);
        int start = 0;
        for (int index = 0; index < proposals.Length; index++)
        {
            ISizingPolicy policy = Policies[index];
            Decision decision = policy.Decide(observation, now.Slice(start, policy.StateLength));
            proposals[index] = new AwsProposal(
                decision.To,
                policy is TargetTrackingSizing { DisableScaleIn: false } || (policy is TargetTrackingSizing && decision.To > size)
            );
            largest = Larger(largest, decision);
            tracked = proposals[index].IsTargetTracking ? Larger(tracked, decision) : tracked;
            shrunk = decision.To < size ? Larger(shrunk, decision) : shrunk;
            start += policy.StateLength;
        }

        int combined = AwsProposals.Combine(size, proposals);
        RevertRejected(size, combined, proposals, now, before);
        return combined.CompareTo(size) switch
        {
            > 0 => largest!.Value,
            < 0 => (tracked ?? shrunk)!.Value,
            _ => shrunk?.Because(DecisionCause.Veto, size) ?? largest ?? Decision.Hold(observation.Timestamp, size),
        };
    }

    /// <inheritdoc/>
    public ValueList<Problem> Check()
    {
        PolicyOptionsValidator problems = new();
        foreach (ISizingPolicy policy in Policies)
        {
            problems.CheckPolicy(nameof(Policies), policy);
        }

        return (
            Policies.Count is 0 or > MaxPolicies
                ? problems.Add(
                    ProblemCode.OutOfRange,
                    nameof(Policies),
                    Pluralizer.Format(Policies.Count, "policy"),
                    $"use 1 to {MaxPolicies}"
                )
                : problems
        ).ToList();
    }

    private static Decision Larger(in Decision? best, in Decision decision) =>
        best is { } largest ? Decision.Larger(largest, decision) : decision;

    /// <summary>Reverts the state of rejected proposals: no cooldown starts, and no count is reset.</summary>
    private void RevertRejected(int size, int combined, ReadOnlySpan<AwsProposal> proposals, Span<long> now, ReadOnlySpan<long> before)
    {
        int start = 0;
        for (int index = 0; index < proposals.Length; index++)
        {
            int length = Policies[index].StateLength;
            if (proposals[index].Capacity < size && combined >= size)
            {
                if (Policies[index] is TargetTrackingSizing tracking)
                {
                    tracking.RevertScaleIn(before.Slice(start, length), now.Slice(start, length));
                }
                else
                {
                    before.Slice(start, length).CopyTo(now.Slice(start, length));
                }
            }

            start += length;
        }
    }
}

internal readonly record struct AwsProposal(int Capacity, bool IsTargetTracking);
