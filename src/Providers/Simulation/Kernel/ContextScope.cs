namespace Scalewright.Providers.Simulation.Kernel;

/// <summary>Sets a synchronization context, or none, on this thread until it is disposed.</summary>
internal readonly ref struct ContextScope
{
    private readonly SynchronizationContext? _before;

    public ContextScope(SynchronizationContext? context)
    {
        _before = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(context);
    }

    public void Dispose() => SynchronizationContext.SetSynchronizationContext(_before);
}
