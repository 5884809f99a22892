using System.Text.Json.Nodes;

namespace Scalewright.Storage.Plugins;

/// <summary>Log lines that servers send: some injected, some at a rate for each poll.</summary>
public sealed class LogLines
{
    private const int LinesOfMessage = 64;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, int> _rates = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<JsonObject>> _waiting = new(StringComparer.Ordinal);

    /// <summary>Sets how many lines a server sends at each poll.</summary>
    /// <param name="fqdn">The server.</param>
    /// <param name="lines">Lines, 0 or more.</param>
    public void SetRate(string fqdn, int lines)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(lines);
        lock (_gate)
        {
            _rates[fqdn] = lines;
        }
    }

    /// <summary>Has a server send a line at its next poll.</summary>
    /// <param name="fqdn">The server.</param>
    /// <param name="message">The line.</param>
    /// <param name="now">When it was written.</param>
    public void Inject(string fqdn, string message, DateTimeOffset now)
    {
        lock (_gate)
        {
            (_waiting.TryGetValue(fqdn, out List<JsonObject>? lines) ? lines : _waiting[fqdn] = []).Add(Line(message, now));
        }
    }

    /// <summary>The lines that wait and those of the rate, at most 64 in each message.</summary>
    internal IReadOnlyList<JsonObject> Take(string fqdn, DateTimeOffset now)
    {
        List<JsonObject> lines;
        lock (_gate)
        {
            lines = [.. _waiting.GetValueOrDefault(fqdn) ?? [], .. Enumerable.Range(0, _rates.GetValueOrDefault(fqdn)).Select(number => Line($"{fqdn} {now:yyyy-MM-dd HH:mm:ss.ffffff} {number}", now))];
            _waiting.Remove(fqdn);
        }

        return [.. lines.Chunk(LinesOfMessage).Select(chunk => new JsonObject { ["log_lines"] = new JsonArray([.. chunk]) })];
    }

    internal static JsonObject Line(string message, DateTimeOffset now) => new()
    {
        ["source"] = "cluster_sim",
        ["severity"] = 1,
        ["facility"] = 1,
        ["message"] = message,
        ["datetime"] = now.ToString("yyyy-MM-ddTHH:mm:ss.ffffff", CultureInfo.InvariantCulture) + "Z",
    };
}
