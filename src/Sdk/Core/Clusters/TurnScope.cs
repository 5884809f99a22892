using Scalewright.Clusters.Telemetry;

namespace Scalewright.Clusters;

/// <summary>Exclusive access to a cluster, and the activity that measures it. Disposing it ends both.</summary>
/// <param name="work">The activity; null for none. The caller starts it, so that it is the parent of the activities of
/// the caller.</param>
internal sealed class TurnScope(TelemetryScope? work) : IDisposable
{
    private IDisposable? _admission;

    /// <summary>Waits until earlier changes have completed.</summary>
    public async Task EnterAsync(AsyncGate gate, CancellationToken cancellationToken) =>
        _admission = await gate.EnterAsync(cancellationToken);

    /// <summary>Admits the next change; the activity continues.</summary>
    public void Leave() => _admission?.Dispose();

    /// <summary>Makes the activity the parent of the activities that the calling method starts.</summary>
    public void Resume() => work?.Resume();

    public void Complete(PlanReport report)
    {
        if (report.Succeeded)
        {
            work?.Succeed();
        }
    }

    public void Dispose()
    {
        Leave();
        work?.Dispose();
    }
}
