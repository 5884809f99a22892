using Scalewright.Planning;
using Scalewright.Providers.Simulation.Models;

namespace Scalewright.Providers.Simulation.Worlds;

/// <summary>Delivers calls to the clouds and responses on the kernel's loop, independent of the caller.</summary>
internal sealed class CloudCallPath(World world)
{
    private readonly CallBudget? _budget = world.Options.Calls.MaxPerSecond is { } max ? new CallBudget(max) : null;

    private SimulationKernel Kernel => world.Kernel;

    private CallModel Model => world.Options.Calls;

    public async SimTask DoAsync(StepRequest order, Wave wave)
    {
        CloudCall call = new(KindOf(order.Step.Action), CloudOf(order.Step), order.Token);
        CallDisposition fate = world.CallFaults.FateOf(call);
        world.Timeline?.Add(TimelineKind.Call, $"{order.Step}");
        bool isLate = fate.There + fate.Back > Model.Timeout;
        if (isLate || fate.Failure?.Failure is CallFailure.RequestLost or CallFailure.ResponseLost)
        {
            LoseResponse(order, fate);
            await Kernel.Delay(Model.Timeout);
            Take(wave, order, new StepOutcome(
                order.Token, StepResult.Unknown) { Problem = CloudProblems.NoAnswer(order.Step.Name, Model.Timeout) });
            return;
        }

        await Kernel.Delay(fate.There);
        StepOutcome? outcome = Receive(order, fate.Failure);
        await Kernel.Delay(fate.Back);
        if (outcome is null)
        {
            wave.Refuse();
            return;
        }

        Take(wave, order, outcome);
    }

    private void Take(Wave wave, StepRequest order, StepOutcome outcome)
    {
        if (outcome.Problem is { } problem)
        {
            world.Timeline?.Add(TimelineKind.Call, $"{order.Step} failed: {problem.Message}");
        }

        wave.Take(outcome);
    }

    /// <summary>Waits for the response to a call that changes nothing.</summary>
    /// <param name="what">Description for the timeline.</param>
    /// <exception cref="ProviderException">The call failed.</exception>
    public async SimTask QueryAsync(CloudCall call, string what)
    {
        CallDisposition fate = world.CallFaults.FateOf(call);
        bool isLate = fate.There + fate.Back > Model.Timeout;
        world.Timeline?.Add(TimelineKind.Call, what);
        if (isLate || fate.Failure?.Failure is CallFailure.RequestLost or CallFailure.ResponseLost)
        {
            await Kernel.Delay(Model.Timeout);
            world.Timeline?.Add(TimelineKind.Call, $"{what} failed: no answer within {Model.Timeout}");
            throw Failure(CloudProblems.NoAnswer("list", Model.Timeout));
        }

        await Kernel.Delay(fate.There + fate.Back);
        if (ProblemOf(fate.Failure, "list") is { } problem)
        {
            world.Timeline?.Add(TimelineKind.Call, $"{what} failed: {problem.Message}");
            throw Failure(problem);
        }
    }

    public static ProviderException Failure(Problem problem) =>
        new(SimulationProvider.Word, [problem]) { IsTransient = problem.Code != ProblemCode.AuthenticationFailed };

    private void LoseResponse(StepRequest order, CallDisposition fate)
    {
        if (fate.Failure?.Failure != CallFailure.RequestLost)
        {
            Kernel.Schedule(Kernel.Now + fate.There.Ticks, () => Receive(order, fate.Failure));
        }
    }

    /// <summary>Executes a call on arrival. Returns null when the credentials are rejected.</summary>
    private StepOutcome? Receive(StepRequest order, FailCalls? fault)
    {
        if (fault?.Failure == CallFailure.CredentialsRefused)
        {
            return null;
        }

        if (ProblemOf(fault, order.Step.Name) is { } problem)
        {
            return Refused(order, problem, fault?.RetryAfter);
        }

        if (_budget?.TryTake(Kernel.Now) is { } wait)
        {
            return Refused(order, CloudProblems.Throttled(order.Step.Name, wait), wait);
        }

        if (fault?.Failure == CallFailure.Duplicated)
        {
            Kernel.Schedule(Kernel.Now + Model.Timeout.Ticks, () => world.Plane.Do(order));
        }

        return world.Plane.Do(order);
    }

    private static StepOutcome Refused(StepRequest order, Problem problem, TimeSpan? retryAfter) =>
        new(order.Token, StepResult.Failed) { Problem = problem, CanRetry = true, RetryAfter = retryAfter };

    private static Problem? ProblemOf(FailCalls? fault, string name) => fault?.Failure switch
    {
        CallFailure.Busy => CloudProblems.Busy(name),
        CallFailure.Throttled => CloudProblems.Throttled(name, fault.RetryAfter),
        CallFailure.CredentialsRefused => CloudProblems.CredentialsRefused(),
        _ => null,
    };

    private static CallKinds KindOf(StepAction action) => action switch
    {
        StepAction.Create => CallKinds.Create,
        StepAction.Change => CallKinds.Change,
        _ => CallKinds.Destroy,
    };

    private static string CloudOf(PlanStep step) => step switch
    {
        CreateNode create => create.Node.Cloud,
        ChangeNode change => change.To.Cloud,
        DestroyNode destroy => destroy.Node.Cloud,
        _ => "",
    };
}

/// <summary>Rate limit of an account: calls per second, and a burst of the same size after a pause.</summary>
internal sealed class CallBudget(int perSecondMax)
{
    private readonly long _cost = Math.Max(1, TimeSpan.TicksPerSecond / perSecondMax);
    private long _paidUntil = -TimeSpan.TicksPerSecond;

    /// <summary>Admits one call and returns null, or returns the time until the next call is admitted.</summary>
    public TimeSpan? TryTake(long now)
    {
        _paidUntil = Math.Max(_paidUntil, now - TimeSpan.TicksPerSecond);
        long free = now - _paidUntil;
        if (free < _cost)
        {
            return new TimeSpan(_cost - free);
        }

        _paidUntil += _cost;
        return null;
    }
}
