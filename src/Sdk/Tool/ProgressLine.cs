using Scalewright.Clusters;

namespace Scalewright.Tool;

/// <summary>
/// Line of progress on standard error, shown only on a terminal and overwritten, and lines that remain. Thread-safe.
/// </summary>
internal sealed class ProgressLine : IProgress<ClusterEvent>, IDisposable
{
    // ECMA-48: back to the first column, and erase to the end of the line.
    private const string Erase = "\r\e[K";
    private const int MaxLength = 78;
    private static readonly TimeSpan RedrawInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MinInterval = TimeSpan.FromMilliseconds(100);

    private readonly Lock _gate = new();
    private readonly TextWriter? _terminal;
    private readonly TimeProvider _clock;
    private readonly ITimer? _timer;
    private readonly long _start;
    private readonly HashSet<string> _notices = new(StringComparer.Ordinal);
    private Func<string>? _text;
    private long _drawn;
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

    /// <summary>
    /// Writer of the reasons why nodes are not ready, also without a terminal. Null, the default, prints none.
    /// </summary>
    public Func<TextWriter>? Notices { get; set; }

    /// <summary>Shows an activity.</summary>
    /// <param name="text">Activity, for example <c>observing nodes</c>.</param>
    public void Show(string text)
    {
        lock (_gate)
        {
            _text = () => WithSeconds(text);
            Draw();
        }
    }

    /// <summary>Shows an activity whose text changes with the time.</summary>
    /// <param name="text">Returns the text; called each time that the line is drawn.</param>
    public void Show(Func<string> text)
    {
        lock (_gate)
        {
            bool isOther = _text != text;
            _text = text;
            if (isOther || !_isShown || _clock.GetElapsedTime(_drawn) >= MinInterval)
            {
                Draw();
            }
        }
    }

    /// <summary>Prints the reason why a node is not ready, once.</summary>
    public void Notify(ClusterEvent value)
    {
        lock (_gate)
        {
            if (value.Kind == ClusterEventKind.NodeWaiting)
            {
                // Characters of the reason are already escaped.
                Print($"{TextEscaping.Escape(value.Subject)} {value.Message}");
            }
        }
    }

    /// <summary>Shows a line that contains the time.</summary>
    /// <param name="format">Returns the line after a time since the start.</param>
    public void Show(Func<TimeSpan, string> format)
    {
        lock (_gate)
        {
            _text = () => format(_clock.GetElapsedTime(_start));
            Draw();
        }
    }

    /// <summary>Prints a line above the progress, once, also without a terminal.</summary>
    public void PrintLine(string line)
    {
        lock (_gate)
        {
            Print(line);
        }
    }

    /// <summary>Shows the last event and the number of events.</summary>
    public void Report(ClusterEvent value)
    {
        lock (_gate)
        {
            _count++;
            Notify(value);
            Show(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{_count}: {TextEscaping.Escape(value.Subject)} {TextEscaping.Escape(value.Message)}"
                )
            );
        }
    }

    /// <summary>Clears the line permanently.</summary>
    public void Dispose()
    {
        _timer?.Dispose();
        Clear();
    }

    /// <summary>Clears the line until the next activity.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            if (_isShown)
            {
                _terminal!.Write(Erase);
                _terminal.Flush();
            }

            (_isShown, _text) = (false, null);
        }
    }

    /// <summary>Prints a line above the progress, once.</summary>
    private void Print(string line)
    {
        if (Notices is null || !_notices.Add(line))
        {
            return;
        }

        if (_isShown)
        {
            _terminal!.Write(Erase);
            _terminal.Flush();
        }

        try
        {
            TextWriter errors = Notices();
            errors.Write($"{line}\n");
            errors.Flush();
        }
        catch (IOException)
        {
            // Standard error is full or closed. The change continues.
            Notices = null;
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
        if (_terminal is null || _text is null)
        {
            return;
        }

        string line = _text();
        _terminal.Write(Erase + (line.Length > MaxLength ? $"{line.AsSpan(0, MaxLength - 1)}…" : line));
        _terminal.Flush();
        (_isShown, _drawn) = (true, _clock.GetTimestamp());
    }

    private string WithSeconds(string text) =>
        string.Create(CultureInfo.InvariantCulture, $"[{(int)_clock.GetElapsedTime(_start).TotalSeconds} s] {text}");
}
