using System.Text.Json.Nodes;

namespace Scalewright.Storage.Plugins;

/// <summary>Generates the log lines of servers: injected lines, and a constant number per poll.</summary>
public sealed class LogGenerator
{
    private const int LinesOfMessage = 64;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, int> _rates = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<JsonObject>> _waiting = new(StringComparer.Ordinal);

    /// <summary>Sets the number of lines that a server sends per poll.</summary>
    /// <param name="fqdn">Full name of the server.</param>
    /// <param name="lines">Number of lines, 0 or more.</param>
    public void SetRate(string fqdn, int lines)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(lines);
        lock (_gate)
        {
            _rates[fqdn] = lines;
        }
    }

    /// <summary>Adds a line that a server sends at its next poll.</summary>
    /// <param name="fqdn">Full name of the server.</param>
    /// <param name="message">The line.</param>
    /// <param name="now">Time of the line.</param>
    public void Inject(string fqdn, string message, DateTimeOffset now)
    {
        lock (_gate)
        {
            (_waiting.TryGetValue(fqdn, out List<JsonObject>? lines) ? lines : _waiting[fqdn] = []).Add(Line(message, now));
        }
    }

    /// <summary>Takes the injected and generated lines, at most 64 per message.</summary>
    internal IReadOnlyList<JsonObject> Dequeue(string fqdn, DateTimeOffset now)
    {
        List<JsonObject> lines;
        lock (_gate)
        {
            lines =
            [
                .. _waiting.GetValueOrDefault(fqdn) ?? [],
                .. Enumerable
                    .Range(0, _rates.GetValueOrDefault(fqdn))
                    .Select(number =>
                        Line(string.Create(CultureInfo.InvariantCulture, $"{fqdn} {now:yyyy-MM-dd HH:mm:ss.ffffff} {number}"), now)
                    ),
            ];
            _waiting.Remove(fqdn);
        }

        return [.. lines.Chunk(LinesOfMessage).Select(chunk => new JsonObject { ["log_lines"] = new JsonArray([.. chunk]) })];
    }

    internal static JsonObject Line(string message, DateTimeOffset now) =>
        new()
        {
            ["source"] = "cluster_sim",
            ["severity"] = 1,
            ["facility"] = 1,
            ["message"] = message,
            ["datetime"] = now.ToString("yyyy-MM-ddTHH:mm:ss.ffffff", CultureInfo.InvariantCulture) + "Z",
        };
}
