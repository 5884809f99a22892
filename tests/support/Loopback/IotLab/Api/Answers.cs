using Loopback.IotLab.Lab;

namespace Loopback.IotLab.Api;

internal sealed class Answers(Testbed testbed, IotLabServerOptions options)
{
    private readonly ExperimentAnswers _experiments = new(testbed, options);

    public BasicDoor Door { get; } = new(options.User, options.Password);

    public async Task AnswerAsync(HttpContext http)
    {
        try
        {
            string[] path = (http.Request.Path.Value ?? "").Trim('/').Split('/') is ["api", .. var rest]
                ? rest
                : throw new Refusal(404, "not found");
            _ = path is ["sites"] || Door.LetsIn(http.Request) ? true : throw new Refusal(401, "Unauthorized");
            Answer answer = await FindAsync(http.Request, path);
            await WriteAsync(http, answer);
        }
        catch (Refusal fault)
        {
            await WriteAsync(http, Answer.Of(new JsonObject { ["code"] = fault.Status, ["message"] = fault.Message }, fault.Status));
        }
    }

    private static async Task WriteAsync(HttpContext http, Answer answer)
    {
        http.Response.StatusCode = answer.Status;
        if (answer.Body.Length > 0)
        {
            http.Response.ContentType = answer.Type;
            await http.Response.Body.WriteAsync(answer.Body);
        }
    }

    private static async Task<string> ReadJsonAsync(HttpRequest request)
    {
        _ =
            request.ContentType?.Split(';')[0] == "application/json"
                ? true
                : throw new Refusal(400, $"application/json is expected, not {request.ContentType}");
        using StreamReader reader = new(request.Body);
        return await reader.ReadToEndAsync();
    }

    private async Task<Answer> FindAsync(HttpRequest request, string[] path)
    {
        // Bodies are read before the lock is acquired, because requests are handled one at a time.
        (string Text, Parts? Parts) body = (request.Method, path) switch
        {
            ("POST", ["experiments"] or ["experiments", _, "nodes", "flash"]) => ("", await Parts.ReadAsync(request)),
            ("POST" or "PUT", _) => (await ReadJsonAsync(request), null),
            _ => ("", null),
        };
        lock (testbed.Gate)
        {
            return (request.Method, path) switch
            {
                ("GET", ["sites"]) => Answer.List(
                    testbed.Boards.Select(board => board.Kind.Site).Distinct().Select(site => new JsonObject { ["site"] = site })
                ),
                ("GET", ["user"]) => Answer.Of(new JsonObject { ["login"] = options.User }),
                ("GET", ["nodes"]) => Answer.List(Filtered(request.Query).Select(entry => Shapes.Board(entry.Board, entry.State))),
                ("GET", ["nodes", "ids"]) => Answer.Of(Shapes.Ids(Filtered(request.Query))),
                ("GET", ["monitoring"]) => Profiles(),
                ("POST", ["monitoring"]) => Keep(body.Text, null),
                ("PUT", ["monitoring", var name]) => Keep(body.Text, name),
                ("DELETE", ["monitoring", var name]) => Forget(name),
                (_, ["experiments", .. var rest]) => _experiments.Find(request, rest, body.Text, body.Parts),
                _ => throw new Refusal(404, "not found"),
            };
        }
    }

    private IEnumerable<(LabBoard Board, string State)> Filtered(IQueryCollection query) =>
        testbed
            .Boards.Select(board => (Board: board, State: testbed.StateOf(board)))
            .Where(entry =>
                (query["site"].Count == 0 || query["site"] == entry.Board.Kind.Site)
                && (query["archi"].Count == 0 || query["archi"] == entry.Board.Kind.Archi)
                && (query["state"].Count == 0 || query["state"] == entry.State)
            );

    private Answer Profiles()
    {
        JsonNode[] all =
        [
            .. testbed.Profiles.Listed.Select(entry => new JsonObject
            {
                ["profilename"] = entry.Key,
                ["nodearch"] = entry.Value,
                ["power"] = "dc",
            }),
        ];
        return all.Length > 0 ? Answer.Of(new JsonArray(all)) : Answer.Empty;
    }

    private Answer Keep(string text, string? old)
    {
        JsonElement profile = RequestReader.Parse(text, JsonValueKind.Object);
        (string name, string kind) = (RequestReader.Text(profile, "profilename"), RequestReader.Text(profile, "nodearch"));
        _ = RequestReader.Text(profile, "power") == "dc" ? true : throw new Refusal(400, "power is always dc");
        if (old is null)
        {
            testbed.Profiles.Add(name, kind);
        }
        else
        {
            testbed.Profiles.Replace(old, name, kind);
        }

        return Answer.Of(
            new JsonObject
            {
                ["profilename"] = name,
                ["nodearch"] = kind,
                ["power"] = "dc",
            }
        );
    }

    private Answer Forget(string name)
    {
        testbed.Profiles.Remove(name);
        return Answer.Empty;
    }
}
