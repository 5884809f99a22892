namespace Scalewright.Providers.Simulation.Worlds;

/// <summary>Requests that run concurrently, and their outcomes in order of arrival.</summary>
internal sealed class Wave(World world, SimulatedController caller, ValueList<StepRequest> requests)
{
    private readonly Queue<StepOutcome> _outcomes = new();
    private TaskCompletionSource? _arrival;
    private int _next;
    private int _underWay;

    public SimulatedController Caller => caller;

    /// <summary>True if the credentials were refused: no more requests are started.</summary>
    public bool HasRefusedCredentials { get; private set; }

    public bool IsCompleted => _underWay == 0 && _outcomes.Count == 0;

    /// <summary>Starts requests up to the concurrency limit.</summary>
    public void StartMore()
    {
        while (!HasRefusedCredentials && _next < requests.Count && _underWay < world.Options.Calls.MaxConcurrency)
        {
            _underWay++;
            _ = world.Calls.ExecuteAsync(requests[_next++], this);
        }
    }

    public bool TryNext([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out StepOutcome? outcome) => _outcomes.TryDequeue(out outcome);

    public Task WaitForArrivalAsync()
    {
        _arrival = new TaskCompletionSource();
        return _arrival.Task;
    }

    public void Add(StepOutcome outcome)
    {
        _outcomes.Enqueue(outcome);
        End();
    }

    public void RefuseCredentials()
    {
        HasRefusedCredentials = true;
        End();
    }

    private void End()
    {
        _underWay--;
        (TaskCompletionSource? arrival, _arrival) = (_arrival, null);
        arrival?.SetResult();
    }
}
