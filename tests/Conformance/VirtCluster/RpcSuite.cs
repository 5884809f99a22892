using System.Text;
using System.Text.Json.Nodes;
using Scalewright.Agents;
using Scalewright.Agents.XmlRpc;
using VirtCluster.Compat;

namespace Conformance.VirtCluster;

/// <summary>Suite <c>vt-rpc</c>: what an agent answers to recorded requests.</summary>
public sealed class RpcSuite : ISuite
{
    /// <inheritdoc/>
    public string Name => "vt-rpc";

    /// <inheritdoc/>
    public IEnumerable<ConformanceCase> Cases(string folder) =>
        JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "transcripts.json")))!.AsArray()
            .Select(item => new ConformanceCase(item!["title"]!.GetValue<string>(), token => FirstDifferenceAsync(item!, token)));

    private static async Task<string?> FirstDifferenceAsync(JsonNode item, CancellationToken cancellationToken)
    {
        string? request = item["request_body"]?.GetValue<string>();
        string title = item["title"]!.GetValue<string>();
        XmlRpcEndpoint endpoint = ReferenceEndpoint.Over(ProbeService.Methods);
        (int status, byte[] body) = await endpoint.AnswerAsync(request is null ? "GET" : "POST", PathOf(title), Encoding.UTF8.GetBytes(request ?? ""), cancellationToken);
        JsonNode response = item["response"]!;
        int wanted = response["status"]!.GetValue<int>();
        return status != wanted ? $"expected status {wanted} but got {status}" : status != 200 ? null : Difference(item, body);
    }

    // The recorder names the path in the title when it is not the usual one.
    private static string PathOf(string title) => title.Split(' ').FirstOrDefault(word => word.StartsWith('/')) ?? "/";

    private static string? Difference(JsonNode item, byte[] body)
    {
        (XmlRpcValue? value, XmlRpcFault? fault) = XmlRpcReader.ReadAnswer(body);
        if (item["response"]!["fault_string_json"] is { } told)
        {
            RemoteError? error = fault is null ? null : JsonNode.Parse(fault.Text) is { } json
                ? new RemoteError(json["exc_type"]!.GetValue<string>(), json["exc_value"]!.GetValue<string>(), json["tb_info"]!.GetValue<string>())
                : null;
            return fault?.Code == 1 && error?.Kind == told["exc_type"]!.GetValue<string>() && error.Message == told["exc_value"]!.GetValue<string>() && error.Stack.Length > 0
                ? null
                : $"expected a fault {told.ToJsonString()} but got {fault?.ToString() ?? value?.Kind.ToString()}";
        }

        (XmlRpcValue? wanted, _) = XmlRpcReader.ReadAnswer(Encoding.UTF8.GetBytes(item["response"]!["body"]!.GetValue<string>()));
        return value == wanted ? null : $"expected {item["response"]!["body"]} but got {Encoding.UTF8.GetString(body)}";
    }
}
