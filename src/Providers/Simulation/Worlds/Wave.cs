namespace Scalewright.Providers.Simulation.Worlds;

/// <summary>Orders that are under way together, and their outcomes as they come.</summary>
internal sealed class Wave(World world, ValueList<StepOrder> orders)
{
    private readonly Queue<StepOutcome> _outcomes = new();
    private TaskCompletionSource? _arrival;
    private int _next;
    private int _underWay;

    /// <summary>Whether the place does not accept who asks: then nothing more is begun.</summary>
    public bool IsRefused { get; private set; }

    public bool IsOver => _underWay == 0 && _outcomes.Count == 0;

    /// <summary>Begins as many as may be under way at once.</summary>
    public void BeginMore()
    {
        while (!IsRefused && _next < orders.Count && _underWay < world.Options.Calls.AtOnceMax)
        {
            _underWay++;
            _ = world.Calls.DoAsync(orders[_next++], this);
        }
    }

    public bool TryNext([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out StepOutcome? outcome) => _outcomes.TryDequeue(out outcome);

    /// <summary>Waits until something of the wave comes to its end.</summary>
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
