using Scalewright.Clusters;

namespace Scalewright.Tool;

/// <summary>Line of progress on standard error, shown only on a terminal and overwritten. Thread-safe.</summary>
internal sealed class ProgressLine : IProgress<ClusterEvent>, IDisposable
{
    // ECMA-48: back to the first column, and erase to the end of the line.
    private const string Erase = "\r\e[K";
    private const int MaxLength = 78;
    private static readonly TimeSpan RedrawInterval = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly TextWriter? _terminal;
    private readonly TimeProvider _clock;
    private readonly ITimer? _timer;
    private readonly long _start;
    private string _text = "";
    private int _count;
    private bool _isShown;

    /// <summary>Creates a line.</summary>
    /// <param name="terminal">Standard error if it is a terminal; else null.</param>
    /// <param name="clock">Time source for the seconds in the line.</param>
    public ProgressLine(TextWriter? terminal, TimeProvider clock)
    {
        (_terminal, _clock, _start) = (terminal, clock, clock.GetTimestamp());
        _timer = terminal is null
            ? null
            : clock.CreateTimer(static line => ((ProgressLine)line!).Redraw(), this, RedrawInterval, RedrawInterval);
    }

    /// <summary>Shows an activity.</summary>
    /// <param name="text">Activity, for example <c>observing nodes</c>.</param>
    public void Show(string text)
    {
        lock (_gate)
        {
            _text = text;
            Draw();
        }
    }

    /// <summary>Shows the last event and the number of events.</summary>
    public void Report(ClusterEvent value)
    {
        lock (_gate)
        {
            _count++;
            _text = string.Create(CultureInfo.InvariantCulture,
                $"{_count}: {TextEscaping.Escape(value.Subject)} {TextEscaping.Escape(value.Message)}");
            Draw();
        }
    }

    /// <summary>Clears the line permanently.</summary>
    public void Dispose()
    {
        _timer?.Dispose();
        lock (_gate)
        {
            if (_isShown)
            {
                _terminal!.Write(Erase);
                _terminal.Flush();
            }

            (_isShown, _text) = (false, "");
        }
    }

    private void Redraw()
    {
        lock (_gate)
        {
            Draw();
        }
    }

    private void Draw()
    {
        if (_terminal is null || _text.Length == 0)
        {
            return;
        }

        string line = string.Create(
            CultureInfo.InvariantCulture, $"[{(int)_clock.GetElapsedTime(_start).TotalSeconds} s] {_text}");
        _terminal.Write(Erase + (line.Length > MaxLength ? $"{line.AsSpan(0, MaxLength - 1)}…" : line));
        _terminal.Flush();
        _isShown = true;
    }
}
