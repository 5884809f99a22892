namespace Scalewright.Experiments.Histories;

/// <summary>A run that statistics exclude because it did not complete.</summary>
/// <param name="Point">Name of its point.</param>
/// <param name="Number">Number of the run, from 1.</param>
/// <param name="Reason">Reason, as a clause: <c>it did not end</c>.</param>
public sealed record ExcludedRun(string Point, int Number, string Reason)
{
    internal static ExcludedRun From(PointData point, int number, RunHistory? run) => new(point.Name, number, run switch
    {
        null => "it never began, or its file was removed",
        { Outcome: RunOutcome.Unfinished } => "it did not end",
        { Reason.Length: > 0 } => $"{run.Outcome.ToString().ToLowerInvariant()}, {run.Reason}",
        _ => run.Outcome.ToString().ToLowerInvariant(),
    });

    /// <summary>Returns a printable text, for example <c>base run 1: it did not end</c>.</summary>
    public override string ToString() =>
        FormattableString.Invariant($"{TextEscaping.Escape(Point)} run {Number}: {TextEscaping.Escape(Reason)}");
}
