namespace Scalewright.Decisions.Policies;

/// <summary>State of several policies, one after the other in one span.</summary>
internal static class CompositeState
{
    public static int GetLength(ValueList<ISizingPolicy> policies)
    {
        int sum = 0;
        foreach (ISizingPolicy policy in policies)
        {
            sum += policy.StateLength;
        }

        return sum;
    }

    public static void Initialize(ValueList<ISizingPolicy> policies, in DomainObservation observation, Span<long> state)
    {
        foreach (ISizingPolicy policy in policies)
        {
            policy.Initialize(observation, state[..policy.StateLength]);
            state = state[policy.StateLength..];
        }
    }
}
