using System.Text.Json;
using System.Text.Json.Nodes;
using Scalewright.Agents.XmlRpc;
using VirtCluster.Compat;

namespace VirtCluster;

/// <summary>What jobs and their suites left on an agent: <c>ROOT/JOB/state.json</c> with a copy of the agent's log, <c>ROOT/latest</c>, and <c>ROOT/JOB/suites/SUITE</c>. It outlives the agent.</summary>
/// <param name="root">The folder of all jobs.</param>
/// <param name="log">The agent's log, of which each job gets a copy.</param>
internal sealed class JobData(string root, string log)
{
    private const string State = "state.json";
    private const string Results = "results.json";
    private const string Log = "agent.log";
    private const int NameMax = 200;

    private string Latest => Path.Combine(root, "latest");

    /// <summary>Keeps the state of a job, whole or not at all.</summary>
    public bool Save(string job, XmlRpcValue state)
    {
        string folder = Directory.CreateDirectory(FolderOf(job)).FullName;
        Write(folder, State, state);
        if (File.Exists(log))
        {
            File.Copy(log, Path.Combine(folder, Log), overwrite: true);
        }

        File.Delete(Latest);
        Directory.CreateSymbolicLink(Latest, job);
        return true;
    }

    /// <summary>The state of a job; nil when there is none.</summary>
    public XmlRpcValue Load(string job) => Read(FolderOf(job), State);

    /// <summary>Forgets a job; false when there was none.</summary>
    public bool Delete(string job)
    {
        if (new FileInfo(Latest).LinkTarget == job)
        {
            File.Delete(Latest);
        }

        return Delete(new DirectoryInfo(FolderOf(job)));
    }

    /// <summary>Keeps the state and the results of a suite.</summary>
    public bool SaveSuite(string suite, XmlRpcValue state, XmlRpcValue results, string job)
    {
        string folder = Directory.CreateDirectory(SuiteOf(suite, job)).FullName;
        Write(folder, State, state);
        Write(folder, Results, results);
        return true;
    }

    /// <summary>State and results of a suite; nil when there are none.</summary>
    public XmlRpcValue LoadSuite(string suite, string job) => Read(SuiteOf(suite, job), State) is { Kind: not XmlRpcKind.Nil } state
        ? XmlRpcValue.OfMap(new XmlRpcMember("state", state), new XmlRpcMember("results", Read(SuiteOf(suite, job), Results)))
        : XmlRpcValue.Nil;

    /// <summary>Forgets a suite; false when there was none.</summary>
    public bool DeleteSuite(string suite, string job) => Delete(new DirectoryInfo(SuiteOf(suite, job)));

    /// <summary>The copy of the log of a job; nil when there is none.</summary>
    public XmlRpcValue LogOf(string job) => Existing(Path.Combine(FolderOf(job), Log));

    /// <summary>The folder of a job; nil when there is none.</summary>
    public XmlRpcValue ResultsOf(string job) => Existing(FolderOf(job));

    /// <summary>The folder of a suite; nil when there is none.</summary>
    public XmlRpcValue ResultsOf(string suite, string job) => Existing(SuiteOf(suite, job));

    /// <summary>The job that was saved last; empty when there is none.</summary>
    public string LatestJob => new FileInfo(Latest).LinkTarget ?? "";

    private string FolderOf(string job) => Path.Combine(root, Checked(job));

    private string SuiteOf(string suite, string job) => Path.Combine(FolderOf(job.Length > 0 ? job : LatestJob), "suites", Checked(suite));

    private static string Checked(string name) =>
        name.Length is > 0 and <= NameMax && name is not ("." or ".." or "latest") && name.All(character => char.IsAsciiLetterOrDigit(character) || character is '.' or '_' or '-')
            ? name
            : throw new PythonException("ValueError", $"a name has 1 to {NameMax} letters, digits, '.', '_' and '-'");

    private static XmlRpcValue Existing(string path) => Path.Exists(path) ? XmlRpcValue.Of(path) : XmlRpcValue.Nil;

    private static bool Delete(DirectoryInfo folder)
    {
        if (folder.Exists)
        {
            folder.Delete(recursive: true);
            return true;
        }

        return false;
    }

    private static void Write(string folder, string name, XmlRpcValue value)
    {
        string temporary = Path.Combine(folder, $".{name}.{Environment.CurrentManagedThreadId}");
        File.WriteAllText(temporary, ToJson(value)?.ToJsonString() ?? "null");
        File.Move(temporary, Path.Combine(folder, name), overwrite: true);
    }

    private static XmlRpcValue Read(string folder, string name)
    {
        string path = Path.Combine(folder, name);
        return File.Exists(path) ? FromJson(JsonNode.Parse(File.ReadAllText(path))) : XmlRpcValue.Nil;
    }

    private static JsonNode? ToJson(XmlRpcValue value) => value.Kind switch
    {
        XmlRpcKind.Nil => null,
        XmlRpcKind.Whole => JsonValue.Create(value.Whole),
        XmlRpcKind.Number => JsonValue.Create(value.Number),
        XmlRpcKind.Boolean => JsonValue.Create(value.Boolean),
        XmlRpcKind.List => new JsonArray([.. value.Items.Select(ToJson)]),
        XmlRpcKind.Map => new JsonObject(value.Members.Select(member => KeyValuePair.Create(member.Name, ToJson(member.Value)))),
        XmlRpcKind.Bytes => throw new PythonException("TypeError", "Object of type bytes is not JSON serializable"),
        _ => JsonValue.Create(value.Kind == XmlRpcKind.Time ? value.Time : value.Text),
    };

    private static XmlRpcValue FromJson(JsonNode? node) => node switch
    {
        null => XmlRpcValue.Nil,
        JsonArray list => XmlRpcValue.OfList(list.Select(FromJson)),
        JsonObject map => XmlRpcValue.OfMap(map.Select(member => new XmlRpcMember(member.Key, FromJson(member.Value)))),
        JsonValue value when value.TryGetValue(out bool flag) => XmlRpcValue.Of(flag),
        JsonValue value when value.TryGetValue(out long whole) => XmlRpcValue.Of(whole),
        JsonValue value when value.GetValueKind() == JsonValueKind.Number => XmlRpcValue.Of(value.GetValue<double>()),
        _ => XmlRpcValue.Of(node.GetValue<string>()),
    };
}
