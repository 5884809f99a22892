using System.Text.Json.Nodes;
using Loopback.Services;

namespace Loopback.Control;

/// <summary>A fault as it is told in JSON: <c>kind</c>, and with which requests (<c>method</c>, <c>path</c>: what their paths begin with; left out: all), how often (<c>times</c>), and what another answer is like
/// (<c>status</c>, <c>body</c>, <c>retry_after</c> in seconds), how much of one comes (<c>bytes</c>) or how long a slow one waits (<c>seconds</c>).</summary>
/// <param name="Fault">The fault; null: it cannot be.</param>
/// <param name="Problems">All that is wrong with it, each with what would be accepted.</param>
internal sealed record FaultOrder(Fault? Fault, IReadOnlyList<string> Problems)
{
    private static readonly string[] Keys = ["kind", "method", "path", "times", "status", "body", "retry_after", "bytes", "seconds"];

    /// <summary>Reads one.</summary>
    /// <param name="body">What was sent; null: no object.</param>
    public static FaultOrder Read(JsonObject? body)
    {
        if (body is null)
        {
            return new FaultOrder(null, ["""the body is no object of JSON; use {"kind":"LoseReply","method":"POST","path":"/"}"""]);
        }

        List<string> problems = [.. body.Where(entry => !Keys.Contains(entry.Key, StringComparer.Ordinal)).Select(entry => $"{entry.Key}: is not known; use {string.Join(", ", Keys)}")];
        string word = Text("kind", "");
        if (!Array.Exists(Enum.GetNames<FaultKind>(), name => name.Equals(word, StringComparison.OrdinalIgnoreCase)) || !Enum.TryParse(word, ignoreCase: true, out FaultKind kind))
        {
            kind = default;
            problems.Add($"kind: '{word}' is none; use one of {string.Join(", ", Enum.GetNames<FaultKind>())}");
        }

        string method = Text("method", "").ToUpperInvariant();
        string path = Text("path", "/");
        if (!path.StartsWith('/') || path.StartsWith("/loopback", StringComparison.Ordinal))
        {
            problems.Add($"path: '{path}' is none of the place; use the beginning of one, as /api, without its query");
        }

        Fault fault = new(kind, request => (method.Length == 0 || request.Method == method) && (request.Path.Value ?? "").StartsWith(path, StringComparison.Ordinal))
        {
            About = $"{(method.Length > 0 ? method : "*")} {path}*", Times = Number("times", 1, 1, 1_000_000), Status = Number("status", 503, 200, 599), Body = Text("body", ""),
            RetryAfter = body.ContainsKey("retry_after") ? Number("retry_after", 0, 0, 86_400) : null, Bytes = Number("bytes", 0, 0, 1_000_000),
            Delay = TimeSpan.FromSeconds(Number("seconds", 0, 0, 86_400)),
        };
        return new FaultOrder(problems.Count == 0 ? fault : null, problems);

        string Text(string key, string otherwise)
        {
            if (!body.TryGetPropertyValue(key, out JsonNode? value))
            {
                return otherwise;
            }

            if (value is JsonValue told && told.TryGetValue(out string? text))
            {
                return text;
            }

            problems.Add($"{key}: {value?.ToJsonString() ?? "null"} is no text; use one");
            return otherwise;
        }

        int Number(string key, int otherwise, int least, int most)
        {
            if (!body.TryGetPropertyValue(key, out JsonNode? value))
            {
                return otherwise;
            }

            if (value is JsonValue told && told.TryGetValue(out int number) && number >= least && number <= most)
            {
                return number;
            }

            problems.Add(FormattableString.Invariant($"{key}: {value?.ToJsonString() ?? "null"} cannot be; use a whole number from {least} to {most}"));
            return otherwise;
        }
    }
}
