namespace Scalewright.Providers.Simulation.Kernel;

/// <summary>A program on the loop that can be stopped, frozen and ended from outside, wherever it waits.</summary>
/// <remarks>Every plain await of the program comes back through its context. One that has ended is let down: what it waits for may
/// happen, and it does not learn of it. Nothing of it is unwound, as with a process that was killed.</remarks>
internal sealed class ProcessContext(SimulationKernel kernel) : SynchronizationContext
{
    private readonly Queue<ProcessCall> _held = new();
    private ProcessCall? _unused;

    public bool IsEnded { get; private set; }

    public bool IsFrozen { get; private set; }

    /// <summary>Begins a program: until its first wait at once, on the loop from then on.</summary>
    public Task Start(Func<Task> program)
    {
        Task run;
        using (new ContextScope(this))
        {
            run = program();
        }

        return run;
    }

    /// <summary>Lets it go on never again.</summary>
    public void End()
    {
        IsEnded = true;
        _held.Clear();
    }

    /// <summary>Lets it stand still at its next wait.</summary>
    public void Freeze() => IsFrozen = true;

    /// <summary>Lets it go on, in the order in which what it waited for came.</summary>
    public void Thaw()
    {
        IsFrozen = false;
        while (_held.TryDequeue(out ProcessCall? call))
        {
            kernel.Post(ProcessCall.Occur, call);
        }
    }

    public override void Post(SendOrPostCallback d, object? state)
    {
        if (IsEnded)
        {
            return;
        }

        // A call from another thread must not touch what is out of use; the kernel reports it.
        ProcessCall call = (kernel.IsOnLoop ? _unused : null) ?? new ProcessCall(this);
        if (ReferenceEquals(call, _unused))
        {
            _unused = call.Next;
        }

        call.Fill(d, state);
        kernel.Post(ProcessCall.Occur, call);
    }

    public override void Send(SendOrPostCallback d, object? state)
    {
        kernel.CheckThread();
        using ContextScope scope = new(this);
        d(state);
    }

    public override SynchronizationContext CreateCopy() => this;

    /// <summary>Whether a call may go on now; keeps it for later when frozen.</summary>
    public bool Admits(ProcessCall call)
    {
        if (IsFrozen && !IsEnded)
        {
            _held.Enqueue(call);
        }

        return !IsEnded && !IsFrozen;
    }

    public void Recycle(ProcessCall call)
    {
        call.Next = _unused;
        _unused = call;
    }
}
