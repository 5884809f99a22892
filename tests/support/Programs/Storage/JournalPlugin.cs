using Scalewright.Storage.Agents;

namespace TestPrograms.Storage;

/// <summary>The position in the journal is stored beside it, so that the next boot continues there.</summary>
internal sealed class JournalPlugin(string folder, EquipmentChannel equipment, TimeProvider clock) : IServerPlugin
{
    public const string Word = "systemd_journal";
    public const string FileName = "journal";

    private const int LinesOfMessage = 64;
    private readonly string _journal = Path.Join(folder, FileName);
    private readonly string _sent = Path.Join(folder, FileName + ".sent");

    public string Name => Word;

    public IReadOnlyList<ReadOnlyMemory<byte>> PollFull() => equipment.Poll(Word, isFull: true);

    public IReadOnlyList<ReadOnlyMemory<byte>> PollUpdate()
    {
        long from = File.Exists(_sent) ? long.Parse(File.ReadAllText(_sent), CultureInfo.InvariantCulture) : 0;
        (string[] lines, long to) = Read(from);
        if (lines.Length == 0)
        {
            return [];
        }

        string next = _sent + ".new";
        File.WriteAllText(next, to.ToString(CultureInfo.InvariantCulture));
        File.Move(next, _sent, overwrite: true);
        string now = clock.GetUtcNow().ToString("yyyy-MM-ddTHH:mm:ss.ffffff", CultureInfo.InvariantCulture) + "Z";
        return
        [
            .. lines
                .Chunk(LinesOfMessage)
                .Select(chunk =>
                    (ReadOnlyMemory<byte>)
                        Encoding.UTF8.GetBytes(
                            new JsonObject { ["log_lines"] = new JsonArray([.. chunk.Select(line => Line(line, now))]) }.ToJsonString()
                        )
                ),
        ];
    }

    // Only whole lines: the last one may still be incomplete.
    private (string[] Lines, long To) Read(long from)
    {
        if (!File.Exists(_journal))
        {
            return ([], from);
        }

        using FileStream file = new(_journal, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        file.Position = from;
        using MemoryStream kept = new();
        file.CopyTo(kept);
        ReadOnlySpan<byte> bytes = kept.GetBuffer().AsSpan(0, (int)kept.Length);
        int end = bytes.LastIndexOf((byte)'\n') + 1;
        return (end == 0 ? [] : Encoding.UTF8.GetString(bytes[..(end - 1)]).Split('\n'), from + end);
    }

    private static JsonObject Line(string message, string now) =>
        new()
        {
            ["source"] = "journal",
            ["severity"] = 1,
            ["facility"] = 1,
            ["message"] = message,
            ["datetime"] = now,
        };
}
