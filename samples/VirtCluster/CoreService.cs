using Scalewright;
using Scalewright.Agents.XmlRpc;
using VirtCluster.Compat;

namespace VirtCluster;

/// <summary>The core service of an agent, known as <c>core.*</c> and as <c>agent.services.core.*</c>: whether it lives, its logs, and what jobs left.</summary>
internal static class CoreService
{
    private const int PortMax = 65535;
    private static readonly string[] Prefixes = ["core.", "agent.services.core."];

    /// <summary>The methods by their dotted names.</summary>
    /// <param name="log">Where services speak.</param>
    /// <param name="data">What jobs left.</param>
    /// <param name="quit">Ends the agent.</param>
    public static IEnumerable<KeyValuePair<string, XmlRpcMethod>> Methods(ForwardedLog log, JobData data, Action quit)
    {
        Dictionary<string, XmlRpcMethod> methods = new(StringComparer.Ordinal)
        {
            ["is_alive"] = Plain("is_alive", [], 0, _ => XmlRpcValue.Of(true)),
            ["quit"] = Plain("quit", [], 0, _ =>
            {
                quit();
                return XmlRpcValue.Nil;
            }),
            ["start_log_redirection"] = (arguments, _) => StartLogAsync(log, arguments),
            ["stop_log_redirection"] = async (_, _) =>
            {
                await log.StopAsync();
                return XmlRpcValue.Nil;
            },
            ["get_log_dir"] = Plain("get_log_dir", [], 0, _ => XmlRpcValue.Of(log.Folder)),
            ["get_agent_log_filename"] = Plain("get_agent_log_filename", [], 0, _ => XmlRpcValue.Of(log.AgentFile)),
            ["get_service_log_filename"] = Plain("get_service_log_filename", [], 0, _ => XmlRpcValue.Of(log.ServiceFile)),
            ["get_job_data_log"] = Plain("get_job_data_log", ["job_id"], 0, words => data.LogOf(Text(words[0]))),
            ["get_job_results_dir"] = Plain("get_job_results_dir", ["job_id"], 0, words => data.ResultsOf(Text(words[0]))),
            ["get_latest_job_results_dir"] = Plain("get_latest_job_results_dir", [], 0, _ => data.LatestJob is { Length: > 0 } job ? data.ResultsOf(job) : XmlRpcValue.Nil),
            ["get_test_result_log_dir"] = Plain("get_test_result_log_dir", ["suite", "job_id"], 1, words => data.ResultsOf(Text(words[0]), Job(data, words, 1))),
            ["save_job_data"] = Plain("save_job_data", ["job_id", "state"], 0, words => XmlRpcValue.Of(data.Save(Text(words[0]), words[1]))),
            ["load_job_data"] = Plain("load_job_data", ["job_id"], 0, words => data.Load(Text(words[0]))),
            ["delete_job_data"] = Plain("delete_job_data", ["job_id"], 0, words => XmlRpcValue.Of(data.Delete(Text(words[0])))),
            ["save_suite_data"] = Plain("save_suite_data", ["suite", "state", "result", "job_id"], 1, words => XmlRpcValue.Of(data.SaveSuite(Text(words[0]), words[1], words[2], Job(data, words, 3)))),
            ["load_suite_data"] = Plain("load_suite_data", ["suite", "job_id"], 1, words => data.LoadSuite(Text(words[0]), Job(data, words, 1))),
            ["delete_suite_data"] = Plain("delete_suite_data", ["suite", "job_id"], 1, words => XmlRpcValue.Of(data.DeleteSuite(Text(words[0]), Job(data, words, 1)))),
        };
        return Prefixes.SelectMany(prefix => methods.Select(method => KeyValuePair.Create(prefix + method.Key, method.Value)));
    }

    private static XmlRpcMethod Plain(string name, string[] parameters, int optional, Func<ValueList<XmlRpcValue>, XmlRpcValue> body) =>
        new PythonFunction(name, parameters, optional, body).CallAsync;

    private static string Text(XmlRpcValue value) => value.Kind == XmlRpcKind.Text ? value.Text : throw new PythonException("ValueError", "a name is a text");

    // Without a job, the one that was saved last.
    private static string Job(JobData data, ValueList<XmlRpcValue> words, int at) =>
        words.Count > at && words[at].Kind != XmlRpcKind.Nil ? Text(words[at])
        : data.LatestJob is { Length: > 0 } latest ? latest
        : throw new PythonException("ValueError", "no job was saved yet");

    private static async ValueTask<XmlRpcValue> StartLogAsync(ForwardedLog log, ValueList<XmlRpcValue> arguments)
    {
        if (arguments is not [{ Kind: XmlRpcKind.Text } host, { Kind: XmlRpcKind.Whole } port] || host.Text.Trim().Length == 0 || host.Text.AsSpan().IndexOfAny(";&|$`") >= 0 || port.Whole is < 1 or > PortMax)
        {
            throw new PythonException("ValueError", "start_log_redirection takes the name of a host and a port from 1 to 65535");
        }

        await log.StartAsync(host.Text, (int)port.Whole);
        return XmlRpcValue.Of(true);
    }
}
