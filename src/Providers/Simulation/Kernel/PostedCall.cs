namespace Scalewright.Providers.Simulation.Kernel;

/// <summary>A callback posted to the loop; used again once it has run.</summary>
internal sealed class PostedCall(SimulationKernel kernel) : KernelEvent
{
    private SendOrPostCallback? _callback;
    private object? _state;

    /// <summary>The next one that is out of use.</summary>
    public PostedCall? Next { get; set; }

    public void Fill(SendOrPostCallback callback, object? state) => (_callback, _state) = (callback, state);

    protected internal override void Occur()
    {
        (SendOrPostCallback callback, object? state) = (_callback!, _state);
        (_callback, _state) = (null, null);
        kernel.Recycle(this);
        callback(state);
    }
}
