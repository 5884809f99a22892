using System.Diagnostics;

namespace Scalewright.Tool;

/// <summary>Times the code of plugins in a child process, by the trace it writes. What the tool itself needs to start and to read is not the plugin's time.</summary>
/// <param name="trace">The child's trace: whose code runs, empty for the tool's own.</param>
/// <param name="deadline">How long the code of one plugin may run at a stretch.</param>
internal sealed class PluginWatch(string trace, TimeSpan deadline)
{
    /// <summary>How long the tool's own code may run at a stretch, when plugins are allowed less.</summary>
    private static readonly TimeSpan OwnLimit = TimeSpan.FromMinutes(2);

    private string _running = "";
    private long _since = Stopwatch.GetTimestamp();

    /// <summary>The time that has been exceeded; null: none.</summary>
    public TimeSpan? FindOverrun()
    {
        string running = ReadTrace();
        if (running != _running)
        {
            (_running, _since) = (running, Stopwatch.GetTimestamp());
        }

        TimeSpan limit = running.Length > 0 || deadline > OwnLimit ? deadline : OwnLimit;
        return Stopwatch.GetElapsedTime(_since) > limit ? limit : null;
    }

    /// <summary>The child may be writing at this moment; what is read then is corrected at the next look.</summary>
    private string ReadTrace()
    {
        using StreamReader reader = new(new FileStream(trace, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return reader.ReadToEnd();
    }
}
