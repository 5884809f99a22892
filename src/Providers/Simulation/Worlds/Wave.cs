namespace Scalewright.Providers.Simulation.Worlds;

/// <summary>Requests that run concurrently, and their outcomes in order of arrival.</summary>
internal sealed class Wave(World world, ValueList<StepRequest> orders)
{
    private readonly Queue<StepOutcome> _outcomes = new();
    private TaskCompletionSource? _arrival;
    private int _next;
    private int _underWay;

    /// <summary>True if the credentials were rejected: no more requests are started.</summary>
    public bool IsRefused { get; private set; }

    public bool IsOver => _underWay == 0 && _outcomes.Count == 0;

    /// <summary>Starts requests up to the concurrency limit.</summary>
    public void BeginMore()
    {
        while (!IsRefused && _next < orders.Count && _underWay < world.Options.Calls.MaxConcurrency)
        {
            _underWay++;
            _ = world.Calls.DoAsync(orders[_next++], this);
        }
    }

    public bool TryNext([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out StepOutcome? outcome) =>
        _outcomes.TryDequeue(out outcome);

    public Task ArrivalAsync()
    {
        _arrival = new TaskCompletionSource();
        return _arrival.Task;
    }

    public void Take(StepOutcome outcome)
    {
        _outcomes.Enqueue(outcome);
        End();
    }

    public void Refuse()
    {
        IsRefused = true;
        End();
    }

    private void End()
    {
        _underWay--;
        (TaskCompletionSource? arrival, _arrival) = (_arrival, null);
        arrival?.SetResult();
    }
}
