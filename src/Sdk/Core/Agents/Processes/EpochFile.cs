using System.Globalization;

namespace Scalewright.Agents.Processes;

/// <summary>The highest epoch of a controller that an agent has let in, on disk: an agent that is started anew refuses those that the one before refused.</summary>
internal sealed class EpochFile(string folder)
{
    private const int LengthMax = 20;

    private readonly string _path = Path.Combine(folder, "agent.epoch");

    /// <summary>The epoch; 0 when none was written.</summary>
    /// <exception cref="InvalidOperationException">The file holds something else: nobody knows then who is stale.</exception>
    public long Read()
    {
        if (!File.Exists(_path))
        {
            return 0;
        }

        using FileStream file = new(_path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        Span<byte> text = stackalloc byte[LengthMax];
        int length = file.ReadAtLeast(text, LengthMax, throwOnEndOfStream: false);
        return long.TryParse(text[..length], NumberStyles.None, CultureInfo.InvariantCulture, out long epoch)
            ? epoch
            : throw new InvalidOperationException($"{_path} holds no epoch; remove it when no other controller uses this machine.");
    }

    /// <summary>Keeps an epoch, whole or not at all.</summary>
    public void Write(long epoch)
    {
        string temporary = $"{_path}.new";
        using (FileStream file = new(temporary, FileMode.Create, FileAccess.Write))
        {
            Span<byte> text = stackalloc byte[LengthMax];
            epoch.TryFormat(text, out int length, provider: CultureInfo.InvariantCulture);
            file.Write(text[..length]);
            file.Flush(flushToDisk: true);
        }

        File.Move(temporary, _path, overwrite: true);
    }
}
