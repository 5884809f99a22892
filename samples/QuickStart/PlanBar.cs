using System.Globalization;
using Scalewright;
using Scalewright.Clusters;
using Spectre.Console;

namespace QuickStart;

/// <summary>How far a plan has come: a bar where somebody watches, a line at the end in a file.</summary>
/// <param name="console">Where the line goes.</param>
/// <param name="board">Learns which nodes were begun.</param>
/// <param name="display">The bars; null: nobody watches.</param>
internal sealed class PlanBar(IAnsiConsole console, StateBoard board, ProgressContext? display) : IProgress<PlanProgress>
{
    private string _what = "";
    private int _done;
    private ProgressTask? _bar;

    /// <summary>Begins anew, for another plan.</summary>
    /// <param name="what">What is done, as in <c>repaired</c>.</param>
    public void Begin(string what) => (_what, _done, _bar) = (what, 0, display?.AddTask(what));

    public void Report(PlanProgress value)
    {
        _done++;
        board.Report(value);
        if (_bar is not null)
        {
            (_bar.MaxValue, _bar.Value) = (value.StepCount, value.DoneCount);
            display!.Refresh();
        }
    }

    /// <summary>Ends the bar, or tells what it would have shown.</summary>
    public void End()
    {
        if (_bar is null)
        {
            console.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"{_what}: {CountText.Of(_done, "step")}");
            return;
        }

        // A plan without steps is done, too.
        _bar.Value = _bar.MaxValue;
        _bar.StopTask();
        display!.Refresh();
    }
}
