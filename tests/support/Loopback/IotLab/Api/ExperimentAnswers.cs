using Loopback.IotLab.Lab;

namespace Loopback.IotLab.Api;

internal sealed class ExperimentAnswers(Testbed testbed, IotLabServerOptions options)
{
    private const int LimitMax = 500;
    private static readonly string[] States =
    [
        "Waiting",
        "toLaunch",
        "Launching",
        "Running",
        "Finishing",
        "Terminated",
        "Stopped",
        "Error",
    ];
    private static readonly IReadOnlyDictionary<string, byte[]> NoFiles = new Dictionary<string, byte[]>();
    private static readonly string[] Commands = ["start", "stop", "reset", "flash-idle", "profile-reset", "debug-start", "debug-stop"];

    public Answer Find(HttpRequest request, string[] path, string text, Parts? parts) =>
        (request.Method, path) switch
        {
            ("GET", []) => List(request.Query),
            ("POST", []) => Submit(RequestReader.Read(parts!.Description), parts.Files),
            ("GET", [var id]) => Answer.Of(Shapes.Details(testbed.Find(id))),
            ("DELETE", [var id]) => Stop(testbed.Find(id)),
            ("GET", [var id, "nodes"]) => Answer.List(
                Chosen(testbed.Find(id)).Select(board => Shapes.Board(board, testbed.StateOf(board)))
            ),
            ("GET", [var id, "nodes_ids"]) => Answer.Of(
                Shapes.Ids(Chosen(testbed.Find(id)).Select(board => (board, testbed.StateOf(board))))
            ),
            ("GET", [var id, "deployment"]) => Deployment(testbed.Find(id)),
            ("POST", [var id, "nodes", "flash"]) => Flash(testbed.Find(id), parts!),
            ("POST", [var id, "nodes", "flash", var name]) => Tell(
                testbed.Find(id),
                RequestReader.ReadBoards(text),
                $"flash {name}",
                Stored(name, NoFiles)
            ),
            ("POST", [var id, "nodes", var command]) when Commands.Contains(command) => Tell(
                testbed.Find(id),
                RequestReader.ReadBoards(text),
                command,
                null
            ),
            _ => throw new Refusal(404, "not found"),
        };

    private static IEnumerable<LabBoard> Chosen(LabExperiment one) => one.IsWaiting ? [] : one.Boards.Select(entry => entry.Board);

    private Answer List(IQueryCollection query)
    {
        string[] states = query["state"].ToString().Split(',', StringSplitOptions.RemoveEmptyEntries);
        _ = Array.TrueForAll(states, States.Contains) ? true : throw new Refusal(400, $"unknown states {query["state"]}");
        int limit = Number(query, "limit");
        _ = limit <= LimitMax ? true : throw new Refusal(400, $"limit is above {LimitMax}");
        DateTimeOffset seen = testbed.Now - options.ListLag;
        IEnumerable<JsonObject> found = testbed
            .Experiments.Reverse()
            .Where(one => one.User == options.User)
            .Select(one => (Experiment: one, State: one.StateAt(seen)))
            .Where(entry => entry.State is not null && (states.Length == 0 || states.Contains(entry.State)))
            .Select(entry => Shapes.Experiment(entry.Experiment, entry.State!))
            .Skip(Number(query, "offset"));
        return Answer.List(limit == 0 ? found : found.Take(limit));
    }

    private static int Number(IQueryCollection query, string key) =>
        query[key].Count == 0 ? 0
        : int.TryParse(query[key].ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number
        : throw new Refusal(400, $"{key} is not a number");

    private Answer Submit(LabRequest request, IReadOnlyDictionary<string, byte[]> files)
    {
        foreach ((string name, _) in request.Firmwares)
        {
            Stored(name, files);
        }

        foreach ((string name, _) in request.Profiles)
        {
            _ = testbed.Profiles.All.ContainsKey(name) ? true : throw new Refusal(400, $"There is no profile {name}");
        }

        foreach (string file in files.Keys)
        {
            _ = request.Firmwares.Any(one => one.Name == file) ? true : throw new Refusal(400, $"No association speaks of the file {file}");
        }

        return Answer.Of(new JsonObject { ["id"] = testbed.Submit(options.User, request).Id });
    }

    private Answer Stop(LabExperiment one)
    {
        testbed.Stop(one);
        return Answer.Of(new JsonObject { ["id"] = one.Id, ["status"] = "Delete request registered" });
    }

    private Answer Deployment(LabExperiment one)
    {
        if (one.StartedAt is not { } start || testbed.Now < start + options.DeployDuration)
        {
            return Answer.Empty;
        }

        return Answer.Of(Shapes.Results(Chosen(one).Where(board => !one.Bad.Contains(board)), Chosen(one).Where(one.Bad.Contains)));
    }

    private Answer Flash(LabExperiment one, Parts parts)
    {
        string name = parts.Files.Count == 1 ? parts.Files.Keys.Single() : throw new Refusal(400, "one firmware is expected");
        return Tell(one, RequestReader.ReadBoards(parts.Description), $"flash {name}", Stored(name, parts.Files));
    }

    private string Stored(string name, IReadOnlyDictionary<string, byte[]> files) =>
        files.TryGetValue(name, out byte[]? file)
            ? file.Length > 0
                ? name
                : throw new Refusal(400, $"The firmware {name} is empty")
            : options.Firmwares.Contains(name, StringComparer.Ordinal)
                ? name
                : throw new Refusal(400, $"There is no firmware {name}");

    private static Answer Tell(LabExperiment one, string[] names, string command, string? firmware)
    {
        _ = one.State == "Running" ? true : throw new Refusal(400, $"Experiment {one.Id} is {one.State}");
        string? unknown = Array.Find(names, name => !one.Boards.Any(entry => entry.Board.Name == name));
        _ = unknown is null ? true : throw new Refusal(400, $"The node {unknown} is not of experiment {one.Id}");
        List<LabBoard> done = [];
        List<LabBoard> failed = [];
        foreach (LabBoard board in Chosen(one).Where(board => names.Length == 0 || names.Contains(board.Name)))
        {
            if (board.Failures > 0)
            {
                board.Failures--;
                failed.Add(board);
            }
            else
            {
                board.Commands.Add(command);
                board.Firmware = firmware ?? board.Firmware;
                done.Add(board);
            }
        }

        return Answer.Of(Shapes.Results(done, failed));
    }
}
