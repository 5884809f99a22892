using Scalewright.Journals;
using Scalewright.Providers;

namespace Scalewright.Clusters.Reaping;

/// <summary>Command-line arguments of a watchdog.</summary>
/// <param name="Owner">Owner of the resources to remove.</param>
/// <param name="Delay">Delay after the exit of the program.</param>
internal sealed record WatchdogCommandLine(string Folder, Owner Owner, long Epoch, TimeSpan Delay, int TriesMax)
{
    private const string Word = "--scalewright-watchdog";
    private const int WordCount = 6;

    public string[] ToArguments() =>
    [
        Word, Folder, Owner.ToString(), Epoch.ToString(CultureInfo.InvariantCulture),
        Delay.TotalMilliseconds.ToString(CultureInfo.InvariantCulture), TriesMax.ToString(CultureInfo.InvariantCulture),
    ];

    /// <summary>Parses a command line.</summary>
    /// <param name="rest">Arguments of the program itself.</param>
    /// <returns>False if this process is not a watchdog.</returns>
    public static bool TryRead(string[] args, [NotNullWhen(true)] out WatchdogCommandLine? order, out string[] rest)
    {
        (order, rest) = (null, args);
        if (args is not [Word, var folder, var tag, var epoch, var delay, var tries, ..]
            || !Owner.TryParse(tag, out Owner? owner)
            || !long.TryParse(epoch, NumberStyles.None, CultureInfo.InvariantCulture, out long number)
            || !double.TryParse(
                delay, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double milliseconds)
            || !int.TryParse(tries, NumberStyles.None, CultureInfo.InvariantCulture, out int count))
        {
            return false;
        }

        order = new WatchdogCommandLine(
            folder, owner, number, TimeSpan.FromMilliseconds(milliseconds), Math.Max(count, 1));
        rest = args[WordCount..];
        return true;
    }

    /// <summary>True if another holder opened the state in the meantime; the cluster then belongs to it.</summary>
    public bool IsOver(IFileSystem files) =>
        StoreFolder.ReadMark(files, Folder) is { } mark && (mark.Lineage != Owner.Lineage || mark.Epoch > Epoch);
}
