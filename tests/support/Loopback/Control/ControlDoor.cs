namespace Loopback.Control;

/// <summary>Control API of a server that was started by hand, below <c>/loopback</c> on its own port.</summary>
/// <param name="clock">Null for a server without a clock.</param>
public sealed class ControlDoor(FaultList faults, SteeredClock? clock)
{
    private const string Usage = "use GET or POST /loopback/clock, or GET, POST or DELETE /loopback/faults";

    public static void Open(FaultList faults, SteeredClock? clock)
    {
        ArgumentNullException.ThrowIfNull(faults);
        faults.Clock = clock ?? TimeProvider.System;
        faults.Control = new ControlDoor(faults, clock).AnswerAsync;
    }

    public async Task AnswerAsync(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        (int status, JsonObject answer) = await FindAsync(context.Request);
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync($"{answer.ToJsonString()}\n");
    }

    private static (int Status, JsonObject Answer) Wrong(params IEnumerable<string> problems) =>
        (400, new JsonObject { ["problems"] = new JsonArray([.. problems.Select(problem => (JsonNode)problem)]) });

    private static async Task<JsonObject?> ReadAsync(HttpRequest request)
    {
        using StreamReader reader = new(request.Body);
        try
        {
            return JsonNode.Parse(await reader.ReadToEndAsync()) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private async Task<(int Status, JsonObject Answer)> FindAsync(HttpRequest request)
    {
        string path = request.Path.Value ?? "";
        switch (request.Method, path)
        {
            case (_, "/loopback/clock") when clock is null:
                return (404, new JsonObject { ["problems"] = new JsonArray("this server has no clock; use /loopback/faults") });
            case ("GET", "/loopback/clock"):
                return Now();
            case ("POST", "/loopback/clock"):
                return Advance(await ReadAsync(request));
            case ("GET", "/loopback/faults"):
                return Coming();
            case ("POST", "/loopback/faults"):
                FaultOrder order = FaultOrder.Read(await ReadAsync(request));
                if (order.Problems.Count > 0)
                {
                    return Wrong(order.Problems);
                }

                faults.Add(order.Fault!);
                return Coming();
            case ("DELETE", "/loopback/faults"):
                faults.Clear();
                return Coming();
            default:
                return (404, new JsonObject { ["problems"] = new JsonArray($"there is no {request.Method} {path}; {Usage}") });
        }
    }

    private (int Status, JsonObject Answer) Now() =>
        (
            200,
            new JsonObject
            {
                ["now"] = clock!.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
                ["ahead"] = clock.Ahead.ToString("c", CultureInfo.InvariantCulture),
            }
        );

    private (int Status, JsonObject Answer) Advance(JsonObject? body)
    {
        const string Wanted =
            """use {"advance":"00:30:00"}: hours, minutes and seconds, with days before a dot as in 1.00:00:00, 0 or more and up to 3650 days""";
        if (
            body is null
            || body.Count != 1
            || body["advance"] is not JsonValue told
            || !told.TryGetValue(out string? text)
            || !TimeSpan.TryParseExact(text, "c", CultureInfo.InvariantCulture, out TimeSpan by)
            || by < TimeSpan.Zero
            || clock!.Ahead + by > TimeSpan.FromDays(3650)
        )
        {
            return Wrong($"the body is {body?.ToJsonString() ?? "no object of JSON"}; {Wanted}");
        }

        clock.Advance(by);
        return Now();
    }

    private (int Status, JsonObject Answer) Coming() =>
        (
            200,
            new JsonObject
            {
                ["faults"] = new JsonArray([
                    .. faults.Coming.Select(entry =>
                        (JsonNode)
                            new JsonObject
                            {
                                ["kind"] = entry.Fault.Kind.ToString(),
                                ["requests"] = entry.Fault.About,
                                ["left"] = entry.Left,
                            }
                    ),
                ]),
            }
        );
}

/// <summary>
/// A fault in JSON: <c>kind</c>; affected requests (<c>method</c>, prefix <c>path</c>) and their number (<c>times</c>);
/// another response (<c>status</c>, <c>body</c>, <c>retry_after</c> in seconds); <c>bytes</c> of the response that are
/// sent; <c>seconds</c> of delay.
/// </summary>
internal sealed record FaultOrder(Fault? Fault, IReadOnlyList<string> Problems)
{
    private static readonly string[] Keys = ["kind", "method", "path", "times", "status", "body", "retry_after", "bytes", "seconds"];

    public static FaultOrder Read(JsonObject? body)
    {
        if (body is null)
        {
            return new FaultOrder(null, ["""the body is not an object of JSON; use {"kind":"LoseReply","method":"POST","path":"/"}"""]);
        }

        List<string> problems =
        [
            .. body.Where(entry => !Keys.Contains(entry.Key, StringComparer.Ordinal))
                .Select(entry => $"{entry.Key}: is not known; use {string.Join(", ", Keys)}"),
        ];
        string word = Text("kind", "");
        if (
            !Array.Exists(Enum.GetNames<FaultKind>(), name => name.Equals(word, StringComparison.OrdinalIgnoreCase))
            || !Enum.TryParse(word, ignoreCase: true, out FaultKind kind)
        )
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

        Fault fault = new(kind, request =>
            (method.Length == 0 || request.Method == method) && (request.Path.Value ?? "").StartsWith(path, StringComparison.Ordinal)
        )
        {
            About = $"{(method.Length > 0 ? method : "*")} {path}*",
            Times = Number("times", 1, 1, 1_000_000),
            Status = Number("status", 503, 200, 599),
            Body = Text("body", ""),
            RetryAfter = body.ContainsKey("retry_after") ? Number("retry_after", 0, 0, 86_400) : null,
            Bytes = Number("bytes", 0, 0, 1_000_000),
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

            problems.Add($"{key}: {value?.ToJsonString() ?? "null"} is not a text; use one");
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

            problems.Add(
                FormattableString.Invariant(
                    $"{key}: {value?.ToJsonString() ?? "null"} cannot be; use a whole number from {least} to {most}"
                )
            );
            return otherwise;
        }
    }
}
