using Scalewright.Experiments.Histories;

namespace Scalewright.Experiments.Metrics;

/// <summary>What is measured in the runs that are under way: the last sample of each, for whoever monitors them. From any thread.</summary>
public sealed class LiveMetrics
{
    private readonly Lock _gate = new();
    private readonly List<LiveRun> _runs = [];

    /// <summary>Listens to a run: its last sample is shown until it is over.</summary>
    /// <param name="experiment">The experiment, or its folder.</param>
    /// <param name="point">Name of the point.</param>
    /// <param name="run">Number of the run, from 1.</param>
    /// <param name="recorder">Takes what is measured, as without this.</param>
    /// <returns>What the run records by; when it is disposed of, the run is shown no more.</returns>
    public LiveRun Watch(string experiment, string point, int run, IRunRecorder recorder)
    {
        ArgumentNullException.ThrowIfNull(recorder);
        LiveRun watched = new(this, experiment, point, run, recorder);
        lock (_gate)
        {
            _runs.Add(watched);
        }

        return watched;
    }

    /// <summary>Writes all of it as OpenMetrics text (version 1.0.0).</summary>
    /// <param name="output">Where it goes.</param>
    public void Write(IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        List<LiveSample> samples;
        lock (_gate)
        {
            samples = [.. _runs.Select(run => run.Sample())];
        }

        OpenMetricsText.Write(samples, output);
    }

    internal void Forget(LiveRun run)
    {
        lock (_gate)
        {
            _runs.Remove(run);
        }
    }
}
