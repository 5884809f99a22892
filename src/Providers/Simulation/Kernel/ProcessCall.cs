namespace Scalewright.Providers.Simulation.Kernel;

/// <summary>Reusable continuation of a program in a process.</summary>
internal sealed class ProcessCall(ProcessContext process)
{
    public static readonly SendOrPostCallback Callback = static call => ((ProcessCall)call!).Resume();

    private SendOrPostCallback? _callback;
    private object? _state;

    /// <summary>Next unused instance.</summary>
    public ProcessCall? Next { get; set; }

    public object? State => _state;

    public void Fill(SendOrPostCallback callback, object? state) => (_callback, _state) = (callback, state);

    private void Resume()
    {
        if (!process.Admits(this))
        {
            return;
        }

        (SendOrPostCallback callback, object? state) = (_callback!, _state);
        (_callback, _state) = (null, null);
        process.Recycle(this);
        using ContextScope scope = new(process);
        callback(state);
    }
}
