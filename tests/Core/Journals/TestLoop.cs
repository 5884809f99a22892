namespace Sdk.Tests.Journals;

/// <summary>Runs all continuations of a program one after another on the calling thread.</summary>
internal sealed class TestLoop : SynchronizationContext
{
    private readonly Queue<(SendOrPostCallback Callback, object? State)> _waiting = new();
    private readonly HashSet<int> _threads = [];

    /// <returns>Number of threads that posted continuations; 1 if all ran on the loop.</returns>
    public static int Run(Func<Task> program)
    {
        SynchronizationContext? outer = Current;
        TestLoop loop = new();
        SetSynchronizationContext(loop);
        try
        {
            Task running = program();
            while (loop.TryNext(out (SendOrPostCallback Callback, object? State) next))
            {
                next.Callback(next.State);
            }

            running.IsCompleted.ShouldBeTrue("nothing is left to run and the program waits");
            running.GetAwaiter().GetResult();
            return loop._threads.Count;
        }
        finally
        {
            SetSynchronizationContext(outer);
        }
    }

    public override void Post(SendOrPostCallback d, object? state)
    {
        lock (_waiting)
        {
            _threads.Add(Environment.CurrentManagedThreadId);
            _waiting.Enqueue((d, state));
        }
    }

    private bool TryNext(out (SendOrPostCallback Callback, object? State) next)
    {
        lock (_waiting)
        {
            return _waiting.TryDequeue(out next);
        }
    }
}
