using System.Globalization;
using Scalewright;
using Scalewright.Clusters;
using Spectre.Console;

namespace QuickStart;

/// <summary>How far a plan has come: a bar where somebody watches, a line at the end in a file.</summary>
internal sealed class PlanBar(IAnsiConsole console) : IProgress<PlanProgress>
{
    private const int Width = 40;
    private string _what = "";
    private int _shown = -1;
    private int _done;

    /// <summary>Begins anew, for another plan.</summary>
    /// <param name="what">What is done, as in <c>repaired</c>.</param>
    public void Begin(string what) => (_what, _shown, _done) = (what, -1, 0);

    public void Report(PlanProgress value)
    {
        _done++;
        int filled = (int)((long)value.DoneCount * Width / value.StepCount);
        if (console.Profile.Out.IsTerminal && filled != _shown)
        {
            _shown = filled;
            console.Write($"\r{_what} {new string('━', filled)}{new string(' ', Width - filled)} {value.DoneCount}/{value.StepCount}");
        }
    }

    /// <summary>Ends the line.</summary>
    public void End()
    {
        if (_shown > 0)
        {
            console.WriteLine();
        }
        else
        {
            console.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"{_what}: {CountText.Of(_done, "step")}");
        }
    }
}
