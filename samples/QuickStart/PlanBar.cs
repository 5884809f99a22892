using System.Globalization;
using Scalewright.Clusters;
using Spectre.Console;

namespace QuickStart;

/// <summary>How far provisioning has come: a bar where somebody watches, a line at the end in a file.</summary>
internal sealed class PlanBar(IAnsiConsole console) : IProgress<PlanProgress>
{
    private const int Width = 40;
    private int _shown = -1;
    private PlanProgress? _last;

    public void Report(PlanProgress value)
    {
        _last = value;
        int filled = (int)((long)value.DoneCount * Width / value.StepCount);
        if (console.Profile.Out.IsTerminal && filled != _shown)
        {
            _shown = filled;
            console.Write($"\rprovisioning {new string('━', filled)}{new string(' ', Width - filled)} {value.DoneCount}/{value.StepCount}");
        }
    }

    /// <summary>Ends the line.</summary>
    public void End()
    {
        if (_shown >= 0)
        {
            console.WriteLine();
        }
        else if (_last is { } last)
        {
            console.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"provisioned: {last.DoneCount} of {last.StepCount} steps");
        }
    }
}
