using Scalewright.Providers.IotLab.Wire;

namespace Scalewright.Providers.IotLab.Experiments;

/// <summary>What the testbed's words for states mean.</summary>
internal static class ExperimentState
{
    /// <summary>The states of experiments that hold boards or wait for them, as a list is asked for.</summary>
    public const string Live = "Waiting,toLaunch,Launching,Running,Finishing";

    /// <summary>The others.</summary>
    public const string Over = "Terminated,Stopped,Error";

    public static bool IsOver(Experiment experiment) => experiment.State is "Terminated" or "Stopped" or "Error";

    /// <summary>Whether it is over, or about to be.</summary>
    public static bool IsEnding(Experiment experiment) => experiment.State == "Finishing" || IsOver(experiment);

    public static bool IsRunning(Experiment experiment) => experiment.State == "Running";

    /// <summary>When it ends at the latest; null: it has not begun.</summary>
    public static DateTimeOffset? EndOf(Experiment experiment) =>
        TimeOf(experiment.StartDate) is { } start && (IsRunning(experiment) || IsEnding(experiment)) ? start + TimeSpan.FromMinutes(experiment.SubmittedDuration) : null;

    /// <summary>When it begins or began, as far as the scheduler has decided it; null: it has not. One that waits tells it by either date.</summary>
    public static DateTimeOffset? PlannedStartOf(Experiment experiment) => TimeOf(experiment.ScheduledDate) ?? TimeOf(experiment.StartDate);

    /// <summary>When it began; null: it has not. One that waits may tell when it is to.</summary>
    public static DateTimeOffset? StartOf(Experiment experiment) => experiment.State is "Waiting" or "toLaunch" or "Launching" ? null : TimeOf(experiment.StartDate);

    /// <summary>A moment that the testbed told; null: it told none.</summary>
    public static DateTimeOffset? TimeOf(DateTimeOffset? told) => told > DateTimeOffset.UnixEpoch ? told : null;
}
