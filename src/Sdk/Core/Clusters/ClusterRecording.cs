using Scalewright.Agents;
using Scalewright.Providers;
using Scalewright.Recording;

namespace Scalewright.Clusters;

/// <summary>Records what a cluster does. Exists only for recorded runs.</summary>
internal sealed class ClusterRecording(IRunRecording recording)
{
    private readonly EventRecorder _events = recording.Recorder;

    public static ClusterRecording? Find(GuardedProvider provider) =>
        provider.Find<IRunRecording>() is { } recording ? new ClusterRecording(recording) : null;

    /// <summary>Records the start of a wave and of its steps.</summary>
    /// <returns>Number of the wave.</returns>
    public int BeginWave(IReadOnlyList<PendingStep> steps)
    {
        // Calls are attributed to what the program read or decided before, as without a plan.
        int before = _events.Cause;
        int wave = _events.Record(RunEventKind.Wave, recording.Caller, $"wave of {Pluralizer.Format(steps.Count, "step")}");
        foreach (PendingStep step in steps)
        {
            _events.Cause = before;
            step.Recorded = _events.Record(RunEventKind.Step, recording.Caller, $"{step.Step}", wave);
            _events.Bind(step.Request.Token, step.Recorded);
        }

        _events.Cause = before;
        return wave;
    }

    /// <summary>Records that the calls with the token of a step belong to it, after it got another one.</summary>
    public void Bind(PendingStep step) => _events.Bind(step.Request.Token, step.Recorded);

    /// <summary>Records the end of a step.</summary>
    /// <param name="step">The step.</param>
    /// <param name="problem">Why it failed; null for success.</param>
    public void End(PendingStep step, Problem? problem) => _events.End(step.Recorded, problem?.Message ?? "");

    /// <summary>Records the end of a wave.</summary>
    /// <param name="wave">Number of the wave.</param>
    /// <param name="failure">Why it failed; empty for success.</param>
    public void EndWave(int wave, string failure) => _events.End(wave, failure);

    /// <summary>Returns a call of a node that is recorded with the line of the program that is being executed now. It
    /// may start later, after a connection is open.</summary>
    public Func<INodeConnection, CancellationToken, Task<T>> Attribute<T>(Func<INodeConnection, CancellationToken, Task<T>> call)
    {
        string source = recording.FindSource();
        return (connection, cancellationToken) =>
        {
            _events.Source = source;
            try
            {
                return call(connection, cancellationToken);
            }
            finally
            {
                _events.Source = "";
            }
        };
    }
}
