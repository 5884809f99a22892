using System.Globalization;
using Scalewright;
using Scalewright.Clusters;
using Spectre.Console;

namespace WindFarm;

/// <summary>Shows the progress of a plan: a bar on a terminal, a line at the end in a file.</summary>
/// <param name="board">Receives the progress, to count the nodes in creation.</param>
/// <param name="display">Shows the bars; null if the output is not a terminal.</param>
internal sealed class PlanBar(IAnsiConsole console, StateBoard board, ProgressContext? display) : IProgress<PlanProgress>
{
    private string _what = "";
    private int _done;
    private ProgressTask? _bar;

    /// <summary>Starts a new plan.</summary>
    /// <param name="what">The action in the past tense, for example <c>repaired</c>.</param>
    public void Begin(string what) => (_what, _done, _bar) = (what, 0, display?.AddTask(what));

    public void Report(PlanProgress value)
    {
        _done++;
        board.Report(value);
        if (_bar is not null)
        {
            (_bar.MaxValue, _bar.Value) = (value.StepCount, value.CompletedCount);
            display!.Refresh();
        }
    }

    /// <summary>Completes the bar, or writes its result as a line.</summary>
    public void End()
    {
        if (_bar is null)
        {
            console.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"{_what}: {Pluralizer.Format(_done, "step")}");
            return;
        }

        // A plan without steps reports no progress, but it is complete, too.
        _bar.Value = _bar.MaxValue;
        _bar.StopTask();
        display!.Refresh();
    }
}
