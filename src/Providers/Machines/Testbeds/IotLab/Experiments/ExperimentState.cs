using Scalewright.Providers.IotLab.Wire;

namespace Scalewright.Providers.IotLab.Experiments;

/// <summary>Interprets the testbed's experiment states.</summary>
internal static class ExperimentState
{
    /// <summary>States of experiments that hold or wait for boards, in the format of a list query.</summary>
    public const string Live = "Waiting,toLaunch,Launching,Running,Finishing";

    /// <summary>Final states.</summary>
    public const string Completed = $"{Terminated},{Stopped},{Error}";

    private const string Terminated = "Terminated";
    private const string Stopped = "Stopped";
    private const string Error = "Error";

    public static bool IsCompleted(IotLabExperiment experiment) => experiment.State is Terminated or Stopped or Error;

    /// <summary>Returns true if it has ended or is ending.</summary>
    public static bool IsEnding(IotLabExperiment experiment) => experiment.State == "Finishing" || IsCompleted(experiment);

    public static bool IsRunning(IotLabExperiment experiment) => experiment.State == "Running";

    /// <summary>Latest end; null if it has not started.</summary>
    public static DateTimeOffset? GetEnd(IotLabExperiment experiment) =>
        GetTime(experiment.StartDate) is { } start && (IsRunning(experiment) || IsEnding(experiment))
            ? start + TimeSpan.FromMinutes(experiment.SubmittedDuration)
            : null;

    /// <summary>
    /// Planned or actual start; null if not decided. For a waiting experiment, either date may contain it.
    /// </summary>
    public static DateTimeOffset? GetPlannedStart(IotLabExperiment experiment) =>
        GetTime(experiment.ScheduledDate) ?? GetTime(experiment.StartDate);

    /// <summary>Time reported by the testbed; null if it reported none.</summary>
    public static DateTimeOffset? GetTime(DateTimeOffset? reported) => reported > DateTimeOffset.UnixEpoch ? reported : null;
}
