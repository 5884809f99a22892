using System.Net.Http.Headers;
using Scalewright.Agents.XmlRpc;
using Scalewright.Storage;
using Scalewright.Storage.Setup;
using StorageSample;

namespace Samples.Tests.Storage;

/// <summary>XML-RPC remote control of a running storage simulator.</summary>
[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class RemoteControlTests : IAsyncLifetime, IDisposable
{
    private const string Token = "a token";
    private readonly HttpClient _http = new(
        new SocketsHttpHandler { UseProxy = false, Expect100ContinueTimeout = Timeout.InfiniteTimeSpan }
    );
    private readonly ManagerAddress _nobody = new(new Uri("http://localhost/"), Authority: null);
    private RunningCluster _running = null!;
    private ControlPort _port = null!;

    public async Task InitializeAsync()
    {
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token);
        _running = new RunningCluster(
            await StorageCluster.CreateAsync(new StorageClusterSpec { ServerCount = 2, WorkerCount = 0 }),
            _nobody,
            keys: null
        );
        _port = await ControlPort.StartAsync(_running, port: 0, token: Token, CancellationToken.None);
    }

    public async Task DisposeAsync()
    {
        // Disconnects the client first, so that the server does not wait for it.
        _http.Dispose();
        await _port.DisposeAsync();
        await _running.DisposeAsync();
    }

    public void Dispose()
    {
        _http.Dispose();
        _nobody.Dispose();
    }

    [Theory]
    [InlineData("", "Root element is missing")]
    [InlineData("{\"method\":\"list_servers\"}", "Data at the root level is invalid")]
    [InlineData("<methodCall><methodName>list_servers</methodName>", "Unexpected end of file")]
    [InlineData("<methodResponse/>", "<methodResponse> where <methodCall> is expected")]
    [InlineData("<!DOCTYPE a [<!ENTITY b 'c'>]><methodCall><methodName>&b;</methodName></methodCall>", "DTD is prohibited")]
    [InlineData(
        "<methodCall><methodName>list_servers</methodName><params><param><value><int>seven</int></value></param></params></methodCall>",
        "'seven' is not an int"
    )]
    [InlineData(
        "<methodCall><methodName>list_servers</methodName><params><param><value><int>99999999999999999999</int></value></param></params></methodCall>",
        "is not an int"
    )]
    [InlineData("<methodCall><methodName>system.shutdown</methodName></methodCall>", "method \"system.shutdown\" is not supported")]
    public async Task A_malformed_or_unknown_call_returns_a_fault_with_the_reason(string body, string found) =>
        (await FaultAsync(body)).ShouldContain(found);

    [Theory]
    [InlineData("add_server", "add_server: has 1 argument, where none belongs", "x")]
    [InlineData("list_servers", "list_servers: has 2 arguments, where none belongs", "x", "y")]
    [InlineData("remove_all_servers", "remove_all_servers: has 1 argument, where none belongs", false)]
    [InlineData("register", "register: has 1 argument, where (fqdn, secret) belongs", "test000.localdomain")]
    [InlineData("start_server", "start_server: has 0 arguments, where (fqdn, [simulate]) belongs")]
    [InlineData("stop_server", "stop_server: has 3 arguments, where (fqdn, [simulate]) belongs", "test000.localdomain", true, true)]
    [InlineData("start_server", "start_server: argument 1 (fqdn) is of type Integer, where a text belongs", 0)]
    [InlineData(
        "start_server",
        "start_server: argument 2 (simulate) is of type String, where true or false belongs",
        "test000.localdomain",
        "yes"
    )]
    [InlineData("remove_server", "no.such.server", "no.such.server")]
    [InlineData("add_su", "add_su: argument 1 (server_count) is 0, where a whole number from 1 to 65536 belongs", 0, 4)]
    [InlineData("add_su", "add_su: argument 1 (server_count) is 2147483647, where a whole number from 1 to 65536 belongs", int.MaxValue, 4)]
    [InlineData(
        "add_su",
        "add_su: argument 1 (server_count) is 1000000000, where a whole number from 1 to 65536 belongs",
        1_000_000_000,
        1
    )]
    [InlineData("add_su", "server_count: 65536 is above 65534; use 0 to 65534", 65_536, 0)]
    [InlineData("add_su", "volume_count: 1000000 is above 999996; use 0 to 999996", 1, 1_000_000)]
    [InlineData("add_su", "add_su: argument 2 (volume_count) is -1, where a whole number from 0", 1, -1)]
    [InlineData(
        "set_log_rate",
        "set_log_rate: argument 2 (lines) is 2147483647, where a whole number from 0 to 65536 belongs",
        "test000.localdomain",
        int.MaxValue
    )]
    [InlineData("poll_fake_controller", "there is no controller 9", 9)]
    [InlineData(
        "register_many",
        "register_many: argument 1 (fqdns) is of type String, where a list of texts belongs",
        "test000.localdomain",
        "secret"
    )]
    [InlineData("update_packages", "update_packages: argument 1 (packages) is of type String, where a map of packages", "kernel")]
    public async Task Invalid_arguments_are_reported_with_method_and_position(string method, string found, params object[] arguments)
    {
        string fault = await FaultAsync(Call(method, [.. arguments.Select(Value)]));

        fault.ShouldContain(found);
        _running.Cluster.Servers.All.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Invalid_elements_of_lists_and_maps_are_reported()
    {
        XmlRpcValue half = XmlRpcValue.FromArray(XmlRpcValue.From("test000.localdomain"), XmlRpcValue.From(7));
        XmlRpcValue version = XmlRpcValue.FromStruct(
            new XmlRpcMember("kernel", XmlRpcValue.FromArray(XmlRpcValue.From("0"), XmlRpcValue.From("3.10")))
        );

        (await FaultAsync(Call("register_many", half, XmlRpcValue.From("secret")))).ShouldContain(
            "argument 1 (fqdns) is of type Integer in the list, where a list of texts belongs"
        );
        (await FaultAsync(Call("update_packages", version))).ShouldContain(
            "argument 1 (packages) is another version of 'kernel', where a map of packages, each with [epoch, version, release, architecture], belongs"
        );
    }

    [Theory, InlineData(200), InlineData(50_000)]
    public async Task Values_nested_deeper_than_the_limit_are_rejected(int depth)
    {
        string nested =
            string.Concat(Enumerable.Repeat("<value><array><data>", depth))
            + string.Concat(Enumerable.Repeat("</data></array></value>", depth));

        string fault = await FaultAsync(
            $"<methodCall><methodName>list_servers</methodName><params><param>{nested}</param></params></methodCall>"
        );

        fault.ShouldContain("values within values, deeper than 100");
    }

    [Fact]
    public async Task A_call_that_is_too_long_is_rejected_before_its_body_is_sent()
    {
        using HttpRequestMessage request = Request(HttpMethod.Post, new byte[(8 * 1024 * 1024) + 1], "text/xml");
        request.Headers.ExpectContinue = true;

        using HttpResponseMessage response = await _http.SendAsync(request);

        response.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        (await response.Content.ReadAsStringAsync()).ShouldContain("A call has up to 8388608 bytes.");
    }

    [Theory]
    [InlineData("GET", "/", "text/xml", HttpStatusCode.NotImplemented)]
    [InlineData("PUT", "/RPC2", "text/xml", HttpStatusCode.NotImplemented)]
    [InlineData("POST", "/elsewhere", "text/xml", HttpStatusCode.NotFound)]
    [InlineData("POST", "/", "text/plain", HttpStatusCode.Forbidden)]
    public async Task A_request_with_a_wrong_method_path_or_media_type_changes_nothing(
        string verb,
        string path,
        string type,
        HttpStatusCode status
    )
    {
        using HttpRequestMessage request = Request(new HttpMethod(verb), Encoding.UTF8.GetBytes(Call("add_server")), type, path);

        using HttpResponseMessage response = await _http.SendAsync(request);

        response.StatusCode.ShouldBe(status);
        _running.Cluster.Servers.All.Count.ShouldBe(2);
    }

    [Theory]
    [InlineData(null, "", HttpStatusCode.Unauthorized)]
    [InlineData("Bearer", "another token", HttpStatusCode.Unauthorized)]
    [InlineData("Basic", "bm9ib2R5OmFub3RoZXI=", HttpStatusCode.Unauthorized)]
    [InlineData("Basic", "bm9ib2R5OmEgdG9rZW4=", HttpStatusCode.OK)]
    [InlineData("Bearer", Token, HttpStatusCode.OK)]
    public async Task A_call_without_the_correct_token_changes_nothing(string? scheme, string value, HttpStatusCode status)
    {
        _http.DefaultRequestHeaders.Authorization = scheme is null ? null : new AuthenticationHeaderValue(scheme, value);
        using HttpRequestMessage request = Request(HttpMethod.Post, Encoding.UTF8.GetBytes(Call("add_server")), "text/xml");

        using HttpResponseMessage response = await _http.SendAsync(request);

        response.StatusCode.ShouldBe(status);
        _running.Cluster.Servers.All.Count.ShouldBe(status == HttpStatusCode.OK ? 3 : 2);
    }

    [Fact]
    public async Task A_call_succeeds_after_a_malformed_one()
    {
        await FaultAsync("<a>");

        using HttpRequestMessage request = Request(HttpMethod.Post, Encoding.UTF8.GetBytes(Call("add_server")), "text/xml");
        using HttpResponseMessage response = await _http.SendAsync(request);

        XmlRpcReader.ReadResponse(await response.Content.ReadAsByteArrayAsync()).Value.ShouldBe(XmlRpcValue.From("test002.localdomain"));
    }

    // Returns the message of the fault; fails if it has a stack trace.
    private async Task<string> FaultAsync(string body)
    {
        using HttpRequestMessage request = Request(HttpMethod.Post, Encoding.UTF8.GetBytes(body), "text/xml");
        using HttpResponseMessage response = await _http.SendAsync(request);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        XmlRpcFault fault = XmlRpcReader.ReadResponse(await response.Content.ReadAsByteArrayAsync()).Fault!;
        System.Text.Json.Nodes.JsonNode told = System.Text.Json.Nodes.JsonNode.Parse(fault.Message)!;
        ((string?)told["tb_info"]).ShouldBe("");
        string said = (string)told["exc_value"]!;
        said.ShouldNotContain("   at ");
        said.ShouldNotContain("(Parameter");
        return said;
    }

    private HttpRequestMessage Request(HttpMethod verb, byte[] body, string type, string path = "/") =>
        new(verb, new Uri(_port.Address, path))
        {
            Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue(type) } },
        };

    private static string Call(string method, params XmlRpcValue[] arguments) =>
        Encoding.UTF8.GetString(XmlRpcWriter.WriteCall(new XmlRpcCall(method, [.. arguments])));

    private static XmlRpcValue Value(object argument) =>
        argument switch
        {
            bool flag => XmlRpcValue.From(flag),
            int whole => XmlRpcValue.From((long)whole),
            _ => XmlRpcValue.From((string)argument),
        };
}
