using Scalewright.Rest;

namespace Scalewright.Providers.Chameleon.Nodes;

/// <summary>What comes of steps.</summary>
internal static class Outcomes
{
    public static StepOutcome Done(StepOrder order, Resource? resource = null) => new(order.Token, StepResult.Done) { Resource = resource };

    public static StepOutcome Failed(StepOrder order, Problem problem) => new(order.Token, StepResult.Failed) { Problem = problem };

    public static StepOutcome Later(StepOrder order, Problem problem, TimeSpan? after) => Failed(order, problem) with { MayRetry = true, RetryAfter = after };

    /// <summary>What a call that failed means for its step.</summary>
    /// <param name="order">The step.</param>
    /// <param name="failure">The failure.</param>
    /// <param name="isWithoutEffect">Whether it is certain that nothing was done.</param>
    public static StepOutcome Of(StepOrder order, RestException failure, bool isWithoutEffect) => new(order.Token, isWithoutEffect ? StepResult.Failed : StepResult.Unknown)
    {
        Problem = ChameleonProblems.Of(failure, order.Step.Name),
        MayRetry = isWithoutEffect && ChameleonProblems.MayPass(failure),
        RetryAfter = failure.RetryAfter,
    };
}
