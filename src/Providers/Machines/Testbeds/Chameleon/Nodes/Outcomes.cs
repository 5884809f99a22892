namespace Scalewright.Providers.Chameleon.Nodes;

/// <summary>What comes of steps.</summary>
internal static class Outcomes
{
    public static StepOutcome Done(StepOrder order, Resource? resource = null) => new(order.Token, StepResult.Done) { Resource = resource };

    public static StepOutcome Failed(StepOrder order, Problem problem) => new(order.Token, StepResult.Failed) { Problem = problem };

    public static StepOutcome Later(StepOrder order, Problem problem, TimeSpan? after) => Failed(order, problem) with { MayRetry = true, RetryAfter = after };
}
