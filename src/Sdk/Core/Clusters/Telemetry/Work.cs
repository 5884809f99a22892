using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Scalewright.Clusters.Telemetry;

/// <summary>A piece of work that is told to whoever listens when it is disposed: as an activity, as a duration, or both. Its times are the provider's.</summary>
internal sealed class Work : IDisposable
{
    private readonly TimeProvider _clock;
    private readonly Histogram<double>? _durations;
    private readonly KeyValuePair<string, object?>[] _tags;
    private readonly Activity? _activity;
    private readonly long _start;
    private bool _isDone;

    private Work(TimeProvider clock, string? activity, Histogram<double>? durations, KeyValuePair<string, object?>[] tags)
    {
        (_clock, _durations, _tags, _start) = (clock, durations, tags, clock.GetTimestamp());
        _activity = activity is null ? null : Instruments.Activities.StartActivity(ActivityKind.Internal, startTime: clock.GetUtcNow(), tags: tags, name: activity);
    }

    /// <summary>Begins; null while nobody listens.</summary>
    /// <param name="activity">Name of the activity; null: there is none.</param>
    /// <param name="durations">Where the duration goes, in seconds; null: nowhere.</param>
    /// <param name="tags">What is known at the start.</param>
    public static Work? Begin(TimeProvider clock, string? activity, Histogram<double>? durations, params KeyValuePair<string, object?>[] tags) =>
        durations is { Enabled: true } || (activity is not null && Instruments.Activities.HasListeners()) ? new Work(clock, activity, durations, tags) : null;

    /// <summary>True when anybody listens to a duration or to activities.</summary>
    public static bool IsHeard(Histogram<double> durations) => durations.Enabled || Instruments.Activities.HasListeners();

    /// <summary>Notes that it went well; without it, it failed.</summary>
    public void Succeed() => _isDone = true;

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
