namespace Loopback.Services.Flink;

/// <summary>Substitute for <c>kubectl</c> of a Kubernetes cluster with Chaos Mesh.</summary>
public sealed class ChaosMesh(TimeProvider clock)
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, (JsonNode Thing, DateTimeOffset Since)> _objects = new(StringComparer.Ordinal);

    /// <summary>Nodes with a pod of Flink.</summary>
    public HashSet<string> Occupied { get; } = [];

    /// <summary>Whether objects stay without an effect.</summary>
    public bool InjectsNothing { get; set; }

    /// <summary>Whether no object can be deleted.</summary>
    public bool KeepsObjects { get; set; }

    /// <summary>Objects in the order of their creation.</summary>
    public List<(DateTimeOffset At, JsonNode Thing)> Created { get; } = [];

    /// <summary>Verbs and first arguments of all commands.</summary>
    public List<string> Commands { get; } = [];

    /// <summary>Names of the objects that exist.</summary>
    public string Names => string.Join(' ', _objects.Keys);

    /// <summary>Names of the objects whose faults have not ended by themselves.</summary>
    public string NamesInForce(DateTimeOffset at) =>
        string.Join(' ', _objects.Where(entry => entry.Value.Since + Duration(entry.Value.Thing) > at).Select(entry => entry.Key));

    public string Run(IEnumerable<IReadOnlyList<string>> commands, string input)
    {
        lock (_gate)
        {
            JsonNode[] things = [.. input.Split("---\n", StringSplitOptions.RemoveEmptyEntries).Select(text => JsonNode.Parse(text)!)];
            string output = "";
            foreach (IReadOnlyList<string> words in commands)
            {
                Commands.Add($"{words[0]} {words[1]}");
                output = Answer(words, things);
            }

            return output;
        }
    }

    private string Answer(IReadOnlyList<string> words, JsonNode[] things)
    {
        switch (words[0], words[1])
        {
            case ("get", "pods"):
                return string.Join(' ', Occupied);
            case ("apply", "--filename"):
                Array.ForEach(things, Apply);
                return "";
            case ("wait", "--for=condition=Selected" or "--for=condition=AllInjected"):
                Array.ForEach(things, Inject);
                return "";
            case ("delete", "--filename"):
                Array.ForEach(things, thing => _objects.Remove(Name(thing)));
                return "";
            case ("delete", "networkchaos,podchaos") when KeepsObjects:
                throw Fail($"timed out waiting for the condition on {Names}");
            case ("delete", "networkchaos,podchaos"):
                string label = words[words.ToList().IndexOf("--selector") + 1];
                foreach (
                    string name in _objects
                        .Where(entry => entry.Value.Thing["metadata"]!["labels"]?[label] is not null)
                        .Select(entry => entry.Key)
                        .ToArray()
                )
                {
                    _objects.Remove(name);
                }

                return "";
            default:
                throw Fail($"unknown command: {string.Join(' ', words)}");
        }
    }

    private void Apply(JsonNode thing)
    {
        if (ChaosMeshTypes.Check(thing) is { Count: > 0 } wrong)
        {
            throw Fail($"admission webhook denied the request: {string.Join(", ", wrong)} of {thing.ToJsonString()}");
        }

        if (
            _objects.TryGetValue(Name(thing), out (JsonNode Thing, DateTimeOffset Since) before)
            && !JsonNode.DeepEquals(before.Thing["spec"], thing["spec"])
        )
        {
            throw Fail($"the spec of {Name(thing)} cannot be changed");
        }

        _objects[Name(thing)] = (thing, clock.GetUtcNow());
        Created.Add((clock.GetUtcNow(), thing));
    }

    private void Inject(JsonNode thing)
    {
        JsonNode?[] selectors = [thing["spec"]!["selector"], thing["spec"]!["target"]?["selector"]];
        if (
            InjectsNothing
            || selectors
                .OfType<JsonNode>()
                .Any(selector => !selector["nodes"]!.AsArray().Any(node => Occupied.Contains(node!.GetValue<string>())))
        )
        {
            throw Fail($"timed out waiting for the condition on {Name(thing)}");
        }
    }

    private static string Name(JsonNode thing) => thing["metadata"]!["name"]!.GetValue<string>();

    private static TimeSpan Duration(JsonNode thing) =>
        thing["spec"]!["duration"] is { } text
            ? TimeSpan.FromMicroseconds(double.Parse(text.GetValue<string>()[..^2], CultureInfo.InvariantCulture))
            : TimeSpan.Zero;

    private static ProviderException Fail(string message) =>
        new("kubectl", [new Problem(ProblemCode.OutOfRange, message, "change the object")]);
}
