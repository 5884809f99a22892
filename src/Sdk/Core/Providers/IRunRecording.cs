using Scalewright.Recording;

namespace Scalewright.Providers;

/// <summary>
/// Records the run that a provider is part of. A cluster adds the waves and steps of its plans, and an engine its
/// decisions. A provider has this capability only while it records.
/// </summary>
public interface IRunRecording : IProviderCapability<IRunRecording>
{
    /// <summary>Recorder of the run.</summary>
    EventRecorder Recorder { get; }

    /// <summary>Index of the subject of <see cref="Recorder"/> that stands for the calling program.</summary>
    int Caller { get; }

    /// <summary>Returns the innermost line of the user's program on the current stack, for example
    /// <c>ShopTests.cs:13</c>; empty if it is unknown.</summary>
    string FindSource();

    static IRunRecording IProviderCapability<IRunRecording>.Guard(IRunRecording capability, ProviderGuard guard) =>
        new GuardedRunRecording(capability, guard);
}

internal sealed class GuardedRunRecording(IRunRecording inner, ProviderGuard guard) : IRunRecording
{
    public EventRecorder Recorder => guard.Query(nameof(Recorder), () => inner.Recorder);

    public int Caller => guard.Query(nameof(Caller), () => inner.Caller);

    public string FindSource() => guard.Query(nameof(FindSource), inner.FindSource);
}
