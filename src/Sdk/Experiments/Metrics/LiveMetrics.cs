namespace Scalewright.Experiments.Metrics;

/// <summary>Last samples of the running runs, for monitoring. Thread-safe.</summary>
public sealed class LiveMetrics
{
    private readonly Lock _gate = new();
    private readonly List<LiveRun> _runs = [];

    /// <summary>Adds a run whose last sample is shown until the run ends.</summary>
    /// <param name="experiment">The experiment, or its folder.</param>
    /// <param name="point">Name of the point.</param>
    /// <param name="run">Number of the run, from 1.</param>
    /// <param name="recorder">The recorder that receives the measurements.</param>
    /// <returns>A recorder for the run. Disposing it removes the run.</returns>
    internal LiveRun AddRun(string experiment, string point, int run, IRunRecorder recorder)
    {
        ArgumentNullException.ThrowIfNull(recorder);
        LiveRun watched = new(this, experiment, point, run, recorder);
        lock (_gate)
        {
            _runs.Add(watched);
        }

        return watched;
    }

    /// <summary>Writes all samples as OpenMetrics text (version 1.0.0).</summary>
    /// <param name="output">Destination of the text.</param>
    public void Write(IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        List<LiveSample> samples;
        lock (_gate)
        {
            samples = [.. _runs.Select(run => run.TakeSample())];
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
