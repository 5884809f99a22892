namespace Scalewright.Experiments.Histories;

/// <summary>A run that statistics exclude because it did not complete.</summary>
/// <param name="Point">Name of its point.</param>
/// <param name="Number">Number of the run, from 1.</param>
/// <param name="Why">Reason, as a clause: <c>it did not end</c>.</param>
public sealed record RunLeftOut(string Point, int Number, string Why)
{
    internal static RunLeftOut Of(PointData point, int number, RunHistory? run) => new(point.Name, number, run switch
    {
        null => "it never began, or its file was removed",
        { Outcome: RunOutcome.Unfinished } => "it did not end",
        { Why.Length: > 0 } => $"{run.Outcome.ToString().ToLowerInvariant()}, {run.Why}",
        _ => run.Outcome.ToString().ToLowerInvariant(),
    });

    /// <summary>Returns a printable text, for example <c>base run 1: it did not end</c>.</summary>
    public override string ToString() =>
        FormattableString.Invariant($"{Printable.Escape(Point)} run {Number}: {Printable.Escape(Why)}");
}
