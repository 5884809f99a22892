using Scalewright.Agents.Processes;

namespace TestPrograms;

/// <summary>The point at which a test kills this program. Nothing runs after it, and no buffer is written.</summary>
/// <remarks>
/// The variable <c>SCALEWRIGHT_KILL_AT</c> names it: <c>after the journal is flushed</c>, or
/// <c>after the journal is flushed:3</c> for the third pass.
/// </remarks>
public sealed class KillPoint
{
    private readonly string? _moment;
    private int _left;

    private KillPoint(string? text)
    {
        string[] parts = text?.Split(':') ?? [];
        _moment = parts.FirstOrDefault();
        _left = parts.Length > 1 ? int.Parse(parts[1], CultureInfo.InvariantCulture) : 1;
    }

    /// <summary>In order of occurrence; see <see cref="KillingFileSystem"/>.</summary>
    public static IReadOnlyList<string> OfFiles { get; } =
    [
        "after the lock is taken",
        "after the lock is written",
        "after the lock is flushed",
        "after the name of the lock is flushed",
        "before the new journal is flushed",
        "after the new journal is flushed",
        "after the journal is replaced",
        "after the name of the journal is flushed",
        "after the new mark is written",
        "after the name of the mark is flushed",
        "after the reserve is written",
        "after the name of the reserve is flushed",
        "while the journal is written",
        "after the journal is written",
        "after the journal is flushed",
        "after the mark is written",
        "before the new snapshot is written",
        "while the new snapshot is written",
        "before the new snapshot is flushed",
        "after the new snapshot is flushed",
        "after the previous snapshot is replaced",
        "after the snapshot is replaced",
        "after the name of the snapshot is flushed",
        "after the mark is flushed",
        "before the end is written to the mark",
        "before the journal is closed",
    ];

    public static KillPoint Read() => new(Environment.GetEnvironmentVariable("SCALEWRIGHT_KILL_AT"));

    public IFileSystem Files => _moment is null ? LocalFileSystem.Create() : new KillingFileSystem(LocalFileSystem.Create(), this);

    public void Pass(string moment)
    {
        if (moment == _moment && Interlocked.Decrement(ref _left) == 0)
        {
            ProcessInterop.Kill(Environment.ProcessId, ProcessInterop.KillSignal);
        }
    }
}
