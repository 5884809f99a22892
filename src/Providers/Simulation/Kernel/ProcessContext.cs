namespace Scalewright.Providers.Simulation.Kernel;

/// <summary>Program on the loop that can be paused, resumed and killed at any await.</summary>
/// <remarks>Plain awaits resume through its context. A killed program never resumes or unwinds.</remarks>
internal sealed class ProcessContext(SimulationKernel kernel) : SynchronizationContext
{
    private readonly Queue<ProcessCall> _held = new();
    private ProcessCall? _unused;

    public bool IsEnded { get; private set; }

    public bool IsFrozen { get; private set; }

    /// <summary>Starts a program: synchronously until its first await, then on the loop.</summary>
    public Task Start(Func<Task> program)
    {
        Task run;
        using (new ContextScope(this))
        {
            run = program();
        }

        return run;
    }

    /// <summary>Kills the program: it never resumes.</summary>
    public void End()
    {
        IsEnded = true;
        _held.Clear();
    }

    /// <summary>Pauses the program at its next await.</summary>
    public void Freeze() => IsFrozen = true;

    /// <summary>Resumes the program. Its pending continuations run in order of arrival.</summary>
    public void Thaw()
    {
        IsFrozen = false;
        while (_held.TryDequeue(out ProcessCall? call))
        {
            kernel.Post(ProcessCall.Callback, call);
        }
    }

    public override void Post(SendOrPostCallback d, object? state)
    {
        if (IsEnded)
        {
            return;
        }

        // Another thread must not use the free list; the kernel reports such a call.
        ProcessCall call = (kernel.IsOnLoop ? _unused : null) ?? new ProcessCall(this);
        if (ReferenceEquals(call, _unused))
        {
            _unused = call.Next;
        }

        call.Fill(d, state);
        kernel.Post(ProcessCall.Callback, call);
    }

    public override void Send(SendOrPostCallback d, object? state)
    {
        kernel.CheckThread();
        using ContextScope scope = new(this);
        d(state);
    }

    public override SynchronizationContext CreateCopy() => this;

    /// <summary>Returns true if a continuation may run now. A paused process keeps it for later.</summary>
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
