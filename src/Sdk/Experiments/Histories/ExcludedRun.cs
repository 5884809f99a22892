namespace Scalewright.Experiments.Histories;

/// <summary>A run that statistics exclude because it did not complete.</summary>
/// <param name="Point">Name of its point.</param>
/// <param name="Number">Number of the run, from 1.</param>
/// <param name="Reason">Reason, as a clause: <c>it did not end</c>.</param>
public sealed record ExcludedRun(string Point, int Number, string Reason)
{
    private const string Missing = "it never began, or its file was removed";
    private const string Unfinished = "it did not end";
    private const string Stopped = "it was stopped";

    /// <summary>True if the run may still begin or end.</summary>
    internal bool CanEnd => Reason is Missing or Unfinished;

    /// <summary>The reason for several runs, as a clause: <c>they did not end</c>.</summary>
    internal string SharedReason =>
        Reason switch
        {
            Missing => "they never began, or their files were removed",
            Unfinished => "they did not end",
            Stopped => "they were stopped",
            _ => Reason,
        };

    internal static ExcludedRun From(PointData point, int number, RunHistory? run) =>
        new(
            point.Name,
            number,
            run switch
            {
                null => Missing,
                { Outcome: RunOutcome.Unfinished } => Unfinished,
                { Outcome: RunOutcome.Stopped, Reason: RunHistory.StoppedReason or "" } => Stopped,
                { Reason.Length: > 0 } => $"{run.Outcome.ToString().ToLowerInvariant()}, {run.Reason}",
                _ => run.Outcome.ToString().ToLowerInvariant(),
            }
        );

    /// <summary>Returns the point and the number, for example <c>base run 1</c>.</summary>
    internal string GetName() => FormattableString.Invariant($"{TextEscaping.Escape(Point)} run {Number}");

    /// <summary>Returns a printable text, for example <c>base run 1: it did not end</c>.</summary>
    public override string ToString() => $"{GetName()}: {TextEscaping.Escape(Reason)}";
}
