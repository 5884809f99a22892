using System.Net;
using System.Net.Http.Headers;
using System.Net.Mime;
using Scalewright.Agents.XmlRpc;
using VirtCluster;

namespace Conformance.VirtCluster;

/// <summary>Suite <c>vt-rpc</c>. Each case has its own agent with all services of VirtCluster's agent.</summary>
public sealed partial class RpcSuite : ISuite
{
    private const int NotFound = 404;

    public string Name => "vt-rpc";

    public IEnumerable<ConformanceCase> Cases(string folder) =>
        Directory
            .EnumerateFiles(folder, "*.json")
            .Order(StringComparer.Ordinal)
            .SelectMany(path => JsonNode.Parse(File.ReadAllText(path)) as JsonArray ?? [])
            .Select(item => new ConformanceCase(item!["title"]!.GetValue<string>(), token => FirstDifferenceAsync(item!, token)));

    private static async Task<string?> FirstDifferenceAsync(JsonNode item, CancellationToken cancellationToken)
    {
        string folder = Directory.CreateTempSubdirectory("scalewright-rpc-").FullName;
        try
        {
            AgentOptions options = new(IPAddress.Loopback, Port: 0, PidFile: "", folder, WithParent: false)
            {
                Services = ProbeService.Methods,
            };
            await using AgentServer agent = new(options);
            await agent.Application.StartAsync(cancellationToken);
            return await FirstDifferenceAsync(item, new Uri(agent.Application.Urls.Single()), cancellationToken);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<string?> FirstDifferenceAsync(JsonNode item, Uri agent, CancellationToken cancellationToken)
    {
        using HttpClient client = new();
        using HttpRequestMessage request = Request(item, agent);
        using HttpResponseMessage response = await client.SendAsync(request, cancellationToken);
        byte[] body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        JsonNode recorded = item["response"]!;
        int wanted = recorded["status"]!.GetValue<int>();
        return (int)response.StatusCode != wanted
                ? $"{request.Method} {request.RequestUri}: expected status {wanted} but got {(int)response.StatusCode}"
            : wanted == NotFound ? TextDifference(recorded, body)
            : response.IsSuccessStatusCode ? TypeDifference(recorded, response.Content.Headers.ContentType) ?? Difference(item, body)
            : null;
    }

    private static HttpRequestMessage Request(JsonNode item, Uri agent)
    {
        // Not canonicalized: Python clients send paths as given.
        Uri target = new(
            $"{agent.GetLeftPart(UriPartial.Authority)}{PathOf(item)}",
            new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }
        );
        return item["request_body"]?.GetValue<string>() is { } body
            ? new HttpRequestMessage(HttpMethod.Post, target) { Content = new StringContent(body, Encoding.UTF8, MediaTypeNames.Text.Xml) }
            : new HttpRequestMessage(HttpMethod.Get, target);
    }

    // The recorder names an unusual path in the title, and only a path results in the status 404.
    private static string PathOf(JsonNode item)
    {
        string title = item["title"]!.GetValue<string>();
        return item["path"]?.GetValue<string>()
            ?? (
                !title.Contains("other than", StringComparison.Ordinal) && PathInTitle().Match(title) is { Success: true } named
                    ? named.Value
                : item["response"]!["status"]!.GetValue<int>() == NotFound ? "/elsewhere"
                : "/"
            );
    }

    private static string? TextDifference(JsonNode recorded, byte[] body) =>
        recorded["body"]?.GetValue<string>() is { Length: > 0 } wanted && wanted != Encoding.UTF8.GetString(body)
            ? $"expected {wanted} but got {Encoding.UTF8.GetString(body)}"
            : null;

    private static string? TypeDifference(JsonNode recorded, MediaTypeHeaderValue? type) =>
        recorded["headers"]?["Content-type"]?.GetValue<string>() is { } wanted && wanted != type?.ToString()
            ? $"expected the type {wanted} but got {type}"
            : null;

    private static string? Difference(JsonNode item, byte[] body)
    {
        (XmlRpcValue? value, XmlRpcFault? fault) = XmlRpcReader.ReadResponse(body);
        if (item["response"]!["fault_string_json"] is { } told)
        {
            RemoteError? error =
                fault is null ? null
                : JsonNode.Parse(fault.Message) is { } json
                    ? new RemoteError(
                        json["exc_type"]!.GetValue<string>(),
                        json["exc_value"]!.GetValue<string>(),
                        json["tb_info"]!.GetValue<string>()
                    )
                : null;
            return
                fault?.Code == 1
                && error?.ExceptionType == told["exc_type"]!.GetValue<string>()
                && error.Message == told["exc_value"]!.GetValue<string>()
                && error.StackTrace.Length > 0
                ? null
                : $"expected a fault {told.ToJsonString()} but got {fault?.ToString() ?? value?.Kind.ToString()}";
        }

        (XmlRpcValue? wanted, _) = XmlRpcReader.ReadResponse(Encoding.UTF8.GetBytes(item["response"]!["body"]!.GetValue<string>()));
        return value == wanted || (IsPong(value) && IsPong(wanted))
            ? null
            : $"expected {item["response"]!["body"]} but got {Encoding.UTF8.GetString(body)}";
    }

    // It ends with the name of the responding machine.
    private static bool IsPong(XmlRpcValue? value) =>
        value is { Kind: XmlRpcKind.String } text && text.String.StartsWith("Pong from ", StringComparison.Ordinal);

    [GeneratedRegex(@"(?<!\w)/[^\s'"",;)]*", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex PathInTitle();
}

/// <summary>The recorder's service <c>examples.probe</c>.</summary>
internal static class ProbeService
{
    private static readonly PythonFunction[] Functions =
    [
        new("echo", ["x"], 0, arguments => arguments[0]),
        new("kw", ["a", "b"], 1, arguments =>
            XmlRpcValue.FromArray(arguments[0], arguments.Count > 1 ? arguments[1] : XmlRpcValue.From(2))
        ),
        new("ret_tuple", [], 0, _ =>
            XmlRpcValue.FromArray(XmlRpcValue.From(0), XmlRpcValue.FromStruct(new XmlRpcMember("out", XmlRpcValue.From("x"))))
        ),
        new("ret_bytes", [], 0, _ => XmlRpcValue.FromBytes([0, 1])),
        new("ret_set", [], 0, _ => throw new PythonException("TypeError", "cannot marshal <class 'set'> objects")),
        new("fail_value", [], 0, _ => throw new PythonException("ValueError", "bad value")),
        new("fail_key", [], 0, _ => throw new PythonException("KeyError", "'k'")),
        new("fail_os", [], 0, _ => throw new PythonException("FileNotFoundError", "[Errno 2] No such file or directory: '/x'")),
    ];

    public static IReadOnlyDictionary<string, XmlRpcMethod> Methods { get; } =
        Functions
            .Select(function => KeyValuePair.Create<string, XmlRpcMethod>($"examples.probe.{function.Name}", function.CallAsync))
            .ToDictionary(StringComparer.Ordinal);
}
