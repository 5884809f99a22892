using Scalewright.Agents.XmlRpc;

namespace Samples.Tests.VirtCluster;

/// <summary>vt_cluster uses Python's XML-RPC server: HTTP/1.0, one caller at a time.</summary>
public sealed class PythonServerTests : IDisposable
{
    private const string Source = """
        from xmlrpc.server import SimpleXMLRPCServer
        def fail(text): raise ValueError(text.replace('ESC', chr(27)))
        server = SimpleXMLRPCServer(('127.0.0.1', 0), logRequests=False, allow_none=True)
        server.register_function(lambda value: value, 'examples.echo')
        server.register_function(fail, 'examples.fail')
        print(server.server_address[1], flush=True)
        server.serve_forever()
        """;

    private readonly Process? _server = PathPrograms.Has("python3")
        ? Process.Start(
            new ProcessStartInfo("python3", ["-c", Source])
            {
                WorkingDirectory = AppContext.BaseDirectory,
                RedirectStandardOutput = true,
                UseShellExecute = false,
            }
        )
        : null;

    public void Dispose()
    {
        _server?.Kill();
        _server?.Dispose();
    }

    [MachineFact("python3")]
    public async Task Concurrent_calls_to_a_Python_server_all_return()
    {
        XmlRpcClient client = await ConnectAsync();

        long[] answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(caller => SumAsync(client, caller)));

        answers.ShouldBe(Enumerable.Range(0, 8).Select(caller => 100L * caller));
    }

    [MachineFact("python3")]
    public async Task A_remote_error_is_reported_with_its_text_even_if_XML_does_not_allow_its_characters()
    {
        XmlRpcClient client = await ConnectAsync();

        AgentException plain = await Should.ThrowAsync<AgentException>(() =>
            client.CallAsync("examples.fail", [XmlRpcValue.From("no disk")])
        );
        AgentException hostile = await Should.ThrowAsync<AgentException>(() =>
            client.CallAsync("examples.fail", [XmlRpcValue.From("ESC[2J")])
        );

        (plain.IsOutcomeUnknown, plain.RemoteError!.Message).ShouldBe((false, "<class 'ValueError'>:no disk"));
        (hostile.IsOutcomeUnknown, hostile.RemoteError!.Message).ShouldBe((false, "<class 'ValueError'>:\\u001b[2J"));
    }

    private async Task<XmlRpcClient> ConnectAsync() =>
        new("server", new Uri($"http://127.0.0.1:{await _server!.StandardOutput.ReadLineAsync()}/"));

    private static async Task<long> SumAsync(XmlRpcClient client, long value)
    {
        long sum = 0;
        for (int call = 0; call < 100; call++)
        {
            sum += (await client.CallAsync("examples.echo", [XmlRpcValue.From(value)])).Integer;
        }

        return sum;
    }
}
