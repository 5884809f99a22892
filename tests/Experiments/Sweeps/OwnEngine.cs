using Scalewright.Sweeps;

namespace Sweeps.Tests;

/// <summary>Elements one after the other, in this process.</summary>
internal sealed class OwnEngine(Func<SweepPoint, string> compute) : ISweepEngine
{
    public List<string> Computed { get; } = [];

    public async Task RunAsync(SweepFolder folder, SweepAttempt attempt, CancellationToken cancellationToken)
    {
        for (int element = 0; element < attempt.Elements; element++)
        {
            Assert.True(await SweepElement.TryRunAsync([.. SweepElement.WordsFor(folder, attempt), $"{element}"], (point, _) => Task.FromResult(Compute(point)), cancellationToken));
        }
    }

    private string Compute(SweepPoint point)
    {
        Computed.Add(point.Key);
        return compute(point);
    }
}
