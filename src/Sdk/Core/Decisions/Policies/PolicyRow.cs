namespace Scalewright.Decisions.Policies;

/// <summary>Policies side by side: their states lie one behind the other in one span.</summary>
internal static class PolicyRow
{
    /// <summary>Length of the states of all.</summary>
    public static int LengthOf(ValueList<ISizingPolicy> policies)
    {
        int sum = 0;
        foreach (ISizingPolicy policy in policies)
        {
            sum += policy.StateLength;
        }

        return sum;
    }

    /// <summary>Begins each with its own part.</summary>
    public static void Begin(ValueList<ISizingPolicy> policies, in DomainObservation observation, Span<long> state)
    {
        foreach (ISizingPolicy policy in policies)
        {
            policy.Begin(observation, state[..policy.StateLength]);
            state = state[policy.StateLength..];
        }
    }
}
