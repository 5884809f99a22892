using Scalewright.Decisions.Policies;

namespace Scalewright.Decisions;

/// <summary>
/// Calls user-defined policies. Reports an exception or an invalid result as a problem that names the policy.
/// </summary>
internal static class PolicyInvoker
{
    /// <summary>Maximum number of state values of a policy: 1,000,000.</summary>
    public const int MaxStateLength = 1_000_000;

    public const int MaxNodes = 100_000;

    [SuppressMessage("Design", "CA1031", Justification = "Policies are the user's: whatever one throws is reported with its name.")]
    public static Decision Decide(ISizingPolicy policy, bool isFirst, in DomainObservation observation, Span<long> state)
    {
        try
        {
            if (isFirst)
            {
                policy.Initialize(observation, state);
            }

            return policy.Decide(observation, state);
        }
        catch (Exception exception)
        {
            throw Threw(nameof(EngineOptions.Sizing), GetName(policy), exception);
        }
    }

    /// <param name="maxNodes">Maximum number of nodes of all clouds together.</param>
    [SuppressMessage("Design", "CA1031", Justification = "Policies are the user's: whatever one throws is reported with its name.")]
    public static Placement Place(
        IPlacementPolicy policy,
        int desired,
        int maxNodes,
        in DomainObservation observation,
        Span<long> state,
        Span<int> counts
    )
    {
        Placement placement;
        try
        {
            placement = policy.Place(desired, observation, state, counts);
        }
        catch (Exception exception)
        {
            throw Threw(nameof(EngineOptions.Placement), policy.GetType().Name, exception);
        }

        CheckCounts(policy, desired, maxNodes, observation, counts, placement);
        return placement;
    }

    [SuppressMessage("Design", "CA1031", Justification = "Policies are the user's: whatever one throws is reported with its name.")]
    public static int GetStateLength(IPlacementPolicy policy, int cloudCount)
    {
        int length;
        try
        {
            length = policy.GetStateLength(cloudCount);
        }
        catch (Exception exception)
        {
            throw Threw(nameof(EngineOptions.Placement), policy.GetType().Name, exception);
        }

        return length is >= 0 and <= MaxStateLength
            ? length
            : throw Fail(policy, $"has a state of {length} values", $"use 0 to {MaxStateLength} values");
    }

    /// <summary>Returns the type name of the user-defined policy, without its decorators.</summary>
    public static string GetName(ISizingPolicy policy) =>
        policy switch
        {
            GuardedSizing guarded => GetName(guarded.Policy),
            StabilizedSizing steady => GetName(steady.Policy),
            _ => policy.GetType().Name,
        };

    /// <inheritdoc cref="GetName(ISizingPolicy)"/>
    public static string GetName(IPlacementPolicy policy) =>
        policy is GuardedPlacement guarded ? GetName(guarded.Policy) : policy.GetType().Name;

    // Existing nodes may exceed a lowered limit, but no node may be added above a limit.
    private static void CheckCounts(
        IPlacementPolicy policy,
        int size,
        int maxNodes,
        in DomainObservation observation,
        ReadOnlySpan<int> counts,
        in Placement placement
    )
    {
        (long sum, long forced) = (0, 0);
        for (int index = 0; index < counts.Length; index++)
        {
            CloudObservation cloud = observation.Clouds[index];
            sum += counts[index];
            forced += cloud.MaxNodes >= 0 ? Math.Max(0, cloud.HealthyCount - cloud.MaxNodes) : 0;
            if (counts[index] < 0 || (cloud.MaxNodes >= 0 && counts[index] > Math.Max(cloud.MaxNodes, cloud.HealthyCount)))
            {
                string range = cloud.MaxNodes < 0 ? "0 or more" : $"0 to {cloud.MaxNodes}";
                throw Fail(
                    policy,
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"wants {counts[index]} nodes in cloud '{TextEscaping.Escape(cloud.Name)}'"
                    ),
                    $"use {range}"
                );
            }
        }

        if (sum > Math.Max(maxNodes, observation.HealthyCount))
        {
            throw Fail(
                policy,
                string.Create(CultureInfo.InvariantCulture, $"wants {sum} nodes"),
                $"use at most {maxNodes} in all clouds together"
            );
        }

        if (placement.PlacedCount != SizeMath.FromCount(sum))
        {
            throw Fail(
                policy,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"reports {placement.PlacedCount} placed nodes, but its counts add up to {sum}"
                ),
                "write one count for each cloud, and return Placement.FromCounts(desired, counts)"
            );
        }

        // Only this policy can have another target, because it has its own bounds.
        int target = policy is OverflowPlacement or GuardedPlacement { Policy: OverflowPlacement } ? placement.DesiredCount : size;
        if (sum > Math.Max(target, observation.HealthyCount))
        {
            throw Fail(
                policy,
                string.Create(CultureInfo.InvariantCulture, $"places {sum} nodes, but only {target} are desired"),
                "do not place more nodes than desired"
            );
        }

        // A lack of capacity only prevents additions. It is not a reason to remove existing nodes within the limits.
        if (
            placement.Cause is DecisionCause.None or DecisionCause.InsufficientCapacity
            && sum < Math.Min(target, observation.HealthyCount - forced)
        )
        {
            throw Fail(
                policy,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"keeps only {sum} of {observation.HealthyCount} existing nodes, but {target} are desired"
                ),
                "keep the existing nodes, or return the reason as the placement's cause"
            );
        }
    }

    private static DecisionException Fail(IPlacementPolicy policy, string found, string advice) =>
        new(
            $"Policy '{policy.GetType().Name}'",
            [CreateProblem(field: nameof(EngineOptions.Placement), policy: policy.GetType().Name, found: found, advice: advice)]
        );

    public static Problem CreateProblem(string field, string policy, Exception exception) =>
        CreateProblem(
            field,
            policy,
            $"threw {exception.GetType().Name}: {TextEscaping.Escape(exception.Message)}",
            "fix the policy: it must not throw for any observation"
        );

    private static Problem CreateProblem(string field, string policy, string found, string advice) =>
        new(ProblemCode.PolicyFailed, $"'{policy}' {found}", advice) { Field = field };

    private static DecisionException Threw(string field, string policy, Exception exception) =>
        new($"Policy '{policy}'", [CreateProblem(field, policy, exception)], exception);
}
