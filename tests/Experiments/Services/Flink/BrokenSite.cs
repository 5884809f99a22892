using Scalewright;
using Scalewright.Experiments.Flink;
using Scalewright.Experiments.Streams;

namespace Experiments.Services.Tests.Flink;

/// <summary>A site whose generator of load fails after some samples.</summary>
internal sealed class BrokenSite(IFlinkSite inner) : IFlinkSite
{
    private int _asked;

    public Task PlaceAsync(ValueList<TaskManager> taskManagers, CancellationToken cancellationToken) => inner.PlaceAsync(taskManagers, cancellationToken);

    public Task LoadAsync(ValueMap<double> rates, CancellationToken cancellationToken) =>
        ++_asked == 5 ? throw new InvalidOperationException("the generator is gone") : inner.LoadAsync(rates, cancellationToken);

    public Task EndAsync() => inner.EndAsync();
}
