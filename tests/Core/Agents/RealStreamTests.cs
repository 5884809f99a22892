using CommandResult = Scalewright.Agents.CommandResult;

namespace Sdk.Tests.Agents;

public class RealStreamTests
{
    private readonly ScriptedPrograms _programs = new(TimeProvider.System);
    private readonly InMemoryFiles _files = new();

    [Fact]
    public async Task Commands_and_transfers_work_over_a_Unix_socket()
    {
        using TemporaryFolder folder = new();
        (NetworkStream near, NetworkStream far) = await ConnectAsync(folder.At("agent.sock"));

        await UseAsync(near, far);
    }

    [Fact]
    public async Task Commands_and_transfers_work_over_pipes()
    {
        (DuplexStream near, DuplexStream far) = PipedStream.Pair();

        await UseAsync(near, far);
    }

    [Fact, Trait(Category.Name, Category.Campaign)]
    public async Task A_broken_socket_is_reopened_and_each_command_runs_once()
    {
        using TemporaryFolder folder = new();
        int count = 0;
        List<NetworkStream> streams = [];
        await using AgentHost host = MakeHost();
        List<Task> serving = [];
        AgentConnection connection = await AgentConnection.OpenAsync(
            async _ =>
            {
                (NetworkStream near, NetworkStream far) = await ConnectAsync(folder.At($"{++count}.sock"));
                streams.Add(near);
                serving.Add(host.ServeAsync(far, CancellationToken.None));
                return near;
            },
            Options
        );
        await using (connection)
        {
            for (int i = 1; i <= 3; i++)
            {
                Task<CommandResult> run = connection.RunAsync(new CommandRequest(["sleep", $"0.{i}"]));
                await connection.PingAsync();
                streams[^1].Socket.Shutdown(SocketShutdown.Both);
                (await run).Output.ShouldBe("sleeping\n");
            }
        }

        await Task.WhenAll(serving);
        _programs.Started.ShouldBe(["sleep 0.1", "sleep 0.2", "sleep 0.3"]);
    }

    [Fact]
    public async Task A_process_that_is_not_an_agent_is_rejected()
    {
        using Process process = Process.Start(
            new ProcessStartInfo("sh", ["-c", "echo Welcome; cat > /dev/null"])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                UseShellExecute = false,
            }
        )!;
        Stream stream = new PipedStream(process.StandardOutput.BaseStream, process.StandardInput.BaseStream);

        AgentException failure = await Should.ThrowAsync<AgentException>(() => AgentConnection.OpenAsync(stream, Options));

        failure.Code.Id.ShouldBe("SW4001");
        await process.WaitForExitAsync();
    }

    private static AgentConnectionOptions Options => new() { Node = "n1", SessionId = "s1" };

    private static async Task<(NetworkStream Near, NetworkStream Far)> ConnectAsync(string path)
    {
        using Socket listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(path));
        listener.Listen(1);
        Socket near = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await near.ConnectAsync(new UnixDomainSocketEndPoint(path));
        return (new NetworkStream(near, ownsSocket: true), new NetworkStream(await listener.AcceptAsync(), ownsSocket: true));
    }

    private AgentHost MakeHost() => new(new AgentHostOptions { Node = "n1", BootId = "b1" }, _programs, _files);

    private async Task UseAsync(Stream near, Stream far)
    {
        await using AgentHost host = MakeHost();
        Task<Problem?> serving = host.ServeAsync(far);
        AgentConnection connection = await AgentConnection.OpenAsync(near, Options);
        await using (connection)
        {
            byte[] content = new byte[3_000_000];
            new Random(1).NextBytes(content);
            Task put = connection.PutFileAsync("/big", new MemoryStream(content));
            CommandResult[] results = await Task.WhenAll(
                Enumerable.Range(0, 1_000).Select(i => connection.RunAsync(new CommandRequest(["echo", $"{i}"])))
            );
            await put;
            using MemoryStream back = new();
            await connection.GetFileAsync("/big", back);

            results.Select(result => result.Output).ShouldBe(Enumerable.Range(0, 1_000).Select(i => $"{i}\n"));
            back.ToArray().AsSpan().SequenceEqual(content).ShouldBeTrue();
            (await connection.PingAsync()).ShouldBeGreaterThan(TimeSpan.Zero);
        }

        (await serving).ShouldBeNull();
    }
}
