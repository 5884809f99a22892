using Scalewright.Journals;
using Scalewright.Providers;

namespace Scalewright.Clusters.Reaping;

/// <summary>Command-line arguments of a watchdog.</summary>
/// <param name="Owner">Owner of the resources to remove.</param>
/// <param name="Delay">Delay after the exit of the program.</param>
internal sealed record WatchdogCommandLine(string Folder, Owner Owner, long Epoch, TimeSpan Delay, int MaxAttempts)
{
    private const string Flag = "--scalewright-watchdog";
    private const int ArgumentCount = 6;

    public string[] ToArguments() =>
        [
            Flag,
            Folder,
            Owner.ToString(),
            Epoch.ToString(CultureInfo.InvariantCulture),
            Delay.TotalMilliseconds.ToString(CultureInfo.InvariantCulture),
            MaxAttempts.ToString(CultureInfo.InvariantCulture),
        ];

    /// <summary>Parses a command line.</summary>
    /// <param name="rest">Arguments of the program itself.</param>
    /// <returns>False if this process is not a watchdog.</returns>
    public static bool TryRead(string[] args, [NotNullWhen(true)] out WatchdogCommandLine? command, out string[] rest)
    {
        (command, rest) = (null, args);
        if (
            args is not [Flag, var folder, var tag, var epoch, var delay, var tries, ..]
            || !Owner.TryParse(tag, out Owner? owner)
            || !long.TryParse(epoch, NumberStyles.None, CultureInfo.InvariantCulture, out long number)
            || !double.TryParse(delay, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double milliseconds)
            || !int.TryParse(tries, NumberStyles.None, CultureInfo.InvariantCulture, out int count)
        )
        {
            return false;
        }

        command = new WatchdogCommandLine(folder, owner, number, TimeSpan.FromMilliseconds(milliseconds), Math.Max(count, 1));
        rest = args[ArgumentCount..];
        return true;
    }

    /// <summary>Returns true if another holder opened the state in the meantime; the cluster then belongs to it.</summary>
    public bool IsSuperseded(IFileSystem files) =>
        StoreFolder.ReadWatermark(files, Folder) is { } watermark && (watermark.Lineage != Owner.Lineage || watermark.Epoch > Epoch);
}
