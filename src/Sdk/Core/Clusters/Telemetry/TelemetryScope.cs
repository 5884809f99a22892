using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Scalewright.Clusters.Telemetry;

/// <summary>An operation that is reported on disposal as an activity, a duration, or both.</summary>
public sealed class TelemetryScope : IDisposable
{
    private readonly TimeProvider _clock;
    private readonly Histogram<double>? _durations;
    private readonly KeyValuePair<string, object?>[] _tags;
    private readonly Activity? _activity;
    private readonly long _start;
    private bool _isDone;

    private TelemetryScope(TimeProvider clock, string? activity, Histogram<double>? durations, KeyValuePair<string, object?>[] tags)
    {
        (_clock, _durations, _tags, _start) = (clock, durations, tags, clock.GetTimestamp());
        _activity = activity is null
            ? null
            : Instruments.Activities.StartActivity(ActivityKind.Internal, startTime: clock.GetUtcNow(), tags: tags, name: activity);
    }

    /// <summary>Starts an operation; returns null without listeners.</summary>
    /// <param name="clock">Clock of the times.</param>
    /// <param name="activity">Name of the activity; null for none.</param>
    /// <param name="durations">Receives the duration in seconds; null for none.</param>
    /// <param name="tags">Tags of the activity and the duration. The result is added: <c>done</c> or <c>failed</c>.</param>
    public static TelemetryScope? Start(
        TimeProvider clock,
        string? activity,
        Histogram<double>? durations,
        params KeyValuePair<string, object?>[] tags
    )
    {
        ArgumentNullException.ThrowIfNull(clock);
        return durations is { Enabled: true } || (activity is not null && Instruments.Activities.HasListeners())
            ? new TelemetryScope(clock, activity, durations, tags)
            : null;
    }

    /// <summary>Returns true if the duration or activities have a listener.</summary>
    internal static bool IsEnabled(Histogram<double> durations) => durations.Enabled || Instruments.Activities.HasListeners();

    /// <summary>Makes the activity the parent of the activities that the calling method starts.</summary>
    public void Resume()
    {
        if (_activity is not null)
        {
            Activity.Current = _activity;
        }
    }

    /// <summary>Marks the operation as successful; otherwise it counts as failed.</summary>
    public void Succeed() => _isDone = true;

    /// <inheritdoc/>
    public void Dispose()
    {
        KeyValuePair<string, object?> result = Instruments.Tag("result", _isDone ? Instruments.Done : Instruments.Failed);
        _durations?.Record(_clock.GetElapsedTime(_start).TotalSeconds, [.. _tags, result]);
        if (_activity is not null)
        {
            _activity.SetTag(result.Key, result.Value);
            _activity.SetStatus(_isDone ? ActivityStatusCode.Ok : ActivityStatusCode.Error);
            _activity.SetEndTime(_clock.GetUtcNow().UtcDateTime);
            _activity.Dispose();
        }
    }
}
