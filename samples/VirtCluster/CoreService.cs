using System.Text.Json;
using Scalewright;
using Scalewright.Agents.XmlRpc;
using VirtCluster.Compat;

namespace VirtCluster;

/// <summary>Service <c>core.*</c>, also <c>agent.services.core.*</c>: health, logs and the data of jobs.</summary>
internal static class CoreService
{
    private const int PortMax = 65535;
    private const string PathArgument = "join() argument must be str, bytes, or os.PathLike object";
    private static readonly string[] Prefixes = ["core.", "agent.services.core."];

    /// <summary>Methods by their dotted names.</summary>
    /// <param name="log">Log of the services.</param>
    /// <param name="data">Data of jobs.</param>
    /// <param name="quit">Stops the agent.</param>
    public static IEnumerable<KeyValuePair<string, XmlRpcMethod>> Methods(ForwardedLog log, JobData data, Action quit)
    {
        Dictionary<string, XmlRpcMethod> methods = new(StringComparer.Ordinal)
        {
            ["is_alive"] = Plain("is_alive", [], 0, _ => XmlRpcValue.From(true)),
            ["quit"] = Plain("quit", [], 0, _ =>
            {
                quit();
                return XmlRpcValue.Nil;
            }),
            ["start_log_redirection"] = PythonFunction.Waiting(
                "start_log_redirection", ["host", "port"], words => StartLogAsync(log, words[0], words[1])).CallAsync,
            ["stop_log_redirection"] = PythonFunction.Waiting("stop_log_redirection", [], async _ =>
            {
                await log.StopAsync();
                return XmlRpcValue.Nil;
            }).CallAsync,
            ["get_log_dir"] = Plain("get_log_dir", [], 0, _ => XmlRpcValue.From(log.Folder)),
            ["get_agent_log_filename"] = Plain("get_agent_log_filename", [], 0, _ => XmlRpcValue.From(log.AgentFile)),
            ["get_service_log_filename"] = Plain("get_service_log_filename", [], 0, _ => XmlRpcValue.From(log.ServiceFile)),
        };
        IEnumerable<KeyValuePair<string, XmlRpcMethod>> all = [.. methods, .. JobMethods(log, data), .. SuiteMethods(log, data)];
        return Prefixes.SelectMany(prefix => all.Select(method => KeyValuePair.Create(prefix + method.Key, method.Value)));
    }

    private static Dictionary<string, XmlRpcMethod> JobMethods(ForwardedLog log, JobData data) => new(StringComparer.Ordinal)
    {
        ["get_job_data_log"] = Plain("get_job_data_log", ["job_id"], 0, words => data.LogOf(Text(words[0]))),
        ["get_job_results_dir"] = Plain("get_job_results_dir", ["job_id"], 0, words => data.ResultsOf(Text(words[0]))),
        ["get_latest_job_results_dir"] = Plain("get_latest_job_results_dir", [], 0, _ => data.ResultsOf(JobData.Latest)),
        ["save_job_data"] = Plain("save_job_data", ["job_id", "state_data"], 0, words => Save(
            log, $"job data for job_id {PythonValue.Str(words[0])}", () => data.Save(Text(words[0]), words[1]))),
        ["load_job_data"] = Plain("load_job_data", ["job_id"], 0, words => Load(
            log, $"job data for job_id {PythonValue.Str(words[0])}", () => data.Load(Text(words[0])))),
        ["delete_job_data"] = Plain("delete_job_data", ["job_id"], 0, words => XmlRpcValue.From(data.Delete(Text(words[0])))),
    };

    private static Dictionary<string, XmlRpcMethod> SuiteMethods(ForwardedLog log, JobData data) => new(StringComparer.Ordinal)
    {
        ["get_test_result_log_dir"] = Plain("get_test_result_log_dir", ["suite_id", "job_id"], 1, words =>
            data.ResultsOf(Text(words[0]), Job(words, 1))),
        ["save_suite_data"] = Plain("save_suite_data", ["suite_id", "suite_state", "suite_result", "job_id"], 1, words => Save(
            log,
            $"suite data for suite '{PythonValue.Str(words[0])}'",
            () => data.SaveSuite(Text(words[0]), words[1], words[2], Job(words, 3)))),
        ["load_suite_data"] = Plain("load_suite_data", ["suite_id", "job_id"], 1, words => Load(
            log, $"suite data for suite '{PythonValue.Str(words[0])}'", () => data.LoadSuite(Text(words[0]), Job(words, 1)))),
        ["delete_suite_data"] = Plain("delete_suite_data", ["suite_id", "job_id"], 1, words =>
            XmlRpcValue.From(data.DeleteSuite(Text(words[0]), Job(words, 1)))),
    };

    private static XmlRpcMethod Plain(
        string name, string[] parameters, int optional, Func<ValueList<XmlRpcValue>, XmlRpcValue> body) =>
        new PythonFunction(name, parameters, optional, body).CallAsync;

    /// <summary>Saves. Returns false and logs the reason if the disk or JSON rejects the data.</summary>
    private static XmlRpcValue Save(ForwardedLog log, string data, Action save)
    {
        try
        {
            save();
            return XmlRpcValue.From(true);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or PythonException { Kind: "TypeError" })
        {
            log.WriteError("core", $"Failed to save {data}: {failure.Message}");
            return XmlRpcValue.From(false);
        }
    }

    /// <summary>Loads. Returns nil and logs the reason if the data cannot be read.</summary>
    private static XmlRpcValue Load(ForwardedLog log, string data, Func<XmlRpcValue> load)
    {
        try
        {
            return load();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or JsonException)
        {
            log.WriteError("core", $"Failed to load {data}: {failure.Message}");
            return XmlRpcValue.Nil;
        }
    }

    // Each name becomes a part of a path in the reference: os.path.join of posixpath.
    private static string Text(XmlRpcValue value) => value.Kind == XmlRpcKind.String
        ? value.String
        : throw new PythonException("TypeError", $"{PathArgument}, not '{PythonValue.TypeName(value)}'");

    // The default is the job that was saved last.
    private static string Job(ValueList<XmlRpcValue> words, int at)
    {
        bool isNamed = words.Count > at && words[at] is not ({ Kind: XmlRpcKind.Nil } or { Kind: XmlRpcKind.String, String: "" });
        return isNamed ? Text(words[at]) : JobData.Latest;
    }

    /// <summary>Validates in the order and words of the reference. In Python, booleans are integers.</summary>
    private static async ValueTask<XmlRpcValue> StartLogAsync(ForwardedLog log, XmlRpcValue host, XmlRpcValue port)
    {
        if (host is not { Kind: XmlRpcKind.String, String.Length: > 0 })
        {
            throw new PythonException("ValueError", $"Invalid host parameter: {PythonValue.Str(host)}");
        }

        long number = port.Kind switch
        {
            XmlRpcKind.Integer => port.Integer,
            XmlRpcKind.Boolean => port.Boolean ? 1 : 0,
            _ => 0,
        };
        if (number is < 1 or > PortMax)
        {
            throw new PythonException("ValueError", $"Invalid port parameter: {PythonValue.Str(port)}");
        }

        if (host.String.AsSpan().IndexOfAny(";&|`$") >= 0)
        {
            throw new PythonException("ValueError", $"Host parameter contains invalid characters: {host.String}");
        }

        await log.StartAsync(host.String, (int)number);
        return XmlRpcValue.Nil;
    }
}
