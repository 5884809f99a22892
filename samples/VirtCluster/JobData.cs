using System.Text.Json;
using System.Text.Json.Nodes;
using Scalewright.Agents.XmlRpc;
using Scalewright.Programs;
using VirtCluster.Compat;

namespace VirtCluster;

/// <summary>
/// Stores the data of jobs and suites on disk: <c>ROOT/JOB/state.json</c> with a copy of the agent's log, the link
/// <c>ROOT/latest</c>, and <c>ROOT/JOB/suites/SUITE</c>. The data remains after the agent has exited.
/// </summary>
/// <remarks>Methods return nil or false for missing data and for invalid names.</remarks>
/// <param name="root">The folder of all jobs.</param>
/// <param name="log">The agent's log, which is copied for each job.</param>
internal sealed class JobData(string root, string log)
{
    /// <summary>Name that denotes the job that was saved last.</summary>
    public const string Latest = "latest";

    private const string StateFileName = "state.json";
    private const string ResultsFileName = "results.json";
    private const string LogFileName = "agent.log";
    private const int MaxNameLength = 200;

    private static readonly JsonDocumentOptions ReadOptions = new() { MaxDepth = 512 };

    private string LatestLink => Path.Combine(root, Latest);

    /// <summary>Saves the state of a job atomically.</summary>
    /// <exception cref="PythonException">The name is invalid, or JSON does not support the value.</exception>
    public void Save(string job, XmlRpcValue state)
    {
        string folder = GetJobFolder(job) is { } found && job != Latest ? found : throw CreateInvalidNameException();
        string text = ToJsonText(state);
        Directory.CreateDirectory(folder);
        Write(folder, StateFileName, text);
        if (File.Exists(log))
        {
            File.Copy(log, Path.Combine(folder, LogFileName), overwrite: true);
        }

        File.Delete(LatestLink);
        Directory.CreateSymbolicLink(LatestLink, job);
    }

    /// <summary>State of a job; nil if it does not exist.</summary>
    public XmlRpcValue Load(string job) => Read(GetJobFolder(job), StateFileName);

    /// <summary>Deletes a job; false if it does not exist.</summary>
    public bool Delete(string job)
    {
        if (job == Latest)
        {
            return false;
        }

        if (new FileInfo(LatestLink).LinkTarget == job)
        {
            File.Delete(LatestLink);
        }

        return DeleteFolder(GetJobFolder(job));
    }

    /// <summary>Saves the state and the results of a suite.</summary>
    /// <exception cref="PythonException">A name is invalid, no job has been saved, or JSON does not support the
    /// value.</exception>
    public void SaveSuite(string suite, XmlRpcValue state, XmlRpcValue results, string job)
    {
        if (job == Latest && GetJobFolder(job) is null)
        {
            throw new PythonException("ValueError", "no job has been saved");
        }

        string folder = GetSuiteFolder(suite, job) ?? throw CreateInvalidNameException();
        (string stateText, string resultsText) = (ToJsonText(state), ToJsonText(results));
        Directory.CreateDirectory(folder);
        Write(folder, StateFileName, stateText);
        Write(folder, ResultsFileName, resultsText);
    }

    /// <summary>State and results of a suite; nil if it does not exist.</summary>
    public XmlRpcValue LoadSuite(string suite, string job) => Read(GetSuiteFolder(suite, job), StateFileName) is { Kind: not XmlRpcKind.Nil } state
        ? XmlRpcValue.FromStruct(new XmlRpcMember("state", state), new XmlRpcMember("results", Read(GetSuiteFolder(suite, job), ResultsFileName)))
        : XmlRpcValue.Nil;

    /// <summary>Deletes a suite; false if it does not exist.</summary>
    public bool DeleteSuite(string suite, string job) => DeleteFolder(GetSuiteFolder(suite, job));

    /// <summary>Path of the log copy of a job; nil if it does not exist.</summary>
    public XmlRpcValue LogOf(string job) => ToPathOrNil(GetJobFolder(job) is { } folder ? Path.Combine(folder, LogFileName) : null);

    /// <summary>Folder of a job; nil if it does not exist.</summary>
    public XmlRpcValue ResultsOf(string job) => ToPathOrNil(GetJobFolder(job));

