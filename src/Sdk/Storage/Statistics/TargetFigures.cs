using System.Text.Json.Nodes;

namespace Scalewright.Storage.Statistics;

/// <summary>The figures of a target: free space walks by up to a tenth of the total, counts of operations rise.</summary>
internal sealed class TargetFigures(bool isMdt)
{
    private const long KBytesTotal = 34_359_738_368;
    private const long FilesTotal = 2_147_483_648;
    private const long OperationsMost = 10_000;
    private const long CallsMost = 100_000;
    private const long BytesMost = 10_000_000_000;
    private const long ClientsMost = 100;
    private const long ClientChange = 5;
    private static readonly string[] Operations = ["close", "getxattr", "mkdir", "open", "rmdir", "unlink"];

    private readonly JobFigures _jobs = new(isMdt);
    private readonly long[] _counts = new long[Operations.Length];
    private long _kBytesFree = KBytesTotal / 2;
    private long _filesFree = FilesTotal / 2;
    private long _written;
    private long _read;
    private long _writes;
    private long _reads;
    private long _clients = 1;

    public void Move(StableChance chance)
    {
        _jobs.Move(chance);
        _kBytesFree = Walk(_kBytesFree, KBytesTotal / 10, KBytesTotal, chance);
        _filesFree = Walk(_filesFree, FilesTotal / 10, FilesTotal, chance);
        if (isMdt)
        {
            _clients = chance.Next(ClientChange) == 0 ? Walk(_clients, 1, ClientsMost, chance) : _clients;
            for (int operation = 0; operation < _counts.Length; operation++)
            {
                _counts[operation] += chance.Next(OperationsMost);
            }
        }
        else
        {
            _written += chance.Next(BytesMost);
            _read += chance.Next(BytesMost);
            _writes += chance.Next(CallsMost);
            _reads += chance.Next(CallsMost);
        }
    }

    /// <param name="time">Seconds since 1970.</param>
    public JsonObject Shown(long time)
    {
        JsonObject shown = new() { ["kbytestotal"] = KBytesTotal, ["kbytesfree"] = _kBytesFree, ["filestotal"] = FilesTotal, ["filesfree"] = _filesFree };
        if (isMdt)
        {
            shown["client_count"] = _clients;
            shown["stats"] = new JsonObject(Operations.Select((name, operation) => KeyValuePair.Create(name, (JsonNode?)new JsonObject { ["count"] = _counts[operation], ["units"] = "reqs" })));
        }
        else
        {
            shown["stats"] = new JsonObject { ["write_bytes"] = Bytes(_written, _writes), ["read_bytes"] = Bytes(_read, _reads) };
        }

        shown["job_stats"] = _jobs.Shown(time);
        return shown;
    }

    private static JsonObject Bytes(long sum, long calls) => new() { ["sum"] = sum, ["count"] = calls, ["units"] = "bytes" };

    private static long Walk(long value, long step, long max, StableChance chance) => Math.Clamp(value + chance.Next(2 * step) - step, 0, max);
}
