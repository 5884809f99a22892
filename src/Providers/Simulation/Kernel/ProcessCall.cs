namespace Scalewright.Providers.Simulation.Kernel;

/// <summary>Something that a program in a process goes on with; used again once it has.</summary>
internal sealed class ProcessCall(ProcessContext process)
{
    public static readonly SendOrPostCallback Occur = static call => ((ProcessCall)call!).GoOn();

    private SendOrPostCallback? _callback;
    private object? _state;

    /// <summary>The next one that is out of use.</summary>
    public ProcessCall? Next { get; set; }

    /// <summary>What it goes on with.</summary>
    public object? State => _state;

    public void Fill(SendOrPostCallback callback, object? state) => (_callback, _state) = (callback, state);

    private void GoOn()
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