    /// <summary>Folder of a suite; nil if it does not exist.</summary>
    public XmlRpcValue ResultsOf(string suite, string job) => ToPathOrNil(GetSuiteFolder(suite, job));

    private string? GetJobFolder(string job)
    {
        string? name = job == Latest ? new FileInfo(LatestLink).LinkTarget : job;
        return name is not null && IsValidName(name) ? Path.Combine(root, name) : null;
    }

    private string? GetSuiteFolder(string suite, string job) =>
        GetJobFolder(job) is { } folder && IsValidName(suite) ? Path.Combine(folder, "suites", suite) : null;

    private static bool IsValidName(string name) => name.Length is > 0 and <= MaxNameLength && name is not ("." or "..")
        && name.All(character => char.IsAsciiLetterOrDigit(character) || character is '.' or '_' or '-');

    private static PythonException CreateInvalidNameException() =>
        new("ValueError", $"a name has 1 to {MaxNameLength} letters, digits, '.', '_' and '-', and is not '{Latest}'");

    private static XmlRpcValue ToPathOrNil(string? path) => Path.Exists(path) ? XmlRpcValue.From(path) : XmlRpcValue.Nil;

    private static bool DeleteFolder(string? folder)
    {
        if (!Directory.Exists(folder))
        {
            return false;
        }

        Directory.Delete(folder, recursive: true);
        return true;
    }

    private static void Write(string folder, string name, string text)
    {
        string temporary = Path.Combine(folder, $".{name}.{Environment.CurrentManagedThreadId}");
        File.WriteAllText(temporary, text);
        File.Move(temporary, Path.Combine(folder, name), overwrite: true);
    }

    private static XmlRpcValue Read(string? folder, string name)
    {
        string path = Path.Combine(folder ?? "", name);
        return folder is not null && File.Exists(path)
            ? FromJson(JsonNode.Parse(File.ReadAllText(path), nodeOptions: null, ReadOptions))
            : XmlRpcValue.Nil;
    }

    private static string ToJsonText(XmlRpcValue value) => ToJson(value)?.ToJsonString() ?? "null";

    private static JsonNode? ToJson(XmlRpcValue value) => value.Kind switch
    {
        XmlRpcKind.Nil => null,
        XmlRpcKind.Integer => JsonValue.Create(value.Integer),

        // Written with a decimal point, because 1.0 and -0.0 must not become integers.
        XmlRpcKind.Double => JsonNode.Parse(FloatText.Format(value.Double)),
        XmlRpcKind.Boolean => JsonValue.Create(value.Boolean),
        XmlRpcKind.Array => new JsonArray([.. value.Items.Select(ToJson)]),
        XmlRpcKind.Struct => ToJson(value.Members),
        XmlRpcKind.DateTime or XmlRpcKind.Base64 =>
            throw new PythonException("TypeError", $"Object of type {PythonValue.TypeName(value)} is not JSON serializable"),
        _ => JsonValue.Create(value.String),
    };

    // For duplicate names, the last value is used, as in a Python dictionary.
    private static JsonObject ToJson(IEnumerable<XmlRpcMember> members)
    {
        JsonObject map = [];
        foreach (XmlRpcMember member in members)
        {
            map[member.Name] = ToJson(member.Value);
        }

        return map;
    }

    private static XmlRpcValue FromJson(JsonNode? node) => node switch
    {
        null => XmlRpcValue.Nil,
        JsonArray list => XmlRpcValue.FromArray(list.Select(FromJson)),
        JsonObject map => XmlRpcValue.FromStruct(map.Select(member => new XmlRpcMember(member.Key, FromJson(member.Value)))),
        JsonValue value when value.TryGetValue(out bool flag) => XmlRpcValue.From(flag),
        JsonValue value when value.GetValueKind() == JsonValueKind.Number => FromNumber(value.GetValue<JsonElement>()),
        _ => XmlRpcValue.From(node.GetValue<string>()),
    };

    private static XmlRpcValue FromNumber(JsonElement number) => number.GetRawText().AsSpan().IndexOfAny(".eE") < 0
        ? XmlRpcValue.From(number.GetInt64())
        : XmlRpcValue.From(number.GetDouble());
}
