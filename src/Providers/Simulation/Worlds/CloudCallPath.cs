using Scalewright.Planning;
using Scalewright.Providers.Simulation.Models;

namespace Scalewright.Providers.Simulation.Worlds;

/// <summary>Delivers calls to the clouds and responses on the kernel's loop, independent of the caller.</summary>
internal sealed class CloudCallPath(World world)
{
    private readonly CallBudget? _budget = world.Options.Calls.MaxPerSecond is { } max ? new CallBudget(max) : null;

    private SimulationKernel Kernel => world.Kernel;

    private CallModel Model => world.Options.Calls;

    public SimTask ExecuteAsync(StepRequest request, Wave wave) =>
        world.Recording is { } recording
            ? recording.Start(() => ExecuteAsync(request, wave, recording.BeginCall(wave.Caller, $"{request.Step}", request.Token)))
            : ExecuteAsync(request, wave, eventNumber: EventNumbers.None);

    private async SimTask ExecuteAsync(StepRequest request, Wave wave, int eventNumber)
    {
        SimulatedOperation operation = OperationsUnderWay.From(request.Step.Action, request.Step.Target);
        world.Operations.Begin(operation);
        CloudCall call = new(GetKind(request.Step.Action), GetCloud(request.Step), request.Token);
        CallDisposition disposition = world.CallFaults.GetDisposition(call);
        bool isLate = disposition.RequestDelay + disposition.ResponseDelay > Model.Timeout;
        if (isLate || disposition.Failure?.Failure is CallFailure.RequestLost or CallFailure.ResponseLost)
        {
            LoseResponse(request, disposition, eventNumber);
            await Kernel.Delay(Model.Timeout);
            world.Operations.End(operation);
            Complete(
                wave,
                request,
                eventNumber,
                new StepOutcome(request.Token, StepResult.Unknown) { Problem = CloudProblems.NoResponse(request.Step.Name, Model.Timeout) },
                disposition.Cause
            );
            return;
        }

        await Kernel.Delay(disposition.RequestDelay);
        StepOutcome? outcome = Receive(request, disposition.Failure, eventNumber);
        await Kernel.Delay(disposition.ResponseDelay);
        world.Operations.End(operation);
        if (outcome is null)
        {
            world.Recording?.End(eventNumber, "the credentials were refused");
            wave.RefuseCredentials();
            return;
        }

        Complete(wave, request, eventNumber, outcome, disposition.Failure is null ? EventNumbers.None : disposition.Cause);
    }

    private void Complete(Wave wave, StepRequest request, int eventNumber, StepOutcome outcome, int cause)
    {
        world.Recording?.EndCall(eventNumber, $"{request.Step}", outcome.Problem?.Message, cause);
        wave.Add(outcome);
    }

    /// <summary>Waits for the response to a call that changes nothing.</summary>
    /// <param name="call">The call.</param>
    /// <param name="operation">Kind of the operation.</param>
    /// <param name="caller">The controller that waits for it.</param>
    /// <param name="description">Description for the recording.</param>
    /// <exception cref="ProviderException">The call failed.</exception>
    public async SimTask QueryAsync(CloudCall call, SimulatedOperation operation, SimulatedController caller, string description)
    {
        world.Operations.Begin(operation);
        CallDisposition disposition = world.CallFaults.GetDisposition(call);
        bool isLate = disposition.RequestDelay + disposition.ResponseDelay > Model.Timeout;
        int eventNumber = world.Recording?.BeginCall(caller, description) ?? EventNumbers.None;
        if (isLate || disposition.Failure?.Failure is CallFailure.RequestLost or CallFailure.ResponseLost)
        {
            await Kernel.Delay(Model.Timeout);
            world.Operations.End(operation);
            world.Recording?.EndCall(eventNumber, description, $"no response within {Model.Timeout}", disposition.Cause);
            throw Failure(CloudProblems.NoResponse("list", Model.Timeout));
        }

        await Kernel.Delay(disposition.RequestDelay + disposition.ResponseDelay);
        world.Operations.End(operation);
        if (FindProblem(disposition.Failure, "list") is { } problem)
        {
            world.Recording?.EndCall(eventNumber, description, problem.Message, disposition.Cause);
            throw Failure(problem);
        }

        world.Recording?.EndCall(eventNumber, description, failure: null);
    }

    public static ProviderException Failure(Problem problem) =>
        new(SimulationProvider.Kind, [problem]) { IsTransient = problem.Code != ProblemCode.AuthenticationFailed };

    private void LoseResponse(StepRequest request, CallDisposition disposition, int eventNumber)
    {
        if (disposition.Failure?.Failure != CallFailure.RequestLost)
        {
            Kernel.Schedule(Kernel.Now + disposition.RequestDelay.Ticks, () => Receive(request, disposition.Failure, eventNumber));
        }
    }

    /// <summary>Executes a call on arrival. Returns null when the credentials are refused.</summary>
    private StepOutcome? Receive(StepRequest request, FailCalls? fault, int eventNumber)
    {
        if (fault?.Failure == CallFailure.CredentialsRefused)
        {
            return null;
        }

        if (FindProblem(fault, request.Step.Name) is { } problem)
        {
            return CreateRejection(request, problem, fault?.RetryAfter);
        }

        if (_budget?.TryAcquire(Kernel.Now) is { } wait)
        {
            return CreateRejection(request, CloudProblems.Throttled(request.Step.Name, wait), wait);
        }

        if (fault?.Failure == CallFailure.Duplicated)
        {
            Kernel.Schedule(Kernel.Now + Model.Timeout.Ticks, () => Execute(request, eventNumber));
        }

        return Execute(request, eventNumber);
    }

    private StepOutcome Execute(StepRequest request, int eventNumber)
    {
        int effect = world.Recording?.BeginEffect(GetCloud(request.Step), $"{request.Step}", eventNumber) ?? EventNumbers.None;
        StepOutcome outcome = world.Plane.Execute(request);
        world.Recording?.EndEffect(effect, outcome);
        return outcome;
    }

    private static StepOutcome CreateRejection(StepRequest request, Problem problem, TimeSpan? retryAfter) =>
        new(request.Token, StepResult.Failed)
        {
            Problem = problem,
            CanRetry = true,
            RetryAfter = retryAfter,
        };

    private static Problem? FindProblem(FailCalls? fault, string name) =>
        fault?.Failure switch
        {
            CallFailure.Busy => CloudProblems.Busy(name),
            CallFailure.Throttled => CloudProblems.Throttled(name, fault.RetryAfter),
            CallFailure.CredentialsRefused => CloudProblems.CredentialsRefused,
            _ => null,
        };

    private static CallKinds GetKind(StepAction action) =>
        action switch
        {
            StepAction.Create => CallKinds.Create,
            StepAction.Change => CallKinds.Change,
            _ => CallKinds.Destroy,
        };

    private static string GetCloud(PlanStep step) =>
        step switch
        {
            CreateNode create => create.Node.Cloud,
            ChangeNode change => change.To.Cloud,
            DestroyNode destroy => destroy.Node.Cloud,
            _ => "",
        };
}

/// <summary>Rate limit of an account: calls per second, and a burst of the same size after a pause.</summary>
internal sealed class CallBudget(int maxPerSecond)
{
    private readonly long _cost = Math.Max(1, TimeSpan.TicksPerSecond / maxPerSecond);
    private long _paidUntil = -TimeSpan.TicksPerSecond;

    /// <summary>Admits one call and returns null, or returns the time until the next call is admitted.</summary>
    public TimeSpan? TryAcquire(long now)
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
