using Scalewright.Experiments.Runs;

namespace Scalewright.Tool;

/// <summary>Shows the progress of an experiment: on a terminal in the line of progress, otherwise as a line every 30
/// seconds.</summary>
/// <param name="before">Number of runs that had ended before the start.</param>
internal sealed class ExperimentProgress(VerbContext context, int before) : IProgress<SweepProgress>
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private readonly TimeProvider _clock = context.Environment.Clock;
    private readonly long _start = context.Environment.Clock.GetTimestamp();
    private TimeSpan _printedAt;

    public void Report(SweepProgress value)
    {
        if (context.Environment.Terminal is not null)
        {
            context.Progress.Show(elapsed => $"{Count(value, elapsed)} · {Describe(value)}");
            return;
        }

        TimeSpan now = _clock.GetElapsedTime(_start);
        lock (_gate)
        {
            if (now - _printedAt < Interval)
            {
                return;
            }

            _printedAt = now;
        }

        context.Progress.PrintLine(Count(value, now));
    }

    private string Count(SweepProgress value, TimeSpan elapsed)
    {
        int done = Math.Max(before, value.CompletedCount);
        string time = DurationText.WithRemaining(elapsed, done - before, value.TotalCount - done);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{done} of {value.TotalCount} runs, {100L * done / value.TotalCount} %, {time}"
        );
    }

    /// <summary>Returns the point with the last names of its parameters, the run and its stage.</summary>
    private static string Describe(SweepProgress value)
    {
        IEnumerable<string> parameters = value
            .Point.Split(',')
            .Select(parameter =>
                parameter.IndexOf('=', StringComparison.Ordinal) is var end and > 0
                    ? parameter[(parameter.LastIndexOf('.', end) + 1)..]
                    : parameter
            );
        return TextEscaping.Escape(
            string.Create(CultureInfo.InvariantCulture, $"{string.Join(' ', parameters)}, run {value.Run}: {value.Stage}")
        );
    }
}
